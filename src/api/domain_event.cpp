#include "api/domain_event.h"

#include <array>

namespace twinvirt {

namespace {

using Words = std::vector<std::string>;

/// virDomainEventType and, for each, its details, by their numbers.
struct Lifecycle {
    const char* event;
    Words details;
};

const std::vector<Lifecycle>& lifecycles() {
    static const std::vector<Lifecycle> all{
        {"Defined", {"Added", "Updated", "Renamed", "Snapshot"}},
        {"Undefined", {"Removed", "Renamed"}},
        {"Started", {"Booted", "Migrated", "Restored", "Snapshot", "Event wakeup"}},
        {"Suspended",
         {"Paused", "Migrated", "I/O Error", "Watchdog", "Restored", "Snapshot", "API error",
          "Post-copy", "Post-copy Error"}},
        {"Resumed", {"Unpaused", "Migrated", "Snapshot", "Post-copy", "Post-copy Error"}},
        {"Stopped",
         {"Shutdown", "Destroyed", "Crashed", "Migrated", "Saved", "Failed", "Snapshot"}},
        {"Shutdown", {"Finished", "Finished after guest request", "Finished after host request"}},
        {"PMSuspended", {"Memory", "Disk"}},
        {"Crashed", {"Panicked", "Crashloaded"}},
    };
    return all;
}

std::string wordAt(const Words& words, int index) {
    return index >= 0 && static_cast<std::size_t>(index) < words.size()
               ? words[static_cast<std::size_t>(index)]
               : "unknown";
}

} // namespace

const std::vector<std::string>& domainEventTypes() {
    static const std::vector<std::string> types{"lifecycle",
                                                "reboot",
                                                "rtc-change",
                                                "watchdog",
                                                "io-error",
                                                "graphics",
                                                "io-error-reason",
                                                "control-error",
                                                "block-job",
                                                "disk-change",
                                                "tray-change",
                                                "pm-wakeup",
                                                "pm-suspend",
                                                "balloon-change",
                                                "pm-suspend-disk",
                                                "device-removed",
                                                "block-job-2",
                                                "tunable",
                                                "agent-lifecycle",
                                                "device-added",
                                                "migration-iteration",
                                                "job-completed",
                                                "device-removal-failed",
                                                "metadata-change",
                                                "block-threshold",
                                                "memory-failure",
                                                "memory-device-size-change"};
    return types;
}

DomainEvent lifecycleEvent(const DomainIdentity& domain, int event, int detail) {
    const auto& all = lifecycles();
    const bool known = event >= 0 && static_cast<std::size_t>(event) < all.size();
    const std::string name = known ? all[static_cast<std::size_t>(event)].event : "unknown";
    const std::string why =
        known ? wordAt(all[static_cast<std::size_t>(event)].details, detail) : "unknown";
    return {domain,
            "lifecycle",
            name + " " + why,
            {{"event", name}, {"detail", why}},
            std::chrono::system_clock::now()};
}

} // namespace twinvirt
