#pragma once

#include "api/domain_event.h"
#include "api/driver.h"

#include <chrono>
#include <memory>
#include <vector>

namespace twinvirt {

/// The events of all drivers of a connection.
class EventCollector {
  public:
    /// Drivers that tell no events are left out; an error when none is left.
    static Result<EventCollector> open(const std::vector<Driver*>& drivers);

    /// Waits until there is an event, `other` is readable, or it is `deadline`; what came, by its
    /// time.
    Result<std::vector<DomainEvent>> wait(std::chrono::steady_clock::time_point deadline,
                                          int other);

  private:
    std::vector<std::unique_ptr<EventStream>> streams_;
};

} // namespace twinvirt
