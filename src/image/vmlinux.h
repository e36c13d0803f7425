#pragma once

#include "util/result.h"

#include <string>

namespace twinvirt {

/// Unpacks the kernel inside a bzImage into `target`, an ELF file that QEMU's -kernel enters
/// through its PVH note (Documentation/x86/boot.rst: payload_offset; xen/elfnote.h: PHYS32_ENTRY).
/// A machine then boots without firmware set-up code and without unpacking the kernel itself, which
/// under emulation is a third of its boot. Errors, after which `target` does not exist:
/// configUnsupported for what is no bzImage, has an unknown compression or no PVH entry;
/// operationUnsupported, naming the package, when the program that unpacks it is missing.
Result<void> unpackKernel(const std::string& bzImage, const std::string& target);

} // namespace twinvirt
