#include "shell/event_collector.h"

#include "api/domain_monitor.h"

#include <algorithm>
#include <cerrno>
#include <limits>
#include <poll.h>

namespace twinvirt {

Result<EventCollector> EventCollector::open(const std::vector<Driver*>& drivers) {
    EventCollector collector;
    for (auto* driver : drivers)
        if (auto* monitor = driver->monitor())
            collector.streams_.push_back(TRY_WITHIN(driver->uri(), monitor->watchEvents()));
    if (collector.streams_.empty())
        return Error{ErrorCode::operationUnsupported,
                     "Operation not supported: no driver of this connection tells events"};
    return collector;
}

Result<std::vector<DomainEvent>>
EventCollector::wait(std::chrono::steady_clock::time_point deadline, int other) {
    std::vector<pollfd> entries{{other, POLLIN, 0}};
    for (const auto& stream : streams_)
        entries.push_back({stream->fd(), POLLIN, 0});
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    const auto most = std::chrono::milliseconds(std::numeric_limits<int>::max());
    const auto timeout = std::clamp(left, std::chrono::milliseconds(0), most);
    if (::poll(entries.data(), entries.size(), static_cast<int>(timeout.count())) < 0 &&
        errno != EINTR)
        return systemError("wait for events: poll()");
    std::vector<DomainEvent> events;
    for (const auto& stream : streams_)
        for (auto& event : TRY(stream->take()))
            events.push_back(std::move(event));
    std::stable_sort(events.begin(), events.end(),
                     [](const DomainEvent& a, const DomainEvent& b) { return a.when < b.when; });
    return events;
}

} // namespace twinvirt
