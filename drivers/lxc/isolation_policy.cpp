#include "lxc/isolation_policy.h"

#include "lxc/network/interface_plan.h"
#include "lxc/seccomp/policy_file.h"
#include "util/atomic_file.h"

#include <sys/personality.h>
#include <sys/resource.h>
#include <sys/utsname.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace twinvirt::lxc {

namespace {

struct LimitName {
    std::string_view name;
    unsigned resource;
};

constexpr std::array limitNames{
    LimitName{"as", RLIMIT_AS},
    LimitName{"core", RLIMIT_CORE},
    LimitName{"cpu", RLIMIT_CPU},
    LimitName{"data", RLIMIT_DATA},
    LimitName{"fsize", RLIMIT_FSIZE},
    LimitName{"locks", RLIMIT_LOCKS},
    LimitName{"memlock", RLIMIT_MEMLOCK},
    LimitName{"msgqueue", RLIMIT_MSGQUEUE},
    LimitName{"nice", RLIMIT_NICE},
    LimitName{"nofile", RLIMIT_NOFILE},
    LimitName{"nproc", RLIMIT_NPROC},
    LimitName{"rss", RLIMIT_RSS},
    LimitName{"rtprio", RLIMIT_RTPRIO},
    LimitName{"rttime", RLIMIT_RTTIME},
    LimitName{"sigpending", RLIMIT_SIGPENDING},
    LimitName{"stack", RLIMIT_STACK},
};

/// What a server program with its own files needs, and no more.
constexpr std::array hardenedCapabilities{"audit_write",      "chown",   "dac_override", "fowner",
                                          "fsetid",           "kill",    "setfcap",      "setgid",
                                          "net_bind_service", "setpcap", "setuid"};

Error wrong(const std::string& element, const std::string& reason) {
    return {ErrorCode::configUnsupported, "<" + element + ">: " + reason};
}

Result<LimitSpec> resolveLimit(const ResourceLimit& limit) {
    const auto* found = std::ranges::find(limitNames, limit.name, &LimitName::name);
    if (found == limitNames.end())
        return wrong("twinvirt:rlimit", "no limit is named '" + limit.name + "'");
    if (limit.soft > limit.hard)
        return wrong("twinvirt:rlimit",
                     "the soft limit of '" + limit.name + "' is above the hard one");
    return LimitSpec{found->resource, limit.soft, limit.hard};
}

bool is32BitGuest(const DomainDefinition& definition) {
    utsname host{};
    return definition.os.arch == "i686" && ::uname(&host) == 0 &&
           std::string_view(host.machine) == "x86_64";
}

Result<std::vector<std::uint8_t>> resolveFilter(const Isolation& isolation,
                                                const std::vector<std::uint8_t>& defaultFilter) {
    if (isolation.seccompFile) {
        const std::string what = "<twinvirt:seccomp file='" + *isolation.seccompFile + "'>";
        const std::string policy = TRY_WITHIN(what, readFile(*isolation.seccompFile, 1U << 20U));
        return TRY_WITHIN(what, compileSeccompPolicy(policy));
    }
    return isolation.seccompProfile == "allow" ? std::vector<std::uint8_t>() : defaultFilter;
}

bool hasOwnRoot(const DomainDefinition& definition) {
    return std::ranges::any_of(definition.devices.filesystems, [](const Filesystem& filesystem) {
        return filesystem.target == "/" && filesystem.source != "/";
    });
}

Result<void> checkHardened(const DomainDefinition& definition) {
    const std::string element = "twinvirt:isolation preset='hardened'";
    if (!hasOwnNetwork(definition))
        return wrong(element, "the container would share the host's network; write "
                              "<features><privnet/></features> or give it an <interface>");
    if (!hasOwnRoot(definition))
        return wrong(element, "the container would share the host's root; give it one of its own "
                              "with <filesystem> and <target dir='/'/>");
    return {};
}

/// The container's root must not be the host's under another name (E23).
Result<void> refuseHostsRoot(const std::vector<IdMapRange>& ranges, const char* element) {
    for (const IdMapRange& range : ranges)
        if (range.target == 0)
            return wrong(std::string("idmap><") + element,
                         "target='0' maps an id of the container to root of the host; begin at "
                         "100000, say");
    return {};
}

} // namespace

Isolation isolationOf(const DomainDefinition& definition) {
    Isolation isolation = definition.isolation.value_or(Isolation{});
    const bool compat = isolation.preset == IsolationPreset::compat;
    if (!isolation.seccompProfile)
        isolation.seccompProfile = compat ? "allow" : "default";
    isolation.noNewPrivileges =
        isolation.noNewPrivileges.value_or(isolation.preset == IsolationPreset::hardened);
    isolation.ownTime = isolation.ownTime.value_or(false);
    return isolation;
}

bool wantsFreeIds(const DomainDefinition& definition) {
    const bool hardened = isolationOf(definition).preset == IsolationPreset::hardened;
    return definition.idMap.automatic || (hardened && definition.idMap.uids.empty());
}

CapabilityFeature capabilitiesOf(const DomainDefinition& definition) {
    if (definition.features.capabilities ||
        isolationOf(definition).preset != IsolationPreset::hardened)
        return definition.features.capabilities.value_or(CapabilityFeature{});
    CapabilityFeature feature{CapabilityPolicy::deny, {}};
    for (const char* name : hardenedCapabilities)
        feature.states.push_back(CapabilityState{name, true});
    return feature;
}

Result<void> resolveIsolation(const DomainDefinition& definition,
                              const std::vector<std::uint8_t>& defaultFilter, LaunchSpec& spec) {
    const Isolation isolation = isolationOf(definition);
    const bool compat = isolation.preset == IsolationPreset::compat;
    spec.idMap = definition.idMap;
    spec.shiftFiles = spec.hasUserNamespace() && !compat;
    spec.maskPaths = !compat;
    spec.noNewPrivileges = *isolation.noNewPrivileges;
    spec.ownTime = *isolation.ownTime;
    spec.personality = is32BitGuest(definition) ? PER_LINUX32 : 0;
    spec.seccompFilter = TRY(resolveFilter(isolation, defaultFilter));
    for (const ResourceLimit& limit : isolation.limits)
        spec.limits.push_back(TRY(resolveLimit(limit)));
    return {};
}

Result<void> checkIsolation(const DomainDefinition& definition) {
    const Isolation isolation = isolationOf(definition);
    for (const ResourceLimit& limit : isolation.limits)
        TRY(resolveLimit(limit));
    if (isolation.seccompFile && definition.isolation->seccompProfile)
        return wrong("twinvirt:seccomp", "write either profile= or file=, not both");
    if (isolation.preset == IsolationPreset::hardened)
        TRY(checkHardened(definition));
    TRY(refuseHostsRoot(definition.idMap.uids, "uid"));
    return refuseHostsRoot(definition.idMap.gids, "gid");
}

} // namespace twinvirt::lxc
