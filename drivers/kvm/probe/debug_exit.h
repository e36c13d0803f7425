#pragma once

// Shared by boot_sector.S and kvm_probe.cpp, so plain macros: the port of QEMU's isa-debug-exit
// device and the value that the guest writes there. QEMU's exit status becomes 2 * value + 1.
#define TWINVIRT_DEBUG_EXIT_PORT 0xf4
#define TWINVIRT_DEBUG_EXIT_VALUE 0x2a
