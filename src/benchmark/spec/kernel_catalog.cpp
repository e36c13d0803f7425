#include "benchmark/spec/kernel_catalog.h"

#include <algorithm>

namespace twinvirt::bench {

namespace {

constexpr double nanoseconds = 1;
constexpr double microseconds = 1e-3;
constexpr double milliseconds = 1e-6;
/// Of an operation that is a byte: ns/B are s/GB.
constexpr double secondsPerGigabyte = 1;
constexpr double millisecondsPerGigabyte = 1e3;

} // namespace

const std::vector<Kernel>& kernelCatalog() {
    static const std::vector<Kernel> all{
        {"cpu-int", "Integer arithmetic", "ms", milliseconds, "a pass of integer arithmetic",
         "Primes are counted (after the CPU test of sysbench)."},
        {"cpu-fp", "Floating point", "ms", milliseconds, "a pass of floating point arithmetic",
         "Dense matrices are multiplied (after Linpack)."},
        {"compress", "Compression", "s/GB", secondsPerGigabyte,
         "compressing and unpacking a gigabyte",
         "A text is compressed, unpacked and compared (after PXZ in Felter 2014)."},
        {"triad", "Memory bandwidth (triad)", "ms/GB", millisecondsPerGigabyte,
         "moving a gigabyte through memory", "a = b + s c over arrays larger than a cache."},
        {"random-update", "Random memory updates", "ns", nanoseconds, "an update of random memory",
         "Exclusive or into random words of a table larger than a cache."},
        {"pointer-chase", "Memory latency", "ns", nanoseconds, "a dependent load",
         "Loads of which each needs the one before, in a random cycle."},
        {"syscall", "System call", "ns", nanoseconds, "a system call",
         "getppid through syscall(2): nothing caches it."},
        {"context-switch", "Context switch", "µs", microseconds, "a change between processes",
         "Two processes on one CPU wake each other through pipes (after lmbench)."},
        {"fork-exec", "Start of a process", "µs", microseconds, "the start and end of a process",
         "A process is made, executes the probe, ends and is waited for."},
        {"page-fault", "Page fault", "ns", nanoseconds, "the first touch of a page",
         "Fresh anonymous memory is touched page by page."},
        {"file-sequential", "File, sequential", "ms/GB", millisecondsPerGigabyte,
         "writing and reading a gigabyte of a file",
         "A file in memory (tmpfs in every arm), is written and read in order.", true},
        {"file-random", "File, random", "µs", microseconds, "a random read or write of 4 KiB",
         "4 KiB at random places of a file in memory (tmpfs in every arm).", true},
        {"fsync", "fsync", "µs", microseconds, "a write and its fsync",
         "write(2) and fsync(2) of a file in memory (tmpfs in every arm): the path through "
         "the kernel, no disk.",
         true},
        {"loopback-round-trip", "Round trip over loopback", "µs", microseconds, "a round trip",
         "A byte to and fro over TCP within the arm (after netperf's TCP_RR)."},
        {"loopback-bulk", "Bulk over loopback", "ms/GB", millisecondsPerGigabyte,
         "sending a gigabyte over loopback", "TCP within the arm (after netperf's TCP_STREAM)."},
        {"jitter", "Lateness of a timer (p99)", "µs", microseconds, "the lateness of a timer",
         "clock_nanosleep of 1 ms: how late it returns, the 99th percentile of a batch (after "
         "cyclictest)."},
        {"net-rr", "Request and response (mean)", "µs", microseconds, "a request and its response",
         "100 bytes to the peer on the host and 200 back over TCP, one in flight: the next request "
         "goes out when the answer has come (a closed loop, after netperf's TCP_RR).",
         false, true, 1e6, "1/s"},
        {"net-bulk", "Bulk transfer", "ms/GB", millisecondsPerGigabyte, "sending a gigabyte",
         "A stream of TCP to the peer on the host, by 64 KiB (after nuttcp).", false, true, 8e3,
         "Gbit/s"},
    };
    return all;
}

const Kernel* findKernel(std::string_view name) {
    const auto found = std::ranges::find(kernelCatalog(), name, &Kernel::name);
    return found == kernelCatalog().end() ? nullptr : &*found;
}

} // namespace twinvirt::bench
