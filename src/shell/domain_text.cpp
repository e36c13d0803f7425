#include "shell/domain_text.h"

#include <algorithm>
#include <span>
#include <string_view>
#include <strings.h>
#include <tuple>

namespace twinvirt {

namespace {

using Reasons = std::span<const std::string_view>;

// The orders are those of libvirt's enums (virDomainRunningReason and so on), the words virsh's.
constexpr std::string_view noStateReasons[]{"unknown"};
constexpr std::string_view runningReasons[]{
    "unknown",       "booted",   "migrated",           "restored",
    "from snapshot", "unpaused", "migration canceled", "save canceled",
    "event wakeup",  "crashed",  "post-copy",          "post-copy failed"};
constexpr std::string_view blockedReasons[]{"unknown"};
constexpr std::string_view pausedReasons[]{
    "unknown",   "user",        "migrating",     "saving",          "dumping",
    "I/O error", "watchdog",    "from snapshot", "shutting down",   "creating snapshot",
    "crashed",   "starting up", "post-copy",     "post-copy failed"};
constexpr std::string_view shutdownReasons[]{"unknown", "user"};
constexpr std::string_view shutoffReasons[]{"unknown", "shutdown",      "destroyed",
                                            "crashed", "migrated",      "saved",
                                            "failed",  "from snapshot", "daemon"};
constexpr std::string_view crashedReasons[]{"unknown", "panicked"};
constexpr std::string_view pmSuspendedReasons[]{"unknown"};

constexpr Reasons reasonsOf[]{noStateReasons,  runningReasons, blockedReasons, pausedReasons,
                              shutdownReasons, shutoffReasons, crashedReasons, pmSuspendedReasons};
constexpr std::string_view states[]{"no state",    "running",  "idle",    "paused",
                                    "in shutdown", "shut off", "crashed", "pmsuspended"};

} // namespace

std::string stateName(DomainState state) {
    const auto index = static_cast<std::size_t>(state);
    return std::string(index < std::size(states) ? states[index] : states[0]);
}

std::string reasonName(DomainState state, int reason) {
    const auto index = static_cast<std::size_t>(state);
    const Reasons reasons = index < std::size(reasonsOf) ? reasonsOf[index] : reasonsOf[0];
    const auto position = static_cast<std::size_t>(reason);
    return std::string(reason >= 0 && position < reasons.size() ? reasons[position] : "unknown");
}

std::string idText(const DomainRecord& record) {
    return record.id ? std::to_string(*record.id) : "-";
}

void sortAsVirsh(std::vector<Domain>& domains) {
    std::ranges::stable_sort(domains, [](const Domain& left, const Domain& right) {
        const auto& a = left.record;
        const auto& b = right.record;
        if (a.id && b.id)
            return *a.id < *b.id;
        if (a.id.has_value() != b.id.has_value())
            return a.id.has_value();
        return ::strcasecmp(a.identity.name.c_str(), b.identity.name.c_str()) < 0;
    });
}

} // namespace twinvirt
