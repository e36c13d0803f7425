#pragma once

#include "api/driver.h"
#include "lxc/devices/lxc_devices.h"
#include "lxc/lxc_clones.h"
#include "lxc/lxc_driver_context.h"
#include "lxc/lxc_guest.h"
#include "lxc/lxc_host.h"
#include "lxc/lxc_interfaces.h"
#include "lxc/lxc_monitor.h"
#include "lxc/lxc_resources.h"
#include "lxc/lxc_settings.h"

namespace twinvirt::lxc {

/// The Driver of containers. Each group of calls has its own file: lxc_driver_define.cpp,
/// lxc_driver_lookup.cpp, lxc_driver_start.cpp, lxc_driver_stop.cpp, lxc_driver_info.cpp.
class LxcDriver final : public Driver {
  public:
    explicit LxcDriver(DriverContext context);

    std::string uri() const override { return context_.uri.toString(); }
    HostFacts& host() override { return host_; }
    GuestAccess& guest() override { return guest_; }
    DomainClones* clones() override { return &clones_; }
    DomainSettings& settings() override { return settings_; }
    ResourceControl* resources() override { return &resources_; }
    DomainMonitor* monitor() override { return &monitor_; }
    DeviceChanges* deviceChanges() override { return &devices_; }
    DomainInterfaces* interfaces() override { return &interfaces_; }

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
    DriverContext context_;
    LxcGuest guest_;
    LxcHost host_;
    LxcClones clones_;
    LxcSettings settings_;
    LxcResources resources_;
    LxcMonitor monitor_;
    LxcInterfaces interfaces_;
    LxcDevices devices_;
};

} // namespace twinvirt::lxc
