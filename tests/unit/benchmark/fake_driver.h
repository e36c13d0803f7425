#pragma once

#include "api/domain_clones.h"
#include "api/driver.h"

#include <functional>
#include <map>
#include <string>
#include <thread>
#include <vector>

namespace twinvirt::bench {

/// What the guests of a FakeDriver do.
enum class GuestBehaviour { becomesReady, staysSilent, dies };

/// A driver whose guests are threads that print to their console: the run's own logic is tested
/// without root, kernel or QEMU. What the benchmark does not call answers noSupport.
class FakeDriver : public Driver,
                   public HostFacts,
                   public GuestAccess,
                   public DomainSettings,
                   public DomainClones {
  public:
    GuestBehaviour behaviour = GuestBehaviour::becomesReady;
    std::string says = "booting...\r\ntwinvirt: ready\r\n";
    std::string acceleration;
    bool needsEmulation = false;  ///< refuses to start without StartOptions::emulate
    unsigned failsFrom = ~0U;     ///< the number of the create that fails first, from 1
    bool destroyLeavesIt = false; ///< destroy says yes and does nothing
    std::string refusesRequests;  ///< why it neither reboots nor shuts a guest down
    bool ignoresShutdown = false; ///< the guests are told and go on
    bool makesClones = false;
    bool hasProcesses = false; ///< each guest is a process that sleeps
    std::function<void(unsigned)> onCreate = [](unsigned) {};

    std::vector<DomainIdentity> up;
    std::vector<std::string> created; ///< names, in order
    std::size_t mostAtOnce = 0;
    unsigned shutdowns = 0;
    std::vector<DomainIdentity> defined;

    ~FakeDriver() override;

    Result<StartedDomain> createDomain(const DomainDocument& document,
                                       const StartOptions& options) override;
    Result<void> destroyDomain(const DomainIdentity& domain) override;
    Result<ShutdownOutcome> shutdownDomain(const DomainIdentity& domain,
                                           const ShutdownOptions&) override;
    /// The guest prints on the console that it has.
    Result<void> rebootDomain(const DomainIdentity& domain) override;
    DomainClones* clones() override { return makesClones ? this : nullptr; }
    Result<DomainRecord> defineDomain(const DomainDocument& document) override;
    Result<ClonedDomain> cloneDomain(const DomainIdentity& domain,
                                     const CloneRequest& request) override;
    Result<RemovedStorage> undefineWithStorage(const DomainIdentity& domain) override;
    Result<std::vector<FileChange>> changedFiles(const DomainIdentity&) override {
        return unused();
    }
    Result<std::vector<std::string>>
    removeAbandoned(const std::function<bool(const std::string&)>&) override {
        return unused();
    }
    Result<std::string> dumpXml(const DomainIdentity& domain, const DumpOptions&) override;
    Result<DomainRecord> lookupByUuid(const Uuid& uuid) override;
    Result<DomainFootprint> domainFootprint(const DomainIdentity& domain) override;

    std::string uri() const override { return "fake:///default"; }
    HostFacts& host() override { return *this; }
    GuestAccess& guest() override { return *this; }
    DomainSettings& settings() override { return *this; }
    Result<DriverVersion> version() override { return DriverVersion{"Fake", 0, 1002003, 0}; }
    Result<std::vector<ElementNote>> check(const DomainDefinition&) override {
        return std::vector<ElementNote>{};
    }

    Result<std::string> capabilities() override { return capabilitiesText; }
    std::string capabilitiesText = "<capabilities/>";
    Result<std::vector<HostCheck>> hostChecks() override { return unused(); }
    Result<std::vector<DomainRecord>> listDomains(const ListFilter&) override { return unused(); }
    Result<DomainRecord> lookupByName(const std::string&) override { return unused(); }
    Result<DomainRecord> lookupById(long) override { return unused(); }
    Result<void> undefineDomain(const DomainIdentity&) override { return unused(); }
    Result<StartedDomain> startDomain(const DomainIdentity&, const StartOptions&) override {
        return unused();
    }
    Result<void> suspendDomain(const DomainIdentity&) override { return unused(); }
    Result<void> resumeDomain(const DomainIdentity&) override { return unused(); }
    Result<DomainInfo> domainInfo(const DomainIdentity&) override { return unused(); }
    Result<DomainStats> domainStats(const DomainIdentity&, const StatsGroups&) override {
        return unused();
    }
    Result<UniqueFd> openConsole(const DomainIdentity&, const std::string&,
                                 ConsoleAccess) override {
        return unused();
    }
    Result<int> execute(const DomainIdentity&, const ExecRequest&) override { return unused(); }
    Result<void> resizeConsole(const DomainIdentity&, const std::string&, WindowSize) override {
        return unused();
    }
    Result<UniqueFd> openLog(const DomainIdentity&, const std::string&, bool) override {
        return unused();
    }
    Result<std::vector<GuestProcess>> processes(const DomainIdentity&) override { return unused(); }
    Result<void> sendProcessSignal(const DomainIdentity&, long, int) override { return unused(); }
    Result<void> setAutostart(const DomainIdentity&, bool) override { return unused(); }
    Result<void> renameDomain(const DomainIdentity&, const std::string&) override {
        return unused();
    }

  private:
    static Error unused() { return {ErrorCode::noSupport, "the benchmark does not call this"}; }
    UniqueFd startGuest();
    void startProcess(const std::string& name);
    void endProcess(const std::string& name);

    std::map<std::string, pid_t> processes_;
    std::vector<std::thread> guests_;
    std::vector<UniqueFd> silent_; ///< the guests' ends of consoles that stay open
};

} // namespace twinvirt::bench
