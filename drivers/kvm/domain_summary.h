#pragma once

#include "model/domain_type.h"
#include "util/result.h"

#include <optional>
#include <string>

namespace twinvirt::kvm {

/// The two facts about a domain that libvirt tells only in its XML.
struct DomainSummary {
    DomainType type = DomainType::kvm;
    std::optional<std::string> title;
};

/// Reads them, and no more of the document than they need: the type is the root's, and <title>
/// stands where libvirt prints it (after name, uuid and genid) or is taken for absent.
Result<DomainSummary> summarizeDomainXml(const std::string& xml);

} // namespace twinvirt::kvm
