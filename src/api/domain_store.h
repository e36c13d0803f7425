#pragma once

#include "api/definition_head.h"
#include "model/domain_definition.h"
#include "util/file_lock.h"
#include "util/result.h"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace twinvirt {

/// The persistent definitions of one driver: DIRECTORY/NAME.xml, each file written whole and
/// fsynced (see domainFileName for names that are no file names). A file that cannot be read as a
/// definition is moved to NAME.xml.corrupt by the call that needs it, with an error that names
/// it; the others are unaffected. Nothing is cached: two processes see the same.
class DomainStore {
  public:
    explicit DomainStore(std::string directory) : directory_(std::move(directory)) {}

    /// All definitions, by name, but those of the names in `except`, whose files are not even read;
    /// files that are no definition are left out (and quarantined). Removes what a writer left that
    /// was killed.
    [[nodiscard]] Result<std::vector<DefinitionHead>>
    list(const std::set<std::string>& except = {}) const;
    /// Is there a definition of this name? One access(2).
    [[nodiscard]] bool contains(const std::string& name) const;
    /// noDomain when there is none; xmlError after a quarantine.
    [[nodiscard]] Result<DefinitionHead> head(const std::string& name) const;
    /// nullopt when no definition has this UUID.
    [[nodiscard]] Result<std::optional<DefinitionHead>> findByUuid(const Uuid& uuid) const;
    /// The whole definition; errors as of head().
    [[nodiscard]] Result<DomainDefinition> load(const std::string& name) const;

    /// Writes or replaces the definition of this name. operationFailed, in libvirt's words, when
    /// the name has another UUID or the UUID belongs to another name; the old file stands then.
    /// Two writers in two processes are kept apart by a lock on the directory.
    Result<void> save(const DomainDefinition& definition);
    /// noDomain when there is none.
    Result<void> remove(const std::string& name);
    /// Gives the definition another name; its UUID, and whether it is started with the host, stay.
    /// operationFailed when the new name is taken. Killed in between it is finished, or forgotten,
    /// by the next call.
    Result<void> rename(const std::string& name, const std::string& newName);

    /// Whether the domain is started with the host: a link DIRECTORY/autostart/NAME.xml, as in
    /// libvirt.
    [[nodiscard]] bool isAutostart(const std::string& name) const;
    Result<void> setAutostart(const std::string& name, bool autostart);

    /// Files that were quarantined and are still there.
    [[nodiscard]] std::vector<std::string> quarantined() const;
    [[nodiscard]] std::string fileOf(const std::string& name) const;

  private:
    [[nodiscard]] Error quarantine(const std::string& name, const std::string& file,
                                   const Error& why) const;
    [[nodiscard]] std::string autostartLink(const std::string& name) const;
    [[nodiscard]] std::string journal() const;
    Result<void> recoverRename() const;
    void recoverIfInterrupted() const;
    void sweepTemporaries(const std::vector<std::string>& files) const;
    static std::string formatted(const DomainDefinition& definition);
    [[nodiscard]] Error notFound(const std::string& name) const;
    [[nodiscard]] std::vector<std::string> filesEndingIn(const std::string& ending) const;
    [[nodiscard]] std::vector<std::string> filesContaining(const std::string& part) const;
    std::string directory_;
};

/// The errors of libvirt's virDomainObjListAddLocked.
Error domainExistsWithUuid(const std::string& name, const Uuid& uuid);

} // namespace twinvirt
