#include "benchmark/probe/kernel_table.h"
#include "benchmark/probe/nothing_word.h"

#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <spawn.h>
#include <string>

namespace twinvirt::bench::probe {

namespace {

class ForkExec : public Kernel {
  public:
    Result<void> run(std::uint64_t operations) override {
        for (std::uint64_t i = 0; i < operations; ++i)
            TRY(startAndWait());
        return {};
    }

  private:
    static Result<void> startAndWait() {
        static std::string name = "twinvirt-bench-probe";
        static std::string word = nothingWord;
        const std::array<char*, 3> arguments{name.data(), word.data(), nullptr};
        const std::array<char*, 1> environment{nullptr}; // the same everywhere
        pid_t pid = -1;
        const int error = ::posix_spawn(&pid, "/proc/self/exe", nullptr, nullptr, arguments.data(),
                                        environment.data());
        if (error != 0)
            return systemError("run '/proc/self/exe' (is /proc mounted?)", error);
        int status = 0;
        while (::waitpid(pid, &status, 0) < 0)
            if (errno != EINTR)
                return systemError("waitpid");
        if (!WIFEXITED(status) || WEXITSTATUS(status) != nothingStatus)
            return wrongAnswer("the program ended with the wait status " + std::to_string(status));
        return {};
    }
};

Result<std::unique_ptr<Kernel>> make(const KernelSettings&) {
    return std::unique_ptr<Kernel>(std::make_unique<ForkExec>());
}

} // namespace

const KernelDescription forkExecKernel{
    .name = "fork-exec",
    .operation = "starting this static program (vfork, exec) and waiting for its end",
    .unit = "operation",
    .source = "lat_proc exec of lmbench (McVoy and Staelin 1996)",
    .step = 1,
    .usesDirectory = false,
    .make = make,
};

} // namespace twinvirt::bench::probe
