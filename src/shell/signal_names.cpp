#include "shell/signal_names.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <string_view>

namespace twinvirt {

/// libvirt's virDomainProcessSignal: the position of a name is the number of the signal on Linux.
static std::optional<int> positionOf(std::string_view name) {
    std::string_view rest = signalNames;
    for (int number = 0; !rest.empty(); ++number) {
        const auto end = rest.find('|');
        if (rest.substr(0, end) == name)
            return number;
        rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    }
    return std::nullopt;
}

std::optional<int> parseSignal(const std::string& text) {
    int number = 0;
    const char* end = text.data() + text.size();
    if (const auto [stop, error] = std::from_chars(text.data(), end, number);
        error == std::errc{} && stop == end)
        return number >= 0 && number <= 64 ? std::optional(number) : std::nullopt;
    std::string name = text;
    std::ranges::transform(name, name.begin(), [](char c) {
        return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    });
    for (const std::string_view prefix : {"sig_", "sig"})
        if (name.starts_with(prefix))
            return positionOf(std::string_view(name).substr(prefix.size()));
    return positionOf(name);
}

} // namespace twinvirt
