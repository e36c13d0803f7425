#pragma once

#include "api/domain_event.h"

#include <string>

namespace twinvirt {

struct EventFormat {
    bool timestamp = false;
    bool json = false; ///< one line for each event, always with its time
};

/// One event with its newline: virsh's "event 'lifecycle' for domain 'web': Started Booted".
std::string formatEvent(const DomainEvent& event, const EventFormat& format);

} // namespace twinvirt
