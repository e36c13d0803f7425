#include "lxc/definition_change.h"

#include "lxc/cgroup/cgroup_change.h"
#include "lxc/cgroup_plan.h"
#include "lxc/container_spec.h"
#include "lxc/domain_lock.h"
#include "lxc/elements.h"
#include "lxc/isolation/release.h"
#include "util/atomic_file.h"
#include "xml/consistency.h"
#include "xml/defaults.h"
#include "xml/domain_xml.h"

namespace twinvirt::lxc {

namespace {

/// The definition after the edit, completed; an error when `define` would not take it.
Result<DomainDefinition> edited(DomainDefinition definition, const DefinitionEdit& edit) {
    TRY(edit(definition));
    completeDomainDefinition(definition);
    if (const auto found = findInconsistency(definition))
        return Error{found->code, "<" + found->element + ">: " + found->what};
    TRY(refuseElements(definition.name, checkElements(definition)));
    TRY(checkContainer(definition));
    return definition;
}

Result<void> writeSpec(const RunDirectory& directory, const LaunchSpec& spec) {
    return writeFileAtomically(directory.launchSpec(), encodeLaunchSpec(spec),
                               Durability::volatileState);
}

/// The limits of the container become those of `after`.
Result<void> applyLimits(const DriverContext& context, const RunDirectory& directory,
                         const DomainDefinition& after) {
    const auto before = TRY(readLaunchSpec(directory));
    if (before.cgroups.empty())
        return operationInvalid("the container is in no cgroup, so nothing can be limited");
    const auto layout = TRY(CgroupLayout::detect());
    const auto partitions = TRY(loadPartitions(context.paths));
    const auto leaf = cgroupLeaf(after.name, context.paths);
    const auto wanted = TRY(planCgroups(after, layout, leaf, partitions));
    auto changed = before;
    changed.cgroups = withLimits(before.cgroups, wanted);
    // Before a cgroup is made: whoever has to release the container finds it in there.
    TRY(writeSpec(directory, changed));
    auto applied = changeLimits(before.cgroups, changed.cgroups);
    if (applied)
        return {};
    auto restored = before; // with the hierarchies that it may have joined meanwhile
    restored.cgroups = withLimits(changed.cgroups, before.cgroups);
    TRY(writeSpec(directory, restored));
    return applied;
}

/// The limits and the live definition of the container become those of `after`, or stay those of
/// `before`.
Result<void> changeLive(const DriverContext& context, const RunDirectory& directory,
                        const DomainDefinition& before, const DomainDefinition& after) {
    TRY(applyLimits(context, directory, after));
    auto written = writeFileAtomically(directory.liveXml(), formatDomainDefinition(after),
                                       Durability::volatileState);
    if (!written)
        (void)applyLimits(context, directory, before);
    return written;
}

} // namespace

Result<DomainDefinition> liveDefinition(const RunDirectory& directory) {
    const auto text = TRY(readFile(directory.liveXml()));
    return readDomainDefinition({directory.liveXml(), text});
}

Result<void> changeDefinitions(DriverContext& context, const DomainIdentity& domain,
                               ChangeScope scope, const DefinitionEdit& edit) {
    TRY(requireDomain(context, domain));
    const auto lock = TRY(DomainLock::acquire(context.paths, domain.name));
    const auto record = TRY(requireDomain(context, domain));
    scope = TRY(resolveScope(scope, record));
    const auto directory = context.paths.runDirectory(domain.name);
    std::optional<DomainDefinition> persistent;
    std::optional<DomainDefinition> before;
    std::optional<DomainDefinition> live;
    if (scope.config) {
        const auto definition = TRY(context.store.load(domain.name));
        persistent = TRY(edited(definition, edit));
    }
    if (scope.live) {
        before = TRY(liveDefinition(directory));
        const auto after = TRY(edited(*before, edit));
        TRY(changeLive(context, directory, *before, after));
        live = after;
    }
    if (!persistent)
        return {};
    auto saved = context.store.save(*persistent);
    if (!saved && live)
        (void)changeLive(context, directory, *live, *before);
    return saved;
}

Result<ScopedDefinition> definitionIn(DriverContext& context, const DomainIdentity& domain,
                                      ChangeScope scope) {
    const auto record = TRY(requireDomain(context, domain));
    scope = TRY(resolveScope(scope, record));
    auto definition = scope.live ? TRY(liveDefinition(context.paths.runDirectory(domain.name)))
                                 : TRY(context.store.load(domain.name));
    return ScopedDefinition{scope.live, std::move(definition)};
}

} // namespace twinvirt::lxc
