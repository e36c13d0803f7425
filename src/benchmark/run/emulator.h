#pragma once

#include "api/driver.h"
#include "model/domain_definition.h"

#include <optional>
#include <string>

namespace twinvirt::bench {

/// Why no machine of this definition can run here: the driver's <capabilities> name no emulator of
/// its architecture. nullopt: one is there. Errors: those of Driver::capabilities.
Result<std::optional<std::string>> missingEmulator(Driver& driver,
                                                   const DomainDefinition& definition);

} // namespace twinvirt::bench
