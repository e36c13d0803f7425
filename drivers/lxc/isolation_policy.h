#pragma once

#include "lxc/launch_spec.h"
#include "model/domain_definition.h"
#include "util/result.h"

#include <cstdint>
#include <vector>

namespace twinvirt::lxc {

/// What a container of this definition gets, its preset completed by what it says itself:
///
///   preset     user namespace  no_new_privs  seccomp  capabilities   masks  network, root
///   default    with <idmap>    off           default  libvirt's      yes    as defined
///   hardened   always          on            default  eleven         yes    must be its own
///   compat     with <idmap>,   off           none     libvirt's      no     as defined
///              files unshifted
///
/// An absent <twinvirt:isolation> is preset='default'.
Isolation isolationOf(const DomainDefinition& definition);

/// mode='auto', or the preset asks for it and there is no map: a range has to be taken at start.
bool wantsFreeIds(const DomainDefinition& definition);

/// Fills what of the spec follows from the isolation: seccomp filter, masks, limits, personality,
/// time, id map. `defaultFilter` is the BPF of the default profile. configUnsupported for what
/// cannot be, naming the element and the remedy.
Result<void> resolveIsolation(const DomainDefinition& definition,
                              const std::vector<std::uint8_t>& defaultFilter, LaunchSpec& spec);

/// The definition's <capabilities>, else the preset's.
CapabilityFeature capabilitiesOf(const DomainDefinition& definition);

/// What `define` refuses of it.
Result<void> checkIsolation(const DomainDefinition& definition);

} // namespace twinvirt::lxc
