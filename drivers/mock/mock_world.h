#pragma once

#include "api/domain_event.h"
#include "api/domain_types.h"
#include "util/result.h"

#include <list>
#include <optional>

namespace twinvirt::mock {

/// A domain of the mock driver: up to two definitions, live and persistent.
struct MockDomain {
    std::optional<DomainDefinition> persistent;
    std::optional<DomainDefinition> live;
    DomainState state = DomainState::shutoff;
    int reason = 0;
    std::optional<long> id;
    bool autostart = false;

    /// The live definition, or the persistent one while shut off.
    [[nodiscard]] const DomainDefinition& current() const { return live ? *live : *persistent; }
    [[nodiscard]] DomainIdentity identity() const;
    [[nodiscard]] DomainRecord record() const;
};

/// All domains of one mock driver. A std::list, so that a MockDomain stays where it is.
class MockWorld {
  public:
    /// One running domain `test`, with the UUID and the resources of libvirt's.
    MockWorld();

    std::list<MockDomain>& domains() { return domains_; }
    /// noDomain with libvirt's text.
    Result<MockDomain*> find(const DomainIdentity& domain);
    /// The domain that `definition` replaces, or none; operationFailed when only the name or only
    /// the UUID is taken.
    Result<MockDomain*> findForDefinition(const DomainDefinition& definition);
    /// Makes `domain` run: libvirt's reason `booted`, the next id.
    void boot(MockDomain& domain, const DomainDefinition& definition, bool paused);
    /// Ends it; a transient domain is gone afterwards.
    void end(MockDomain& domain, int reason);
    void remove(const MockDomain& domain);
    /// Remembers what happened, by virDomainEventType's numbers, until somebody takes it.
    void tell(const DomainIdentity& domain, int event, int detail);
    std::vector<DomainEvent> takeEvents();

  private:
    std::list<MockDomain> domains_;
    long nextId_ = 1;
    std::vector<DomainEvent> events_;
};

/// virDomainRunningReason, virDomainPausedReason, virDomainShutoffReason: those that occur here.
namespace reason {
inline constexpr int runningBooted = 1;
inline constexpr int runningUnpaused = 5;
inline constexpr int pausedUser = 1;
inline constexpr int pausedStartingUp = 11;
inline constexpr int shutoffShutdown = 1;
inline constexpr int shutoffDestroyed = 2;
inline constexpr int shutoffCrashed = 3;
} // namespace reason

} // namespace twinvirt::mock
