#pragma once

#include "api/element_rule.h"

#include <string>

namespace twinvirt {

/// `help lxc-elements`: how a kind treats each element of a definition.
std::string elementsPage(const std::string& kind, const ElementRules& rules);
/// The same as a JSON list of {element, treatment, text}, one for each element.
std::string elementsJson(const ElementRules& rules);

} // namespace twinvirt
