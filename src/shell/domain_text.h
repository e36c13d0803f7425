#pragma once

#include "api/connection.h"

#include <string>

namespace twinvirt {

/// "running", "shut off": virsh's word.
std::string stateName(DomainState state);
/// "booted", "user": virsh's word for the reason of that state.
std::string reasonName(DomainState state, int reason);
/// "-" while shut off.
std::string idText(const DomainRecord& record);
/// virsh's order: active ones by id, then inactive ones by name.
void sortAsVirsh(std::vector<Domain>& domains);

} // namespace twinvirt
