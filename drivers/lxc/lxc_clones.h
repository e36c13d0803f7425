#pragma once

#include "api/domain_clones.h"
#include "lxc/lxc_driver_context.h"

namespace twinvirt::lxc {

/// Clones of containers. Their storage is ROOT/var/lib/twinvirt/clones/NAME: the copied root, or
/// the upper and the work directory of an overlay over the original's.
class LxcClones final : public DomainClones {
  public:
    explicit LxcClones(DriverContext& context) : context_(context) {}

    Result<ClonedDomain> cloneDomain(const DomainIdentity& domain,
                                     const CloneRequest& request) override;
    Result<std::vector<FileChange>> changedFiles(const DomainIdentity& domain) override;
    Result<RemovedStorage> undefineWithStorage(const DomainIdentity& domain) override;
    Result<std::vector<std::string>>
    removeAbandoned(const std::function<bool(const std::string&)>& isOurs) override;

  private:
    DriverContext& context_;
};

} // namespace twinvirt::lxc
