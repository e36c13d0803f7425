#include "benchmark/probe/echo.h"
#include "benchmark/probe/helper_process.h"
#include "benchmark/probe/kernel_table.h"
#include "util/unique_fd.h"

#include <array>
#include <fcntl.h>
#include <sched.h>
#include <utility>

namespace twinvirt::bench::probe {

namespace {

/// This process and the children it starts meanwhile run on the CPU that it is on now; on two CPUs
/// a round trip would measure how they wake each other.
class OneCpu {
  public:
    static Result<OneCpu> pin() {
        OneCpu pinned;
        CPU_ZERO(&pinned.before_);
        if (::sched_getaffinity(0, sizeof pinned.before_, &pinned.before_) != 0)
            return systemError("sched_getaffinity");
        const int cpu = ::sched_getcpu();
        if (cpu < 0)
            return systemError("sched_getcpu");
        cpu_set_t one;
        CPU_ZERO(&one);
        CPU_SET(static_cast<unsigned>(cpu), &one);
        if (::sched_setaffinity(0, sizeof one, &one) != 0)
            return systemError("sched_setaffinity to CPU " + std::to_string(cpu) +
                               " (the kernel needs it: allow the call in the seccomp filter)");
        pinned.pinned_ = true;
        return pinned;
    }
    OneCpu(OneCpu&& other) noexcept
        : before_(other.before_), pinned_(std::exchange(other.pinned_, false)) {}
    OneCpu& operator=(OneCpu&&) = delete;
    OneCpu(const OneCpu&) = delete;
    ~OneCpu() {
        if (pinned_)
            ::sched_setaffinity(0, sizeof before_, &before_);
    }

  private:
    OneCpu() = default;
    cpu_set_t before_{};
    bool pinned_ = false;
};

struct Pipe {
    UniqueFd read;
    UniqueFd write;
};

Result<Pipe> makePipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return systemError("pipe2");
    Pipe pipe;
    pipe.read.reset(ends[0]);
    pipe.write.reset(ends[1]);
    return pipe;
}

class ContextSwitch : public Kernel {
  public:
    ContextSwitch(OneCpu cpu, HelperProcess helper, Pipe there, Pipe back)
        : cpu_(std::move(cpu)), helper_(std::move(helper)), there_(std::move(there.write)),
          back_(std::move(back.read)) {}

    Result<void> run(std::uint64_t operations) override {
        return roundTrips(there_.get(), back_.get(), operations / 2, token_);
    }

  private:
    OneCpu cpu_;
    HelperProcess helper_;
    UniqueFd there_;
    UniqueFd back_;
    std::uint8_t token_ = 0;
};

Result<std::unique_ptr<Kernel>> make(const KernelSettings&) {
    OneCpu cpu = TRY(OneCpu::pin());
    Pipe there = TRY(makePipe());
    Pipe back = TRY(makePipe());
    HelperProcess helper = TRY(HelperProcess::start([&] {
        there.write.reset();
        back.read.reset();
        return answerWithSuccessors(there.read.get(), back.write.get());
    }));
    return std::unique_ptr<Kernel>(std::make_unique<ContextSwitch>(
        std::move(cpu), std::move(helper), std::move(there), std::move(back)));
}

} // namespace

const KernelDescription contextSwitchKernel{
    .name = "context-switch",
    .operation = "one switch between two processes on one CPU that pass a byte through pipes",
    .unit = "operation",
    .source = "lat_ctx of lmbench (McVoy and Staelin 1996)",
    .step = 2,
    .usesDirectory = false,
    .make = make,
};

} // namespace twinvirt::bench::probe
