#pragma once

#include "api/native_format.h"

#include <string>
#include <string_view>
#include <vector>

namespace twinvirt::lxc {

/// One line "KEY = VALUE" of a configuration of LXC (man 5 lxc.container.conf).
struct ConfigLine {
    std::string file;
    int line = 0;
    std::string key;
    std::string value; ///< without blanks and quotes around it; empty: forget what came before

    /// "FILE:LINE: KEY"
    std::string where() const;
    Error error(const std::string& what, ErrorCode code = ErrorCode::invalidArgument) const;
};

/// All lines in order, those of lxc.include in its place. invalidArgument with file and line for
/// text that is no configuration: no '=', a control character, bytes that are no UTF-8, more than
/// 1 MiB, includes of includes beyond 8.
Result<std::vector<ConfigLine>> parseLxcConfig(const NativeSource& source);

/// The words of a value, which may be quoted as in a shell's line.
std::vector<std::string> quotedWords(std::string_view text);
std::vector<std::string> wordsOf(std::string_view text);
std::vector<std::string> splitAt(std::string_view text, char separator);

} // namespace twinvirt::lxc
