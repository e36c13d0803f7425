#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace twinvirt {

/// A 128-bit identity, RFC 4122.
struct Uuid {
    std::array<std::uint8_t, 16> bytes{};

    auto operator<=>(const Uuid&) const = default;
    /// True for the all-zero UUID.
    [[nodiscard]] bool isNil() const { return *this == Uuid{}; }
    /// Lower case, 8-4-4-4-12.
    [[nodiscard]] std::string toString() const;
    /// A random (version 4) UUID from getrandom(2).
    static Uuid random();
    /// Reads what libvirt's virUUIDParse reads: 32 hexadecimal digits, hyphens and blanks between
    /// them ignored.
    static std::optional<Uuid> parse(std::string_view text);
};

} // namespace twinvirt
