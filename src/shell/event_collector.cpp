#include "shell/event_collector.h"

#include "api/domain_monitor.h"

#include <algorithm>
#include <cerrno>
#include <limits>
#include <poll.h>

namespace twinvirt {

namespace {

Error of(const std::string& uri, Error error) {
    error.message = uri + ": " + error.message;
    return error;
}

} // namespace

Result<EventCollector> EventCollector::open(const std::vector<Driver*>& drivers) {
    EventCollector collector;
    for (auto* driver : drivers) {
        auto* monitor = driver->monitor();
        if (monitor == nullptr)
            continue;
        auto stream = monitor->watchEvents();
        if (stream)
            collector.sources_.push_back({driver->uri(), std::move(stream).value()});
        else
            collector.lost_.push_back(of(driver->uri(), stream.error()));
    }
    if (!collector.sources_.empty())
        return collector;
    if (!collector.lost_.empty())
        return collector.lost_.front();
    return Error{ErrorCode::operationUnsupported,
                 "Operation not supported: no driver of this connection tells events"};
}

Result<std::vector<DomainEvent>>
EventCollector::wait(std::chrono::steady_clock::time_point deadline, int other) {
    std::vector<pollfd> entries{{other, POLLIN, 0}};
    for (const auto& source : sources_)
        entries.push_back({source.stream->fd(), POLLIN, 0});
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    const auto most = std::chrono::milliseconds(std::numeric_limits<int>::max());
    const auto timeout = std::clamp(left, std::chrono::milliseconds(0), most);
    if (::poll(entries.data(), entries.size(), static_cast<int>(timeout.count())) < 0 &&
        errno != EINTR)
        return systemError("wait for events: poll()");
    std::vector<DomainEvent> events;
    std::erase_if(sources_, [&](const Source& source) {
        auto taken = source.stream->take();
        if (!taken) {
            lost_.push_back(of(source.uri, taken.error()));
            return true;
        }
        for (auto& event : *taken)
            events.push_back(std::move(event));
        return false;
    });
    if (sources_.empty() && events.empty())
        return takeLost().back();
    std::stable_sort(events.begin(), events.end(),
                     [](const DomainEvent& a, const DomainEvent& b) { return a.when < b.when; });
    return events;
}

} // namespace twinvirt
