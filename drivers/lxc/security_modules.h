#pragma once

#include "lxc/launch_spec.h"
#include "model/domain_definition.h"

#include <string>
#include <vector>

namespace twinvirt::lxc {

/// The security modules that the host's kernel runs: "apparmor", "selinux", "yama" …, from
/// /sys/kernel/security/lsm; where securityfs is not mounted, from the traces that AppArmor and
/// SELinux leave in /sys.
std::vector<std::string> activeSecurityModules();

/// Can the driver set labels of this model, and does the host have it? "apparmor", "selinux".
bool canLabel(const std::string& model, const std::vector<std::string>& modules);

/// The labels of <seclabel type='static'> that the host can set; those of a module that it does
/// not have are left out, which `define` says (elements.h).
std::vector<SecurityLabelSpec> resolveSecurityLabels(const DomainDefinition& definition,
                                                     const std::vector<std::string>& modules);

/// The label that a process has now.
struct ProcessLabel {
    std::string model = "none"; ///< "apparmor", "selinux"; "none": neither is active
    std::string label;          ///< "lxc-container", "unconfined"
    bool enforcing = false;
};
ProcessLabel labelOfProcess(int pid, const std::vector<std::string>& modules);

} // namespace twinvirt::lxc
