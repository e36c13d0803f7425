#include "shell/scaled_size.h"

#include "util/byte_size.h"

#include <charconv>

namespace twinvirt {

std::optional<std::uint64_t> parseSizeKib(const std::string& text) {
    std::uint64_t number = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc())
        return std::nullopt;
    const std::string unit(stop, end);
    return scaleToKib(number, unit.empty() ? "KiB" : unit);
}

Result<std::uint64_t> sizeKib(const ParsedCommand& command, const std::string& option) {
    const auto text = command.required(option);
    const auto size = parseSizeKib(text);
    if (!size)
        return Error{ErrorCode::invalidArgument, "Scaled numeric value '" + text + "' for <" +
                                                     option +
                                                     "> option is malformed or out of range"};
    return *size;
}

} // namespace twinvirt
