#include "api/domain_file_name.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>

namespace twinvirt {

static constexpr std::size_t longestName = 255;
static constexpr std::size_t longestFileName = 190;

static Error badName(const std::string& reason) {
    return {ErrorCode::xmlError, "XML error: " + reason};
}

Result<void> checkDomainName(std::string_view name) {
    if (name.empty())
        return badName("a domain name must not be empty");
    if (name.find('/') != std::string_view::npos)
        return badName("name '" + std::string(name) + "' cannot contain '/'");
    if (name == "." || name == "..")
        return badName("name '" + std::string(name) + "' is a directory's own name");
    if (name.size() > longestName)
        return badName("a domain name has at most 255 bytes, this one has " +
                       std::to_string(name.size()));
    const auto isControl = [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 || byte == 0x7f;
    };
    if (std::any_of(name.begin(), name.end(), isControl))
        return badName("a domain name cannot contain control characters");
    return {};
}

static std::string escaped(char character) {
    std::array<char, 4> text{};
    std::snprintf(text.data(), text.size(), "%%%02X", static_cast<unsigned char>(character));
    return text.data();
}

/// FNV-1a; a collision is noticed when the file is read, since the name stands inside it.
static std::string hashOf(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    std::array<char, 17> digits{};
    std::snprintf(digits.data(), digits.size(), "%016llx", static_cast<unsigned long long>(hash));
    return digits.data();
}

std::string domainFileName(std::string_view name) {
    std::string_view stem = name;
    for (const std::string_view ending : {".lock", ".ended", ".console", ".corrupt"})
        if (name.ends_with(ending))
            stem = name.substr(0, name.size() - ending.size());
    std::string file;
    for (std::size_t i = 0; i < name.size(); ++i) {
        const char c = name[i];
        const bool special = c == '%' || c == '/' || (i == 0 && c == '.') ||
                             (i == stem.size() && stem.size() < name.size());
        file += special ? escaped(c) : std::string(1, c);
    }
    if (file.size() > longestFileName)
        file = file.substr(0, 160) + "%~" + hashOf(name);
    return file;
}

} // namespace twinvirt
