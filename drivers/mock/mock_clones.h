#pragma once

#include "api/domain_clones.h"
#include "mock/mock_world.h"

#include <set>

namespace twinvirt::mock {

/// Clones without storage. Every snapshot has the same three changes.
class MockClones final : public DomainClones {
  public:
    explicit MockClones(MockWorld& world) : world_(world) {}

    Result<ClonedDomain> cloneDomain(const DomainIdentity& domain,
                                     const CloneRequest& request) override;
    Result<std::vector<FileChange>> changedFiles(const DomainIdentity& domain) override;
    Result<RemovedStorage> undefineWithStorage(const DomainIdentity& domain) override;
    Result<std::vector<std::string>>
    removeAbandoned(const std::function<bool(const std::string&)>& isOurs) override;

  private:
    MockWorld& world_;
    std::set<std::string> snapshots_;
};

} // namespace twinvirt::mock
