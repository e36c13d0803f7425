#pragma once

#include "api/domain_store.h"
#include "api/domain_types.h"
#include "api/network_driver.h"
#include "api/storage_driver.h"
#include "api/uri.h"
#include "lxc/domain_state.h"
#include "lxc/lxc_driver.h"
#include "lxc/state_paths.h"
#include "util/install_paths.h"
#include "util/unique_fd.h"

#include <sys/types.h>

#include <set>
#include <string>
#include <vector>

namespace twinvirt::lxc {

/// What the parts of one open driver share.
struct DriverContext {
    ConnectionUri uri;
    InstallPaths install;
    StatePaths paths;
    DomainStore store;
    LibvirtSource libvirt; ///< may be empty
    /// Domains that this driver found crashed: it says so until they start again.
    std::set<std::string> crashed;
    /// Supervisors that we started: our children, to be reaped when they have ended.
    std::vector<pid_t> supervisors;
    /// Ends of the pipes that autodestroy watches: they close with the driver.
    std::vector<UniqueFd> autodestroy;

    void reapSupervisors();
    /// libvirt's networks, loaded by the first call; the error says what to do instead.
    Result<NetworkDriver*> networkDriver();
    /// What a container on this network is connected to.
    Result<NetworkTarget> networkTarget(const std::string& network);
    /// Where a volume of libvirt's storage pools is.
    Result<VolumeTarget> volumeTarget(const std::string& pool, const std::string& volume);
    /// A transient domain has no file in the store, but its name and its UUID are taken all the
    /// same; operationFailed in libvirt's words.
    Result<void> refuseTakenIdentity(const std::string& name, const Uuid& uuid);
};

/// A domain that runs, as far as most verbs need it.
struct LiveDomain {
    RunDirectory directory;
    RuntimeState state;
};

/// operationInvalid "domain is not running" (libvirt's words) when it does not; a dead container is
/// released on the way. noDomain when there is no domain of this name and UUID.
Result<LiveDomain> requireRunning(DriverContext& context, const DomainIdentity& domain);

/// The domains that run (or whose dead container is found on the way).
Result<std::vector<DomainRecord>> activeRecords(DriverContext& context);

/// The record of one domain; noDomain when it is neither defined nor running.
Result<DomainRecord> recordOf(DriverContext& context, const std::string& name);

/// recordOf, and noDomain when the UUID is not the identity's.
Result<DomainRecord> requireDomain(DriverContext& context, const DomainIdentity& domain);

Error noDomainWithName(const std::string& name);
Error operationInvalid(const std::string& reason);

} // namespace twinvirt::lxc
