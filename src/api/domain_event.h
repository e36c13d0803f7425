#pragma once

#include "api/domain_types.h"
#include "util/result.h"

#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace twinvirt {

/// Something that happened to a domain.
struct DomainEvent {
    DomainIdentity domain;
    std::string type; ///< virsh's: "lifecycle", "reboot", "tunable", "balloon-change", …
    /// In virsh's words, "Started Booted"; several lines for a `tunable`.
    std::string text;
    /// The same apart, for JSON: {"event", "Started"}, {"detail", "Booted"}.
    std::vector<std::pair<std::string, std::string>> fields;
    std::chrono::system_clock::time_point when;
};

/// The event types that `event --list` names, in virsh's order.
const std::vector<std::string>& domainEventTypes();

/// Events as they come. One thread at a time; it ends with its object.
class EventStream {
  public:
    virtual ~EventStream() = default;

    /// Readable when take() has something to say.
    [[nodiscard]] virtual int fd() const = 0;
    /// What came since the last call; never waits. An error: the source is lost (libvirtd ended).
    virtual Result<std::vector<DomainEvent>> take() = 0;
};

/// "lifecycle": the words that virsh has for the numbers of virDomainEventType and its details.
DomainEvent lifecycleEvent(const DomainIdentity& domain, int event, int detail);

} // namespace twinvirt
