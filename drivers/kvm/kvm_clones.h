#pragma once

#include "api/domain_clones.h"
#include "kvm/session.h"

namespace twinvirt::kvm {

/// Snapshot clones of machines: a qcow2 overlay over the first disk of the original, which nobody
/// writes to. Its storage is ROOT/var/lib/twinvirt/overlays/NAME (of a user's own connection
/// ~/.local/share/twinvirt/overlays/NAME). Whole copies are virt-clone's.
class KvmClones final : public DomainClones {
  public:
    explicit KvmClones(Session& session) : session_(session) {}

    Result<ClonedDomain> cloneDomain(const DomainIdentity& domain,
                                     const CloneRequest& request) override;
    /// operationUnsupported: what a machine changed stands in blocks, not in files.
    Result<std::vector<FileChange>> changedFiles(const DomainIdentity& domain) override;
    Result<RemovedStorage> undefineWithStorage(const DomainIdentity& domain) override;
    Result<std::vector<std::string>>
    removeAbandoned(const std::function<bool(const std::string&)>& isOurs) override;

  private:
    Session& session_;
};

} // namespace twinvirt::kvm
