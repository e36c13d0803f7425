#pragma once

#include "api/domain_types.h"
#include "model/domain_definition.h"

#include <string>
#include <vector>

namespace twinvirt::lxc {

/// One row of the table that says how the lxc kind treats an element (design decision 3); the
/// documentation is printed from it.
struct ElementRule {
    const char* element; ///< "devices/interface"; "filesystem[@type='bind']" with a condition
    Treatment treatment;
    const char* text; ///< what happens, the reason, and what to write instead
};

/// All rows, in the order of the documentation.
const std::vector<ElementRule>& elementRules();

/// What the definition has that is not simply honoured. Elements that libvirt knows and the table
/// does not name are ignored.
std::vector<ElementNote> checkElements(const DomainDefinition& definition);

/// The first refused note as the error that define, create and start fail with.
Result<void> refuseElements(const std::string& fileName, const std::vector<ElementNote>& notes);

} // namespace twinvirt::lxc
