#include "benchmark/probe/kernel_table.h"
#include "benchmark/probe/opaque.h"

#include <utility>
#include <vector>

namespace twinvirt::bench::probe {

namespace {

// 8 MiB each: beyond the last-level cache that a guest gets of most hosts, within a guest of 128
// MiB.
constexpr std::size_t elements = std::size_t{1} << 20U;
constexpr std::uint64_t bytesPerPass = 3 * elements * sizeof(double);
constexpr double scale = 3;

void pass(double* __restrict to, const double* __restrict from, const double* __restrict factor) {
    for (std::size_t i = 0; i < elements; ++i)
        to[i] = from[i] + scale * factor[i];
}

/// Each pass begins with the array that the one before has written. So after n of them an element
/// is first + n * scale * factor, in whole numbers that a double holds exactly, and no pass can be
/// missing.
class Triad : public Kernel {
  public:
    Triad() : to_(elements), from_(elements), factor_(elements) {
        for (std::size_t i = 0; i < elements; ++i) {
            from_[i] = first(i);
            factor_[i] = factor(i);
        }
    }

    Result<void> run(std::uint64_t operations) override {
        for (std::uint64_t done = 0; done < operations; done += bytesPerPass) {
            double* to = to_.data();
            makeOpaque(to);
            pass(to, from_.data(), factor_.data());
            std::swap(to_, from_);
            ++passes_;
        }
        return {};
    }

    Result<void> check() override {
        const double sum = static_cast<double>(passes_) * scale;
        for (std::size_t i = 0; i < elements; ++i)
            if (from_[i] != first(i) + sum * factor(i))
                return wrongAnswer("element " + std::to_string(i) + " after " +
                                   std::to_string(passes_) + " passes");
        return {};
    }

  private:
    static double first(std::size_t index) { return static_cast<double>(index % 1024); }
    static double factor(std::size_t index) { return static_cast<double>(index % 7); }

    std::vector<double> to_;
    std::vector<double> from_;
    std::vector<double> factor_;
    std::uint64_t passes_ = 0;
};

Result<std::unique_ptr<Kernel>> make(const KernelSettings&) {
    return std::unique_ptr<Kernel>(std::make_unique<Triad>());
}

} // namespace

const KernelDescription triadKernel{
    .name = "triad",
    .operation = "one byte of the three arrays of 8 MiB in a = b + s * c (two read, one written)",
    .unit = "byte",
    .source = "the triad of STREAM, as in Felter et al. 2014 (RC25482); not run by STREAM's rules",
    .step = bytesPerPass,
    .usesDirectory = false,
    .make = make,
};

} // namespace twinvirt::bench::probe
