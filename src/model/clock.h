#pragma once

#include "model/kept_xml.h"

#include <optional>
#include <string>
#include <vector>

namespace twinvirt {

/// <timer name='rtc' tickpolicy='catchup'/>
struct Timer {
    std::string name;
    std::optional<std::string> tickPolicy;
    std::optional<std::string> track;
    std::optional<std::string> present; ///< yes, no
    KeptElements kept;

    bool operator==(const Timer&) const = default;
};

/// <clock offset='utc'>
struct Clock {
    std::string offset = "utc";
    std::vector<Timer> timers;

    bool operator==(const Clock&) const = default;
};

} // namespace twinvirt
