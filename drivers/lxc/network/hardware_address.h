#pragma once

#include <array>
#include <cstdio>
#include <optional>
#include <string>

namespace twinvirt::lxc {

using HardwareAddress = std::array<unsigned char, 6>;

/// "52:54:00:12:34:56"
inline std::string formatMac(const HardwareAddress& mac) {
    std::array<char, sizeof("00:00:00:00:00:00")> text{};
    std::snprintf(text.data(), text.size(), "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2],
                  mac[3], mac[4], mac[5]);
    return text.data();
}

inline std::optional<HardwareAddress> parseMac(const std::string& text) {
    HardwareAddress mac{};
    if (std::sscanf(text.c_str(), "%2hhx:%2hhx:%2hhx:%2hhx:%2hhx:%2hhx", &mac[0], &mac[1], &mac[2],
                    &mac[3], &mac[4], &mac[5]) != 6)
        return std::nullopt;
    return mac;
}

} // namespace twinvirt::lxc
