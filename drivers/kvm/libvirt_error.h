#pragma once

#include "util/error.h"

namespace twinvirt::kvm {

/// What the last libvirt call of this thread failed with: its number as the code, its text
/// unchanged.
Error lastLibvirtError();

/// Keeps libvirt from printing its errors on stderr; they are values here.
void silenceLibvirt();

} // namespace twinvirt::kvm
