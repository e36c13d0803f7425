#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace twinvirt {

/// The bytes in one `unit` as libvirt scales them: b, bytes; KB = 1000; k, K, KiB = 1024; M, MiB;
/// MB; G, GiB; GB; T, TiB; TB; P, PiB; PB; E, EiB; EB (letter case ignored). nullopt when the unit
/// is not one of these.
std::optional<std::uint64_t> bytesPerUnit(std::string_view unit);

/// `value` units in KiB, rounded up as libvirt does; nullopt when the unit is unknown or the
/// result does not fit.
std::optional<std::uint64_t> scaleToKib(std::uint64_t value, std::string_view unit);

} // namespace twinvirt
