#include "benchmark/probe/kernel_table.h"
#include "benchmark/probe/opaque.h"
#include "benchmark/probe/split_mix.h"

#include <vector>

namespace twinvirt::bench::probe {

namespace {

constexpr std::size_t entries = std::size_t{1} << 21U; // 16 MiB
constexpr std::uint64_t mask = entries - 1;

/// Begins with table[i] = i, and each update is table[value & mask] ^= value. So the lower bits of
/// entry i are always i or 0, whatever came: no update went to a wrong place. And the exclusive or
/// of the whole table is that of all values, since that of 0 … 2^n-1 is 0: no update is missing.
class RandomUpdate : public Kernel {
  public:
    RandomUpdate() : table_(entries) {
        for (std::size_t i = 0; i < entries; ++i)
            table_[i] = i;
    }

    Result<void> run(std::uint64_t operations) override {
        std::uint64_t* table = table_.data();
        makeOpaque(table);
        SplitMix values = values_;
        for (std::uint64_t i = 0; i < operations; ++i) {
            const std::uint64_t value = values.next();
            table[value & mask] ^= value;
        }
        values_ = values;
        unchecked_ += operations;
        return {};
    }

    Result<void> check() override {
        for (; unchecked_ > 0; --unchecked_)
            expected_ ^= checkedValues_.next();
        std::uint64_t found = 0;
        for (std::size_t i = 0; i < entries; ++i) {
            const std::uint64_t lower = table_[i] & mask;
            if (lower != i && lower != 0)
                return wrongAnswer("entry " + std::to_string(i) + " was given another's update");
            found ^= table_[i];
        }
        if (found != expected_)
            return wrongAnswer("the table does not hold all updates");
        return {};
    }

  private:
    std::vector<std::uint64_t> table_;
    SplitMix values_{2};
    SplitMix checkedValues_{2}; ///< follows values_
    std::uint64_t unchecked_ = 0;
    std::uint64_t expected_ = 0;
};

Result<std::unique_ptr<Kernel>> make(const KernelSettings&) {
    return std::unique_ptr<Kernel>(std::make_unique<RandomUpdate>());
}

} // namespace

const KernelDescription randomUpdateKernel{
    .name = "random-update",
    .operation = "one exclusive or into a random 8-byte entry of a table of 16 MiB",
    .unit = "operation",
    .source = "RandomAccess of HPC Challenge, as in Felter et al. 2014 (RC25482); not run by its "
              "rules",
    .step = 1024,
    .usesDirectory = false,
    .make = make,
};

} // namespace twinvirt::bench::probe
