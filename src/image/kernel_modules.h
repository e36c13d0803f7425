#pragma once

#include "image/initramfs.h"
#include "image/kernel.h"
#include "util/result.h"

#include <string>
#include <vector>

namespace twinvirt {

/// The modules' files in the order in which insmod takes them: each after what it depends on (the
/// `depends` of its .modinfo section). A module that the kernel has no file for is built in, or the
/// kernel lacks it; both are left out. Errors: no directory of modules, a file that is compressed.
Result<std::vector<std::string>> resolveModules(const KernelImage& kernel,
                                                const std::vector<std::string>& names);

/// The same as files for writeInitramfs, at lib/modules/boot/NN-NAME.ko, where the rcS of a busybox
/// tree loads them. `powerButtonModules` are what `shutdown` of a machine needs.
Result<std::vector<InitramfsFile>> bootModules(const KernelImage& kernel,
                                               const std::vector<std::string>& names);

/// "button" and "evdev": with them busybox's acpid hears the ACPI power button, so that the
/// `shutdown` of a machine works.
const std::vector<std::string>& powerButtonModules();

} // namespace twinvirt
