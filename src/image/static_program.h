#pragma once

#include "util/result.h"

#include <string>

namespace twinvirt {

/// Whether an ELF program needs no dynamic linker (no PT_INTERP, man 5 elf), so that it runs in a
/// tree that has no libraries; an error when it is no 64-bit ELF program.
Result<bool> isStaticProgram(const std::string& path);

} // namespace twinvirt
