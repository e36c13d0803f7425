#pragma once

#include "api/domain_types.h"

#include <memory>
#include <string>
#include <vector>

namespace twinvirt {

class DeviceChanges;
class DomainClones;
class DomainInterfaces;
class DomainMonitor;
class NetworkDriver;
class ResourceControl;
class StorageDriver;

/// Optional part of a driver: reaching into a running guest.
class GuestAccess {
  public:
    virtual ~GuestAccess() = default;

    /// A stream socket or terminal: what is written goes to the guest, what the guest prints is
    /// read, first the last 64 KiB that it printed where the driver keeps them. End of file: the
    /// domain has ended, or another client forced us out. `device` is libvirt's alias ("console0",
    /// "serial0"); empty: the first. Closing it detaches; the guest goes on.
    virtual Result<UniqueFd> openConsole(const DomainIdentity& domain, const std::string& device,
                                         ConsoleAccess access) = 0;

    /// Tells the guest the size of the window that shows its console; operationUnsupported where a
    /// console has none (a serial line).
    virtual Result<void> resizeConsole(const DomainIdentity& domain, const std::string& device,
                                       WindowSize size) = 0;

    /// What the console printed, the last 64 KiB of it, to be read to its end: of this run, or of
    /// the last one when the domain is shut off. With `follow` the end comes with the domain's, and
    /// what it prints meanwhile is read too; reading it hinders no other client.
    virtual Result<UniqueFd> openLog(const DomainIdentity& domain, const std::string& device,
                                     bool follow) = 0;

    /// Runs a command inside and waits for it. The value is what a shell would see: its exit
    /// status, or 128 + the signal that ended it. Errors: no such command (127), not executable.
    virtual Result<int> execute(const DomainIdentity& domain, const ExecRequest& request) = 0;

    /// The processes of the guest, init first.
    virtual Result<std::vector<GuestProcess>> processes(const DomainIdentity& domain) = 0;
    /// `pid` is the guest's own number; a negative one means the process group of that number
    /// (man 2 kill). Signal 0 only asks whether it is there.
    virtual Result<void> sendProcessSignal(const DomainIdentity& domain, long pid, int signal) = 0;
};

/// Optional part of a driver: what is kept of a persistent domain beside its definition.
class DomainSettings {
  public:
    virtual ~DomainSettings() = default;

    /// Whether the domain is started with the host; operationInvalid for a transient domain.
    virtual Result<void> setAutostart(const DomainIdentity& domain, bool autostart) = 0;
    /// operationInvalid while it runs, or when the new name is taken. The UUID stays.
    virtual Result<void> renameDomain(const DomainIdentity& domain, const std::string& name) = 0;
};

/// Optional part of a driver: facts about the host it works on.
class HostFacts {
  public:
    virtual ~HostFacts() = default;

    virtual Result<DriverVersion> version() = 0;
    /// libvirt's <capabilities> document.
    virtual Result<std::string> capabilities() = 0;
    /// What this host can do for this driver; a check that cannot run is a `warn`.
    virtual Result<std::vector<HostCheck>> hostChecks() = 0;
};

/// One kind of domain. Calls may come from any thread, one at a time for each object. Nothing is
/// logged; each failure is in the result. Every change is whole: after an error the domain is as
/// it was before.
class Driver {
  public:
    virtual ~Driver() = default;

    /// "lxc:///system"
    virtual std::string uri() const = 0;
    virtual HostFacts& host() = 0;
    virtual GuestAccess& guest() = 0;
    virtual DomainSettings& settings() = 0;
    /// Optional parts: null when this driver has none.
    virtual DeviceChanges* deviceChanges() { return nullptr; }
    virtual DomainInterfaces* interfaces() { return nullptr; }
    virtual NetworkDriver* networks() { return nullptr; }
    virtual StorageDriver* storage() { return nullptr; }
    virtual DomainClones* clones() { return nullptr; }
    virtual ResourceControl* resources() { return nullptr; }
    virtual DomainMonitor* monitor() { return nullptr; }

    /// How each element that is not simply honoured is treated. A `refused` note is what define
    /// and create fail with.
    virtual Result<std::vector<ElementNote>> check(const DomainDefinition& definition) = 0;

    virtual Result<std::vector<DomainRecord>> listDomains(const ListFilter& filter) = 0;
    /// noDomain when there is none. Of the three keys exactly one is tried.
    virtual Result<DomainRecord> lookupByName(const std::string& name) = 0;
    virtual Result<DomainRecord> lookupByUuid(const Uuid& uuid) = 0;
    virtual Result<DomainRecord> lookupById(long id) = 0;

    /// Makes or replaces the persistent definition; a running domain goes on with its live one.
    virtual Result<DomainRecord> defineDomain(const DomainDocument& document) = 0;
    /// A running domain becomes transient; a domain that does not run is gone.
    virtual Result<void> undefineDomain(const DomainIdentity& domain) = 0;
    virtual Result<std::string> dumpXml(const DomainIdentity& domain, const DumpOptions&) = 0;

    /// Starts a transient domain.
    virtual Result<StartedDomain> createDomain(const DomainDocument& document,
                                               const StartOptions& options) = 0;
    virtual Result<StartedDomain> startDomain(const DomainIdentity& domain,
                                              const StartOptions& options) = 0;
    virtual Result<ShutdownOutcome> shutdownDomain(const DomainIdentity& domain,
                                                   const ShutdownOptions& options) = 0;
    virtual Result<void> rebootDomain(const DomainIdentity& domain) = 0;
    virtual Result<void> destroyDomain(const DomainIdentity& domain) = 0;
    virtual Result<void> suspendDomain(const DomainIdentity& domain) = 0;
    virtual Result<void> resumeDomain(const DomainIdentity& domain) = 0;

    virtual Result<DomainInfo> domainInfo(const DomainIdentity& domain) = 0;
    virtual Result<DomainStats> domainStats(const DomainIdentity& domain, const StatsGroups&) = 0;
    virtual Result<DomainFootprint> domainFootprint(const DomainIdentity& domain) = 0;
};

} // namespace twinvirt
