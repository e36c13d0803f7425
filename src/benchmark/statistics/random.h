#pragma once

#include <cstdint>
#include <random>
#include <vector>

namespace twinvirt::bench {

/// Random numbers that are the same for the same seed on every machine and compiler: the engine is
/// standardised bit for bit, the distributions of the standard library are not, so that they are
/// not used.
class Random {
  public:
    explicit Random(std::uint64_t seed) : engine_(seed) {}

    /// 0 … limit-1, each as likely; limit > 0.
    std::uint64_t below(std::uint64_t limit);
    /// Puts the elements into a random order (Fisher and Yates).
    template <typename T>
    void shuffle(std::vector<T>& elements) {
        for (std::size_t last = elements.size(); last > 1; --last)
            std::swap(elements[last - 1], elements[below(last)]);
    }

  private:
    std::mt19937_64 engine_;
};

} // namespace twinvirt::bench
