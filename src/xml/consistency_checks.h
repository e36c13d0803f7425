#pragma once

#include "xml/consistency.h"

namespace twinvirt {

// Parts of findInconsistency.
std::optional<Inconsistency> checkMemory(const DomainDefinition& domain);
std::optional<Inconsistency> checkVcpu(const DomainDefinition& domain);
std::optional<Inconsistency> checkNuma(const DomainDefinition& domain);
std::optional<Inconsistency> checkBlockIo(const DomainDefinition& domain);
std::optional<Inconsistency> checkInterfaces(const DomainDefinition& domain);
std::optional<Inconsistency> checkHostDevices(const DomainDefinition& domain);
std::optional<Inconsistency> checkSecurityLabels(const DomainDefinition& domain);

} // namespace twinvirt
