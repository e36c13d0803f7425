#include "api/domain_clones.h"
#include "shell/commands.h"
#include "shell/interrupt_guard.h"
#include "shell/json_output.h"
#include "shell/progress_bar.h"
#include "shell/shell.h"
#include "shell/table.h"

namespace twinvirt {

namespace {

Result<DomainClones*> clonesOf(const Domain& domain, const std::string& verb) {
    if (auto* clones = domain.driver->clones())
        return clones;
    return Error{ErrorCode::operationUnsupported, "'" + verb + "': the driver of domain '" +
                                                      domain.record.identity.name +
                                                      "' makes no clones"};
}

Result<int> clone(Shell& shell, const ParsedCommand& command) {
    const auto domain = TRY(shell.domain(command));
    const auto& identity = domain.record.identity;
    auto* clones = TRY(clonesOf(domain, "clone"));
    const InterruptGuard guard;
    ProgressBar bar;
    CloneRequest request;
    request.name = command.required("newname");
    request.snapshot = command.has("snapshot");
    request.progress = [&bar](const std::string& what, double part) { bar.report(what, part); };
    const auto cloned = clones->cloneDomain(identity, request);
    bar.clear();
    if (!cloned)
        return shell.failed("Failed to clone domain '" + identity.name + "'", cloned.error());
    for (const auto& note : cloned->notes)
        shell.remark("note", note);
    shell.done("Domain '" + identity.name + "' cloned as '" + request.name + "'");
    return 0;
}

const char* letterOf(FileChange::Kind kind) {
    switch (kind) {
    case FileChange::Kind::added:
        return "A";
    case FileChange::Kind::deleted:
        return "D";
    case FileChange::Kind::changed:
        break;
    }
    return "C";
}

const char* wordOf(FileChange::Kind kind) {
    switch (kind) {
    case FileChange::Kind::added:
        return "added";
    case FileChange::Kind::deleted:
        return "deleted";
    case FileChange::Kind::changed:
        break;
    }
    return "changed";
}

Result<int> diff(Shell& shell, const ParsedCommand& command) {
    const auto domain = TRY(shell.domain(command));
    auto* clones = TRY(clonesOf(domain, "diff"));
    const auto changes = clones->changedFiles(domain.record.identity);
    if (!changes)
        return shell.failed("Failed to compare domain '" + domain.record.identity.name + "'",
                            changes.error());
    std::string text;
    JsonList list;
    for (const auto& change : *changes) {
        list.push_back(JsonRecord{{"change", wordOf(change.kind)}, {"path", change.path}});
        text += std::string(letterOf(change.kind)) + " " + printable(change.path) + "\n";
    }
    shell.print(command.has("json") ? formatJson(list) : text);
    return 0;
}

constexpr OptionDefinition cloneOptions[]{
    option::domain(Completion::inactiveDomain),
    option::data("newname", "name of the clone"),
    option::flag("snapshot", "show the root of the original and keep the clone's changes apart, "
                             "instead of copying it"),
};
constexpr OptionDefinition diffOptions[]{
    option::domain(),
    option::json(),
};

} // namespace

constinit const CommandDefinition cloneCommand{
    .name = "clone",
    .help = "define a copy of a domain",
    .description =
        "Define a copy of a domain that is shut off, with a new UUID and new MAC addresses. "
        "The root of a container is copied (blocks are shared where the file system can: btrfs, "
        "xfs), or, with --snapshot, is an overlay over the root of the original, which takes "
        "milliseconds and no space. As long as a snapshot is defined, nothing may write to the "
        "root of its original: the original starts only with <readonly/>, and its storage is not "
        "removed. Other writable directories are shared by the two, which is said. Of a machine "
        "there are snapshots: a qcow2 overlay over its first disk, which has to be <readonly/>; "
        "whole copies are made by virt-clone. 'undefine --remove-all-storage' removes what clone "
        "made.",
    .options = cloneOptions,
    .run = clone,
    .changes = true,
};
constinit const CommandDefinition diffCommand{
    .name = "diff",
    .help = "show what a snapshot clone changed in its root",
    .description = "One line for each path that is not as in the original: A added, C changed, D "
                   "deleted. The container may run.",
    .options = diffOptions,
    .run = diff,
};

} // namespace twinvirt
