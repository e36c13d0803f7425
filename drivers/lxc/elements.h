#pragma once

#include "api/element_rule.h"
#include "model/domain_definition.h"

#include <string>
#include <string_view>
#include <vector>

namespace twinvirt::lxc {

/// All rows, in the order of the documentation.
const ElementRules& elementRules();

/// The row of one element; nullptr when the table has none.
const ElementRule* findElementRule(std::string_view element);

/// What the definition has that is not simply honoured, on a host that has these security modules.
/// Elements that libvirt knows and the table does not name are ignored.
std::vector<ElementNote> checkElements(const DomainDefinition& definition,
                                       const std::vector<std::string>& securityModules);
/// The same on this host.
std::vector<ElementNote> checkElements(const DomainDefinition& definition);

/// What is honoured and easily not meant: to share the host's root or its network, which a
/// definition does by leaving something out. Notes of treatment honoured.
std::vector<ElementNote> warnOfSharing(const DomainDefinition& definition);

/// The first refused note as the error that define, create and start fail with.
Result<void> refuseElements(const std::string& fileName, const std::vector<ElementNote>& notes);

} // namespace twinvirt::lxc
