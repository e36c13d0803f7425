#pragma once

namespace twinvirt::bench::probe {

/// From here on the optimiser knows neither the value nor what memory holds: it can neither compute
/// an answer ahead nor leave out work whose result is overwritten.
template <typename T>
inline void makeOpaque(T& value) {
    __asm__ __volatile__("" : "+r"(value) : : "memory");
}

} // namespace twinvirt::bench::probe
