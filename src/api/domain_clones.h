#pragma once

#include "api/domain_types.h"
#include "util/result.h"

#include <functional>
#include <string>
#include <vector>

namespace twinvirt {

struct CloneRequest {
    std::string name; ///< of the clone
    /// The clone shows the root of the original and keeps its own changes to it, instead of a copy.
    bool snapshot = false;
    /// Told how far the copy is, 0 to 1; may be empty.
    std::function<void(const std::string& what, double fraction)> progress;
};

struct ClonedDomain {
    DomainRecord record;
    std::vector<std::string> notes; ///< what the two domains share from now on
};

/// One path of a domain's root that is not as in its base.
struct FileChange {
    enum class Kind { added, changed, deleted };
    Kind kind = Kind::changed;
    std::string path; ///< in the container: "/etc/motd"

    bool operator==(const FileChange&) const = default;
};

struct RemovedStorage {
    std::vector<std::string> removed; ///< directories that clone had made for the domain
    std::vector<std::string> kept;    ///< other sources that it wrote to
};

/// Optional part of a driver: a domain made from another one, with its storage.
class DomainClones {
  public:
    virtual ~DomainClones() = default;

    /// Defines a copy of a domain that is shut off, with a new UUID and new MAC addresses. After an
    /// error nothing of it is left. operationFailed when the name is taken; configUnsupported when
    /// what the domain has cannot be cloned.
    virtual Result<ClonedDomain> cloneDomain(const DomainIdentity& domain,
                                             const CloneRequest& request) = 0;
    /// What a snapshot clone changed, sorted by path; operationInvalid for any other domain.
    virtual Result<std::vector<FileChange>> changedFiles(const DomainIdentity& domain) = 0;
    /// Undefines a domain that is shut off and removes what clone had made for it.
    /// operationInvalid, and nothing is done, while another domain is a snapshot of it.
    virtual Result<RemovedStorage> undefineWithStorage(const DomainIdentity& domain) = 0;
    /// Removes the storage that clone made for domains of names that `isOurs` takes and that are
    /// not defined: of a clone, or an undefineWithStorage, that was killed. Returns the
    /// directories.
    virtual Result<std::vector<std::string>>
    removeAbandoned(const std::function<bool(const std::string& name)>& isOurs) = 0;
};

} // namespace twinvirt
