#pragma once

#include "benchmark/run/prepared_arm.h"

#include <string>
#include <vector>

namespace twinvirt::bench {

/// The title that a run gives to what it defines: with the instance's name it says whose it is, so
/// that `bench gc` may remove it.
inline constexpr const char* persistentTitle = "made by twinsh bench, to be removed by it";

/// Domains that a run has defined and not yet removed, with their snapshots. Whatever happens, the
/// destructor removes them all with their storage. The driver has clones().
class PersistentDomains {
  public:
    explicit PersistentDomains(Driver& driver) : driver_(driver) {}
    ~PersistentDomains();
    PersistentDomains(const PersistentDomains&) = delete;
    PersistentDomains& operator=(const PersistentDomains&) = delete;

    /// Defines an instance of the arm; it stays shut off. `emulate`: libvirt may know no KVM here,
    /// so a machine is defined as one that needs none.
    Result<DomainIdentity> define(const PreparedArm& arm, const std::string& name, bool emulate);
    /// clone --snapshot. operationUnsupported when the driver makes none of this definition.
    Result<DomainIdentity> snapshot(const DomainIdentity& original, const std::string& name);
    /// MiB of the file system that the snapshot's own layers take: what its definition names as the
    /// overlay's upper and work directory, or as a disk that it may write to.
    Result<double> storageMib(const DomainIdentity& snapshot);

    /// The newest first. The first error, after it tried every one.
    Result<void> removeAll();
    Error removeAllAfter(Error reason);

  private:
    Driver& driver_;
    std::vector<DomainIdentity> domains_; ///< a snapshot stands behind its original
};

} // namespace twinvirt::bench
