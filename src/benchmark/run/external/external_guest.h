#pragma once

#include "benchmark/run/external/external_tool.h"
#include "model/domain_definition.h"

#include <string>

namespace twinvirt::bench {

/// What a tool of others boots instead of this container definition: its first program, memory and
/// RAM file systems, with `tree` as the read-only root. configUnsupported, naming file and line,
/// for what an external arm does not have (an interface, a further file system): its figures would
/// not be comparable.
Result<ExternalGuest> externalGuest(const DomainDefinition& definition, const std::string& file,
                                    const std::string& tree);

/// What an arm without a definition boots: the init of the tree, as xml-examples/benchmark/os.xml.
DomainDefinition defaultExternalDefinition();

} // namespace twinvirt::bench
