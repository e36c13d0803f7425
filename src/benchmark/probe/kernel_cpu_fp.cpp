#include "benchmark/probe/kernel_table.h"
#include "benchmark/probe/opaque.h"

#include <vector>

namespace twinvirt::bench::probe {

namespace {

constexpr std::size_t order = 128;

/// sum += left * right for square matrices, row by row.
void addProduct(const double* __restrict left, const double* __restrict right,
                double* __restrict sum) {
    for (std::size_t row = 0; row < order; ++row)
        for (std::size_t inner = 0; inner < order; ++inner) {
            const double factor = left[row * order + inner];
            for (std::size_t column = 0; column < order; ++column)
                sum[row * order + column] += factor * right[inner * order + column];
        }
}

/// With left(i,k) = i + k and right(k,j) = k - j an element of the product is
/// sum over k of (i+k)(k-j) = i*S1 - n*i*j + S2 - j*S1, S1 and S2 being the sums of k and of k².
/// It is below 2^23 in magnitude, so that 2^30 products still add up without rounding.
double knownElement(std::size_t row, std::size_t column) {
    constexpr double n = order;
    constexpr double sum = n * (n - 1) / 2;
    constexpr double squares = (n - 1) * n * (2 * n - 1) / 6;
    const auto i = static_cast<double>(row);
    const auto j = static_cast<double>(column);
    return i * sum - n * i * j + squares - j * sum;
}

class CpuFp : public Kernel {
  public:
    CpuFp() : left_(order * order), right_(order * order), sum_(order * order) {
        for (std::size_t row = 0; row < order; ++row)
            for (std::size_t column = 0; column < order; ++column) {
                const auto i = static_cast<double>(row);
                const auto j = static_cast<double>(column);
                left_[row * order + column] = i + j;
                right_[row * order + column] = i - j;
            }
    }

    Result<void> run(std::uint64_t operations) override {
        for (std::uint64_t i = 0; i < operations; ++i) {
            double* sum = sum_.data();
            makeOpaque(sum);
            addProduct(left_.data(), right_.data(), sum);
        }
        products_ += operations;
        return {};
    }

    Result<void> check() override {
        for (std::size_t row = 0; row < order; ++row)
            for (std::size_t column = 0; column < order; ++column)
                if (sum_[row * order + column] !=
                    static_cast<double>(products_) * knownElement(row, column))
                    return wrongAnswer("element (" + std::to_string(row) + "," +
                                       std::to_string(column) + ") of the matrix product");
        return {};
    }

  private:
    std::vector<double> left_;
    std::vector<double> right_;
    std::vector<double> sum_;
    std::uint64_t products_ = 0;
};

Result<std::unique_ptr<Kernel>> make(const KernelSettings&) {
    return std::unique_ptr<Kernel>(std::make_unique<CpuFp>());
}

} // namespace

const KernelDescription cpuFpKernel{
    .name = "cpu-fp",
    .operation = "one product of two 128 x 128 matrices of doubles (2 x 128^3 floating-point "
                 "operations), added to a third",
    .unit = "operation",
    .source = "the dense linear algebra of Linpack, as in Felter et al. 2014 (RC25482)",
    .step = 1,
    .usesDirectory = false,
    .make = make,
};

} // namespace twinvirt::bench::probe
