#include "api/uri.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace twinvirt {

namespace {

constexpr std::array<std::string_view, 7> knownUris{
    "lxc:///system",   "lxc:///embed",    "qemu:///system", "qemu:///session",
    "test:///default", "mock:///default", "twin:///system"};

Error malformed(const std::string& text, const std::string& reason) {
    return {
        ErrorCode::invalidArgument,
        "connection URI '" + text + "': " + reason +
            "; known are lxc:///system, lxc:///embed?root=DIR, qemu:///system, qemu:///session, "
            "test:///default, mock:///default and twin:///system"};
}

int hexValue(char digit) {
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    if (digit >= 'a' && digit <= 'f')
        return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F')
        return digit - 'A' + 10;
    return -1;
}

/// Resolves %XX; a percent sign that is no escape stands for itself, as in libvirt.
std::string unescape(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && hexValue(text[i + 1]) >= 0 &&
            hexValue(text[i + 2]) >= 0) {
            out += static_cast<char>(hexValue(text[i + 1]) * 16 + hexValue(text[i + 2]));
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

std::string escape(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '%' || c == '&' || c == '#' || c == ' ') {
            constexpr std::string_view digits = "0123456789abcdef";
            out += '%';
            out += digits[static_cast<unsigned char>(c) / 16U];
            out += digits[static_cast<unsigned char>(c) % 16U];
        } else {
            out += c;
        }
    }
    return out;
}

} // namespace

std::string ConnectionUri::toString() const {
    return scheme + "://" + path + (root.empty() ? "" : "?root=" + escape(root));
}

Result<ConnectionUri> ConnectionUri::parse(const std::string& text) {
    const auto separator = text.find("://");
    if (separator == std::string::npos || separator == 0)
        return malformed(text, "no scheme");
    ConnectionUri uri;
    uri.scheme = text.substr(0, separator);
    const auto rest = text.substr(separator + 3);
    const auto question = rest.find('?');
    uri.path = rest.substr(0, question);
    if (uri.path.empty() || uri.path.front() != '/')
        return malformed(text, "only what is on this host can be reached (three slashes)");
    if (question != std::string::npos) {
        const auto query = rest.substr(question + 1);
        if (!query.starts_with("root="))
            return malformed(text, "unknown parameter '" + query + "'");
        uri.root = unescape(std::string_view(query).substr(5));
    }
    // libvirt's test driver also takes the path of a file that describes its world.
    const auto bare = uri.scheme + "://" + uri.path;
    if (uri.scheme != "test" && std::ranges::find(knownUris, bare) == knownUris.end() &&
        bare != "qemu:///embed" && bare != "twin:///embed" && bare != "lxc:///")
        return malformed(text, "not known");
    if (bare == "lxc:///")
        uri.path = "/system"; // libvirt's own spelling of its LXC driver
    if (uri.path == "/embed" && (uri.root.empty() || uri.root.front() != '/'))
        return malformed(text, "needs ?root= with an absolute directory");
    if (uri.path != "/embed" && !uri.root.empty())
        return malformed(text, "?root= goes with the path /embed only");
    return uri;
}

} // namespace twinvirt
