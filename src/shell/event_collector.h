#pragma once

#include "api/domain_event.h"
#include "api/driver.h"

#include <chrono>
#include <memory>
#include <utility>
#include <vector>

namespace twinvirt {

/// The events of all drivers of a connection.
class EventCollector {
  public:
    /// Drivers that tell no events are left out, see takeLost(); an error when none is left.
    static Result<EventCollector> open(const std::vector<Driver*>& drivers);

    /// Waits until there is an event, `other` is readable, or it is `deadline`; what came, by its
    /// time. A driver whose events end (libvirtd did) is left out from then on; an error when it
    /// was the last one.
    Result<std::vector<DomainEvent>> wait(std::chrono::steady_clock::time_point deadline,
                                          int other);

    /// Why a driver was left out since the last call.
    std::vector<Error> takeLost() { return std::exchange(lost_, {}); }

  private:
    struct Source {
        std::string uri;
        std::unique_ptr<EventStream> stream;
    };
    std::vector<Source> sources_;
    std::vector<Error> lost_;
};

} // namespace twinvirt
