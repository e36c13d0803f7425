#pragma once

#include "api/domain_types.h"

#include <vector>

namespace twinvirt {

/// One row of the table that says how a kind treats an element (design decision 3); what define
/// says, `help KIND-elements` and the documentation come from it.
struct ElementRule {
    /// "devices/interface", "devices/filesystem[@type='bind']" with a condition; several that are
    /// treated alike are separated by blanks.
    const char* element;
    Treatment treatment;
    const char* text; ///< what happens, or the reason and what to write instead
};

using ElementRules = std::vector<ElementRule>;

} // namespace twinvirt
