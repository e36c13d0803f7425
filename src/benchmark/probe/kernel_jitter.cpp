#include "benchmark/probe/kernel_table.h"
#include "benchmark/probe/monotonic_clock.h"
#include "benchmark/probe/percentile.h"

#include <algorithm>
#include <cerrno>
#include <utility>
#include <vector>

namespace twinvirt::bench::probe {

namespace {

constexpr std::uint64_t period = 1'000'000; // 1 ms
constexpr std::uint64_t second = 1'000'000'000;

/// Sleeps to fixed points in time, one period apart whatever came before: a late wake-up does not
/// move those after it, so that a long stall counts as often as it should (the error that is known
/// as coordinated omission).
class Jitter : public Kernel {
  public:
    Result<void> run(std::uint64_t operations) override {
        std::uint64_t due = nanosecondsNow();
        for (std::uint64_t i = 0; i < operations; ++i) {
            due += period;
            TRY(sleepUntil(due));
            const std::uint64_t now = nanosecondsNow();
            if (now < due)
                return wrongAnswer("woke up " + std::to_string(due - now) + " ns before its time");
            lateness_.push_back(now - due);
        }
        return {};
    }

    std::optional<Lateness> takeLateness() override {
        auto sorted = std::exchange(lateness_, {});
        std::sort(sorted.begin(), sorted.end());
        return Lateness{percentile(sorted, 50), percentile(sorted, 99), percentile(sorted, 100)};
    }

  private:
    static Result<void> sleepUntil(std::uint64_t due) {
        const timespec until{static_cast<time_t>(due / second), static_cast<long>(due % second)};
        int error = EINTR;
        while (error == EINTR)
            error = ::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nullptr);
        if (error != 0)
            return systemError("clock_nanosleep", error);
        return {};
    }

    std::vector<std::uint64_t> lateness_;
};

Result<std::unique_ptr<Kernel>> make(const KernelSettings&) {
    return std::unique_ptr<Kernel>(std::make_unique<Jitter>());
}

} // namespace

const KernelDescription jitterKernel{
    .name = "jitter",
    .operation = "one wake-up from a sleep until the next millisecond; each batch tells how late",
    .unit = "operation",
    .source = "cyclictest of rt-tests, without a real-time priority",
    .step = 1,
    .usesDirectory = false,
    .make = make,
};

} // namespace twinvirt::bench::probe
