#pragma once

#include "api/driver.h"
#include "api/uri.h"
#include "kvm/device_changes.h"
#include "kvm/domain_interfaces.h"
#include "kvm/domain_settings.h"
#include "kvm/guest_access.h"
#include "kvm/host_facts.h"
#include "kvm/kvm_clones.h"
#include "kvm/kvm_monitor.h"
#include "kvm/kvm_resources.h"
#include "kvm/networks.h"
#include "kvm/session.h"
#include "kvm/storage.h"

namespace twinvirt::kvm {

/// Machines over libvirt: qemu:///system, qemu:///session, qemu:///embed?root=DIR and, for tests of
/// the translation, libvirt's own test:///default. libvirt's codes and texts pass unchanged. The
/// connection is opened by the first call that needs it.
class KvmDriver : public Driver {
  public:
    KvmDriver(const ConnectionUri& uri, const InstallPaths& paths);

    std::string uri() const override;
    HostFacts& host() override { return host_; }
    GuestAccess& guest() override { return guest_; }
    DomainSettings& settings() override { return settings_; }
    ResourceControl* resources() override { return &resources_; }
    DomainMonitor* monitor() override { return &monitor_; }
    DomainClones* clones() override { return &clones_; }
    DeviceChanges* deviceChanges() override { return &devices_; }
    DomainInterfaces* interfaces() override { return &interfaces_; }
    NetworkDriver* networks() override { return &networks_; }
    StorageDriver* storage() override { return &storage_; }

    Result<std::vector<ElementNote>> check(const DomainDefinition& definition) override;

    Result<std::vector<DomainRecord>> listDomains(const ListFilter& filter) override;
    Result<DomainRecord> lookupByName(const std::string& name) override;
    Result<DomainRecord> lookupByUuid(const Uuid& uuid) override;
    Result<DomainRecord> lookupById(long id) override;

    Result<DomainRecord> defineDomain(const DomainDocument& document) override;
    Result<void> undefineDomain(const DomainIdentity& domain) override;
    Result<std::string> dumpXml(const DomainIdentity& domain, const DumpOptions& options) override;

    Result<StartedDomain> createDomain(const DomainDocument& document,
                                       const StartOptions& options) override;
    Result<StartedDomain> startDomain(const DomainIdentity& domain,
                                      const StartOptions& options) override;
    Result<ShutdownOutcome> shutdownDomain(const DomainIdentity& domain,
                                           const ShutdownOptions& options) override;
    Result<void> rebootDomain(const DomainIdentity& domain) override;
    Result<void> destroyDomain(const DomainIdentity& domain) override;
    Result<void> suspendDomain(const DomainIdentity& domain) override;
    Result<void> resumeDomain(const DomainIdentity& domain) override;

    Result<DomainInfo> domainInfo(const DomainIdentity& domain) override;
    Result<DomainStats> domainStats(const DomainIdentity& domain,
                                    const StatsGroups& groups) override;
    Result<DomainFootprint> domainFootprint(const DomainIdentity& domain) override;

  private:
    Session session_;
    KvmHost host_;
    KvmGuest guest_;
    KvmSettings settings_;
    KvmResources resources_;
    KvmMonitor monitor_;
    KvmClones clones_{session_};
    KvmDevices devices_{session_};
    KvmInterfaces interfaces_{session_};
    KvmNetworks networks_{session_};
    KvmStorage storage_{session_};
};

} // namespace twinvirt::kvm
