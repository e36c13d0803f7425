#pragma once

#include "api/resource_control.h"
#include "model/domain_definition.h"

#include <vector>

namespace twinvirt {

/// The parameters of one group as the definition says them, in libvirt's order; what is not set
/// has the value that the kernel takes then.
std::vector<TuneParameter> parametersOf(const DomainDefinition& definition, TuneGroup group);

/// Writes parameters into the definition; those that are not named stay. invalidArgument, in
/// libvirt's words where it has some, for a name of another group, another type, a value out of
/// range, or limits that contradict each other.
Result<void> setParameters(DomainDefinition& definition, TuneGroup group,
                           const std::vector<TuneParameter>& parameters);

/// The numbers of virDomainNumatuneMemMode: "strict" is 0.
std::optional<std::int64_t> numaModeNumber(const std::string& name);
std::optional<std::string> numaModeName(std::int64_t number);

} // namespace twinvirt
