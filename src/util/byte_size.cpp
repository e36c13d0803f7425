#include "util/byte_size.h"

#include <array>
#include <cctype>
#include <limits>
#include <string>

namespace twinvirt {

static std::string lowered(std::string_view text) {
    std::string result;
    for (const char c : text)
        result += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return result;
}

std::optional<std::uint64_t> bytesPerUnit(std::string_view unit) {
    static constexpr std::string_view prefixes = "kmgtpe";
    const std::string name = lowered(unit);
    if (name == "b" || name == "byte" || name == "bytes")
        return 1;
    const auto power = name.empty() ? std::string::npos : prefixes.find(name[0]);
    if (power == std::string::npos)
        return std::nullopt;
    const std::string rest = name.substr(1);
    if (!rest.empty() && rest != "ib" && rest != "b")
        return std::nullopt;
    const std::uint64_t base = rest == "b" ? 1000 : 1024;
    std::uint64_t bytes = 1;
    for (std::size_t i = 0; i <= power; ++i)
        bytes *= base;
    return bytes;
}

std::optional<std::uint64_t> scaleToKib(std::uint64_t value, std::string_view unit) {
    const auto scale = bytesPerUnit(unit);
    if (!scale || (value != 0 && *scale > std::numeric_limits<std::uint64_t>::max() / value))
        return std::nullopt;
    const std::uint64_t bytes = value * *scale;
    return bytes / 1024 + (bytes % 1024 != 0 ? 1 : 0);
}

} // namespace twinvirt
