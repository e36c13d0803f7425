#pragma once

#include "util/result.h"

#include <string>

namespace twinvirt::kvm {

/// Writes ROOT/etc/qemu.conf for qemu:///embed?root=ROOT when there is none: without a daemon there
/// is no virtlogd, so a guest's output goes straight to its file (stdio_handler).
Result<void> prepareEmbedRoot(const std::string& root);

} // namespace twinvirt::kvm
