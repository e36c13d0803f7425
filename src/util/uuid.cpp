#include "util/uuid.h"

#include <sys/random.h>

#include <cstdio>
#include <cstdlib>

namespace twinvirt {

std::string Uuid::toString() const {
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(36);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            text += '-';
        text += digits[bytes[i] >> 4U];
        text += digits[bytes[i] & 15U];
    }
    return text;
}

Uuid Uuid::random() {
    Uuid uuid;
    // 16 bytes are delivered whole once the pool is initialised (man 2 getrandom).
    if (::getrandom(uuid.bytes.data(), uuid.bytes.size(), 0) != 16)
        std::abort();
    uuid.bytes[6] = static_cast<std::uint8_t>((uuid.bytes[6] & 0x0fU) | 0x40U);
    uuid.bytes[8] = static_cast<std::uint8_t>((uuid.bytes[8] & 0x3fU) | 0x80U);
    return uuid;
}

static int hexValue(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

std::optional<Uuid> Uuid::parse(std::string_view text) {
    Uuid uuid;
    std::size_t count = 0;
    for (const char c : text) {
        if (c == '-' || c == ' ' || c == '\t' || c == '\n' || c == '\r')
            continue;
        const int value = hexValue(c);
        if (value < 0 || count == 32)
            return std::nullopt;
        auto& byte = uuid.bytes[count / 2];
        byte = static_cast<std::uint8_t>((byte << 4U) | static_cast<unsigned>(value));
        ++count;
    }
    if (count != 32)
        return std::nullopt;
    return uuid;
}

} // namespace twinvirt
