#pragma once

#include "benchmark/run/prepared_arm.h"

#include <string>
#include <utility>
#include <vector>

namespace twinvirt::bench {

/// What a reader has to know of the host to judge the figures: name, value, in the order of
/// display. What cannot be read is left out.
std::vector<std::pair<std::string, std::string>> hostFacts(const std::string& guestKernel);

/// "QEMU 7.2.0"; "" when the driver does not say.
std::string hypervisorOf(Driver& driver);

} // namespace twinvirt::bench
