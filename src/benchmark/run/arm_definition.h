#pragma once

#include "benchmark/run/arm_images.h"
#include "benchmark/run/run_network.h"
#include "benchmark/spec/benchmark_spec.h"
#include "model/domain_definition.h"

#include <string>

namespace twinvirt::bench {

/// Puts the image of the arm where its use= says: as the root of a container, as the disk or the
/// initramfs of a machine, with the kernel of the run. `file` is the definition's, for errors. An
/// arm without an image keeps the root of its definition.
Result<void> putImage(DomainDefinition& definition, const std::string& file, const ArmSpec& arm,
                      ArmImages& images, Payload payload);

/// The same definition with the probe as its first program, on the CPU of all probes.
Result<DomainDefinition> withProbe(DomainDefinition definition, const std::string& file,
                                   const ArmSpec& arm, ArmImages& images, Payload payload);

/// Adds a card on the bridge of the run. Our driver gives a container's its address, in a machine
/// the probe does.
void putInterface(DomainDefinition& definition, const ArmSpec& arm, const RunNetwork& network);

} // namespace twinvirt::bench
