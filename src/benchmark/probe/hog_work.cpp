#include "benchmark/probe/frames.h"
#include "benchmark/probe/helper_process.h"
#include "benchmark/probe/hog.h"
#include "benchmark/probe/loopback.h"
#include "benchmark/probe/monotonic_clock.h"
#include "benchmark/probe/primes.h"
#include "benchmark/probe/scratch_file.h"

#include <sys/mman.h>
#include <sys/wait.h>

#include <array>
#include <fcntl.h>
#include <map>
#include <sched.h>
#include <unistd.h>
#include <vector>

namespace twinvirt::bench::probe {

namespace {

constexpr std::size_t mebibyte = std::size_t{1024} * 1024;
constexpr std::uint64_t somePrimes = 20000; // about a millisecond

std::uint64_t oneWorker(const HogSettings&) {
    return 1;
}

std::uint64_t oneWorkerPerCpu(const HogSettings& settings) {
    if (settings.processes > 0)
        return settings.processes;
    cpu_set_t allowed;
    CPU_ZERO(&allowed);
    if (::sched_getaffinity(0, sizeof allowed, &allowed) != 0)
        return 1;
    return static_cast<std::uint64_t>(CPU_COUNT(&allowed));
}

Result<void> hogCpu(const HogSettings&, HogCounter& counter, std::uint64_t deadline) {
    while (nanosecondsNow() < deadline) {
        countPrimes(somePrimes);
        ++counter;
    }
    return {};
}

/// Where memory is short the kernel shall kill this process and no other (man 5 proc).
void becomeFirstVictim() {
    const UniqueFd file(::open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC));
    [[maybe_unused]] const auto written = ::write(file.get(), "1000", 4);
}

Result<void> hogMemory(const HogSettings& settings, HogCounter& counter, std::uint64_t deadline) {
    becomeFirstVictim();
    const std::size_t size = settings.mebibytes * mebibyte;
    void* mapping = ::mmap(nullptr, size, PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (mapping == MAP_FAILED)
        return systemError("mmap of " + std::to_string(settings.mebibytes) +
                           " MiB (ask for less with --mebibytes)");
    auto* bytes = static_cast<volatile unsigned char*>(mapping);
    const auto pageSize = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    for (std::size_t at = 0; nanosecondsNow() < deadline; at = (at + mebibyte) % size) {
        for (std::size_t page = at; page < at + mebibyte; page += pageSize)
            bytes[page] = static_cast<unsigned char>(bytes[page] + 1);
        counter += mebibyte / pageSize;
    }
    ::munmap(mapping, size);
    return {};
}

Result<void> hogDisk(const HogSettings& settings, HogCounter& counter, std::uint64_t deadline) {
    const ScratchFile file =
        TRY(ScratchFile::create(settings.directory, ScratchFile::Kind::unnamed));
    const std::vector<unsigned char> piece(mebibyte, 0x5a);
    for (std::uint64_t at = 0; nanosecondsNow() < deadline; at = (at + 1) % settings.mebibytes) {
        TRY(file.write(piece.data(), mebibyte, at * mebibyte));
        if (::fdatasync(file.fd()) != 0)
            return systemError("fdatasync");
        ++counter;
    }
    return {};
}

/// Children that each compute for a moment, so many at a time; the kernel's own limit may be lower.
class ForkBomb {
  public:
    explicit ForkBomb(std::uint64_t most) : most_(most) {}

    /// One child more as soon as there is room for it.
    Result<void> startNext() {
        reap(children_.size() == most_ ? 0 : WNOHANG);
        HelperProcess child = TRY(HelperProcess::start([] {
            countPrimes(somePrimes);
            return 0;
        }));
        const pid_t pid = child.pid();
        children_.emplace(pid, std::move(child));
        return {};
    }

  private:
    void reap(int flags) {
        for (pid_t pid = ::waitpid(-1, nullptr, flags); pid > 0;
             pid = ::waitpid(-1, nullptr, WNOHANG)) {
            children_.at(pid).forget();
            children_.erase(pid);
        }
    }

    std::uint64_t most_;
    std::map<pid_t, HelperProcess> children_;
};

Result<void> hogFork(const HogSettings& settings, HogCounter& counter, std::uint64_t deadline) {
    constexpr std::uint64_t defaultMost = 256;
    ForkBomb bomb(settings.processes > 0 ? settings.processes : defaultMost);
    Result<void> last;
    std::uint64_t started = 0;
    while (nanosecondsNow() < deadline) {
        last = bomb.startNext();
        if (last) {
            ++counter;
            ++started;
        } else { // a limit of processes does its work
            ::usleep(1000);
        }
    }
    return started > 0 ? Result<void>() : last;
}

Result<void> hogNet(const HogSettings&, HogCounter& counter, std::uint64_t deadline) {
    constexpr std::uint64_t framesAtATime = 16;
    LoopbackConnection connection = TRY(connectLoopback());
    const HelperProcess receiver = TRY(HelperProcess::start([&] {
        connection.client.reset();
        return receiveFrames(connection.server.get());
    }));
    while (nanosecondsNow() < deadline) {
        TRY(sendFrames(connection.client.get(), framesAtATime));
        counter += framesAtATime * frameSize;
    }
    return {};
}

constexpr std::array<std::string_view, 2> processOptions{"--seconds", "--processes"};
constexpr std::array<std::string_view, 2> memoryOptions{"--seconds", "--mebibytes"};
constexpr std::array<std::string_view, 3> diskOptions{"--seconds", "--mebibytes", "--directory"};
constexpr std::array<std::string_view, 1> netOptions{"--seconds"};

} // namespace

const HogDescription cpuHog{.name = "cpu",
                            .operation = "counting the primes up to 20000",
                            .options = processOptions,
                            .workers = oneWorkerPerCpu,
                            .work = hogCpu};
const HogDescription memoryHog{.name = "memory",
                               .operation = "writing to a page of memory",
                               .options = memoryOptions,
                               .workers = oneWorker,
                               .work = hogMemory};
const HogDescription diskHog{.name = "disk",
                             .operation = "writing and syncing 1 MiB of a file",
                             .options = diskOptions,
                             .workers = oneWorker,
                             .work = hogDisk};
const HogDescription forkHog{.name = "fork",
                             .operation = "starting a process that computes for a moment",
                             .options = processOptions,
                             .workers = oneWorker,
                             .work = hogFork};
const HogDescription netHog{.name = "net",
                            .operation = "sending one byte over TCP on 127.0.0.1",
                            .options = netOptions,
                            .workers = oneWorker,
                            .work = hogNet};

} // namespace twinvirt::bench::probe
