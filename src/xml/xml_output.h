#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace twinvirt {

/// An element to be printed, or character data (then `name` is empty and `text` set).
struct XmlOutput {
    std::string name;
    std::vector<std::pair<std::string, std::string>> attributes;
    std::string text;
    std::vector<XmlOutput> children;

    /// Nothing but its name.
    bool isEmpty() const { return attributes.empty() && children.empty(); }
};

/// As libvirt prints: two blanks of indentation for each level, single quotes, one element on each
/// line; an element that holds character data stands in one line. Ends with a newline.
std::string printIndented(const XmlOutput& element);
/// The same in one line and without a newline.
std::string printCompact(const XmlOutput& element);

/// With < > & ' " escaped as libvirt's virBufferEscapeString does it. What a reader would turn
/// into something else (CR; in an attribute also TAB and LF) becomes a character reference, so that
/// the text is the same when it is read again.
std::string escapeText(std::string_view text);
std::string escapeAttribute(std::string_view value);

} // namespace twinvirt
