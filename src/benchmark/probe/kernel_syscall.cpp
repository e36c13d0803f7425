#include "benchmark/probe/kernel_table.h"

#include <sys/syscall.h>

#include <unistd.h>

namespace twinvirt::bench::probe {

namespace {

class Syscall : public Kernel {
  public:
    Result<void> run(std::uint64_t operations) override {
        const auto parent = static_cast<std::uint64_t>(::getppid());
        std::uint64_t sum = 0;
        for (std::uint64_t i = 0; i < operations; ++i)
            sum += static_cast<std::uint64_t>(::syscall(SYS_getppid));
        if (sum == operations * parent)
            return {};
        if (static_cast<std::uint64_t>(::getppid()) != parent)
            return Error{ErrorCode::operationFailed,
                         "the parent process ended meanwhile, which changes the answer: run again"};
        return wrongAnswer("getppid did not always give the parent's number");
    }
};

Result<std::unique_ptr<Kernel>> make(const KernelSettings&) {
    return std::unique_ptr<Kernel>(std::make_unique<Syscall>());
}

} // namespace

const KernelDescription syscallKernel{
    .name = "syscall",
    .operation = "one getppid, through syscall(2)",
    .unit = "operation",
    .source = "lat_syscall null of lmbench (McVoy and Staelin 1996)",
    .step = 64,
    .usesDirectory = false,
    .make = make,
};

} // namespace twinvirt::bench::probe
