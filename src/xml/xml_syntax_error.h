#pragma once

#include "util/error.h"
#include "xml/xml_source.h"

#include <cstddef>
#include <string>

namespace twinvirt {

/// A place in a document; both count from 1, 0: unknown.
struct XmlPosition {
    int line = 0;
    int column = 0;
};

/// The position of the byte at `offset`.
XmlPosition positionOf(const std::string& text, std::size_t offset);

/// "FILE:LINE:COLUMN: reason", the line (shortened around the place when it is long, control
/// characters replaced), a caret, and the hint when there is one. Code xmlError.
Error xmlSyntaxError(const XmlSource& source, const XmlPosition& position,
                     const std::string& reason, const std::string& hint = {});

/// What to do about the element `name` that begins on `line` and is never closed; knows the tag
/// with a '>' too many ("<boot dev='hd'>/>").
std::string hintForUnclosed(const XmlSource& source, const std::string& name, int line);

/// What to do about a text that is not well-formed, as far as the place tells it; empty when it
/// does not. Knows stray quotes in a tag, a tag that is not closed and "--" in a comment.
std::string hintForMalformed(const XmlSource& source, const XmlPosition& position);

} // namespace twinvirt
