#include "benchmark/probe/run_kernel.h"

#include "benchmark/probe/cpu_ticks.h"
#include "benchmark/probe/kernel_table.h"
#include "benchmark/probe/monotonic_clock.h"
#include "benchmark/probe/options.h"
#include "benchmark/probe/output.h"

#include <algorithm>
#include <limits>
#include <vector>

namespace twinvirt::bench::probe {

static constexpr std::uint64_t nanosecondsPerMillisecond = 1'000'000;

Result<RunRequest> parseRun(std::span<const std::string> words) {
    RunRequest request;
    request.kernel = TRY(findKernel(words.empty() ? "" : words[0]));
    std::vector<std::string_view> allowed{"--batches", "--batch-ms", "--slow-down"};
    if (request.kernel->usesDirectory)
        allowed.emplace_back("--directory");
    if (request.kernel->usesNetwork)
        allowed.insert(allowed.end(), {"--peer", "--mac", "--address"});
    const Options options = TRY(Options::parse(
        words.subspan(1), allowed, "kernel '" + std::string(request.kernel->name) + "'"));
    request.batches = TRY(options.number("--batches", 1, 10'000, request.batches));
    // Below 5 ms reading the clock, and what a host does beside, is no longer small.
    request.batchMilliseconds =
        TRY(options.number("--batch-ms", 5, 60'000, request.batchMilliseconds));
    constexpr std::uint64_t mostSlowDown = 1000;
    request.slowDownPercent = TRY(options.number("--slow-down", 0, mostSlowDown, 0));
    request.settings.directory = options.text("--directory", request.settings.directory);
    NetworkSettings& network = request.settings.network;
    network = {options.text("--peer", ""), options.text("--mac", ""),
               options.text("--address", "")};
    if (network.mac.empty() != network.address.empty())
        return Error{ErrorCode::invalidArgument,
                     "--mac and --address: expected both or none of them"};
    return request;
}

namespace {

struct Batch {
    std::uint64_t operations = 0;
    std::uint64_t nanoseconds = 0;
    std::optional<Lateness> lateness;
    std::optional<Latency> latency;
};

/// What a batch consists of, in multiples of the kernel's step.
struct BatchSize {
    std::uint64_t operations = 0;
    std::uint64_t more = 0; ///< done on top of them, again and again, while the time is too short
};

/// One batch that takes `least` nanoseconds or longer. Of every hundred operations it does
/// `slowDown` more than it counts.
Result<Batch> measureBatch(Kernel& kernel, BatchSize size, std::uint64_t least,
                           std::uint64_t slowDown) {
    constexpr std::uint64_t hundred = 100;
    Batch batch;
    const std::uint64_t start = nanosecondsNow();
    for (std::uint64_t next = size.operations; next > 0;
         next = batch.nanoseconds < least ? size.more : 0) {
        TRY(kernel.run(next + next * slowDown / hundred));
        batch.operations += next;
        batch.nanoseconds = nanosecondsNow() - start;
    }
    batch.lateness = kernel.takeLateness();
    batch.latency = kernel.takeLatency();
    TRY(kernel.check());
    return batch;
}

/// The size of a batch that takes at least `least` nanoseconds: the kernel's step times a power of
/// two. It warms caches and clocks up as well, so that a later batch may be faster, but hardly by
/// more than a few eighths.
Result<BatchSize> calibrate(Kernel& kernel, std::uint64_t step, std::uint64_t least) {
    for (std::uint64_t operations = step;
         operations <= std::numeric_limits<std::uint64_t>::max() / 2; operations *= 2) {
        const Batch batch = TRY(measureBatch(kernel, {operations, 0}, 0, 0));
        if (batch.nanoseconds >= least)
            return BatchSize{operations, std::max(step, operations / 8)};
    }
    return Error{ErrorCode::operationFailed, "the clock stands still"};
}

void printBatch(std::string_view kernel, const Batch& batch) {
    JsonLine event;
    event.text("event", "batch").text("kernel", kernel);
    event.number("operations", batch.operations).number("nanoseconds", batch.nanoseconds);
    if (batch.lateness)
        event.numbers("latenessNanoseconds",
                      {batch.lateness->p50, batch.lateness->p99, batch.lateness->max});
    if (batch.latency)
        event.numbers("latencyNanoseconds",
                      {batch.latency->p50, batch.latency->p95, batch.latency->p99});
    printEvent(event);
}

} // namespace

Result<void> runKernel(const RunRequest& request) {
    const KernelDescription& description = *request.kernel;
    const std::uint64_t least = request.batchMilliseconds * nanosecondsPerMillisecond;
    const auto kernel = TRY(description.make(request.settings));
    const BatchSize size = TRY(calibrate(*kernel, description.step, least));
    std::vector<Batch> batches;
    batches.reserve(request.batches);

    printEvent(JsonLine().text("event", "begin").text("kernel", description.name));
    waitUntilSent();
    const auto ticks = readCpuTicks();
    const std::uint64_t start = nanosecondsNow();
    for (std::uint64_t i = 0; i < request.batches; ++i) {
        const Batch batch = TRY(measureBatch(*kernel, size, least, request.slowDownPercent));
        batches.push_back(batch);
    }
    const std::uint64_t total = nanosecondsNow() - start;
    const auto ticksNow = readCpuTicks();
    JsonLine end;
    end.text("event", "end").text("kernel", description.name);
    end.number("nanoseconds", total).text("answer", "correct");
    if (ticks && ticksNow && ticksNow->total >= ticks->total && ticksNow->steal >= ticks->steal)
        end.numbers("ticks", {ticksNow->total - ticks->total, ticksNow->steal - ticks->steal});
    printEvent(end);

    for (const auto& batch : batches)
        printBatch(description.name, batch);
    printEvent(JsonLine().text("event", "done").text("kernel", description.name));
    return {};
}

} // namespace twinvirt::bench::probe
