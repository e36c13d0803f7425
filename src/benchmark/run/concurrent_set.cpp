#include "benchmark/run/concurrent_set.h"

#include "benchmark/run/clean_up.h"

#include <algorithm>
#include <latch>
#include <optional>
#include <thread>

namespace twinvirt::bench {

namespace {

/// What one thread does and what comes of it.
struct Start {
    InstanceSet::BootRequest request;
    InstanceSet* instances = nullptr;
    std::optional<Result<InstanceSet::BootTimes>> times;
    Clock::time_point begin;
    Clock::time_point end;

    void run() {
        begin = Clock::now();
        times = instances->boot(request);
        end = Clock::now();
    }
};

/// Lets all go at the same moment, which comes back.
Clock::time_point runTogether(std::vector<Start>& starts) {
    std::latch arrived(static_cast<std::ptrdiff_t>(starts.size()));
    std::latch go(1);
    std::vector<std::thread> threads;
    for (Start& start : starts)
        threads.emplace_back([&] {
            arrived.count_down();
            go.wait();
            start.run();
        });
    arrived.wait();
    const auto begin = Clock::now();
    go.count_down();
    for (std::thread& thread : threads)
        thread.join();
    return begin;
}

std::optional<Error> firstError(const std::vector<Start>& starts) {
    std::optional<Error> stopped;
    for (const Start& start : starts) {
        if (*start.times)
            continue;
        if (start.times->error().code != ErrorCode::operationAborted)
            return start.times->error();
        stopped = start.times->error();
    }
    return stopped;
}

} // namespace

Result<ConcurrentSet::Started> ConcurrentSet::boot(const InstanceSet::BootRequest& request,
                                                   unsigned count, unsigned firstNumber,
                                                   Sampler& sampler) {
    if (count > arm_.moreDrivers.size() + 1)
        return Error{ErrorCode::internalError,
                     "start " + std::to_string(count) + " instances at once: there are " +
                         std::to_string(arm_.moreDrivers.size() + 1) + " objects of the driver"};
    std::vector<Start> starts(count);
    for (unsigned number = 0; number < count; ++number) {
        sets_.push_back(std::make_unique<InstanceSet>(context_.stop, context_.patience));
        starts[number].instances = sets_.back().get();
        starts[number].request = request;
        starts[number].request.name =
            instanceName(context_.runId, arm_.spec.name, firstNumber + number);
        starts[number].request.index = number; // each set has one instance alone
        if (number > 0)
            starts[number].request.driver = arm_.moreDrivers[number - 1].get();
    }
    const double cpuBefore = TRY(othersCpuSeconds(context_.host, sampler));
    const auto begin = runTogether(starts);
    const double cpuAfter = TRY(othersCpuSeconds(context_.host, sampler));
    if (const auto error = firstError(starts))
        return *error;
    Started started;
    for (const Start& start : starts) {
        Boot boot = toBoot(**start.times);
        boot.instance = start.request.name;
        boot.start = std::chrono::duration<double>(start.begin - context_.runStart).count();
        boot.cpuMs = std::max(0.0, 1000 * (cpuAfter - cpuBefore)) / count;
        started.boots.push_back(std::move(boot));
        started.allReadyMs = std::max(started.allReadyMs, milliseconds(start.end - begin));
    }
    return started;
}

Result<std::vector<DomainFootprint>> ConcurrentSet::footprints() {
    std::vector<DomainFootprint> all;
    for (const auto& set : sets_)
        for (DomainFootprint& footprint : TRY(set->footprints()))
            all.push_back(std::move(footprint));
    return all;
}

Result<std::vector<double>> ConcurrentSet::destroyAll() {
    std::vector<double> milliseconds;
    std::optional<Error> error;
    for (auto set = sets_.rbegin(); set != sets_.rend(); ++set) {
        const auto done = (*set)->destroyAll();
        if (done)
            milliseconds.insert(milliseconds.end(), done->begin(), done->end());
        else if (!error)
            error = done.error();
    }
    sets_.clear();
    if (error)
        return *error;
    return milliseconds;
}

Error ConcurrentSet::destroyAllAfter(Error reason) {
    return afterRemoval(std::move(reason), destroyAll());
}

} // namespace twinvirt::bench
