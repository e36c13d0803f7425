#pragma once

#include <seccomp.h>
#include <string>

namespace twinvirt::lxc {

/// Fills the filter (default action: ENOSYS) with the default profile for x86-64 and i386; says
/// what failed, or nothing. x32 numbers answer ENOSYS, as on Debian's kernels.
///
/// Every system call that libseccomp knows is allowed, but these answer EPERM: loading kernels and
/// modules, opening files by handle, BPF, perf, userfaultfd, io_uring, the kernel's keyrings, the
/// kernel's log, raw I/O ports, swap, quota, accounting and what is obsolete: what Docker's and
/// systemd-nspawn's defaults deny too. mount, setns, pivot_root, sethostname and reboot stay:
/// systemd as init needs them, and namespaces and capabilities bound them.
///
/// New user namespaces are denied: they multiply the kernel code that can be reached, and a
/// privileged container gains nothing from them. clone3 answers ENOSYS, since a filter cannot look
/// at its flags, and the C library then falls back to clone. System calls newer than libseccomp
/// answer ENOSYS, as an older kernel would.
///
/// TIOCSTI and TIOCLINUX, which fake input into a terminal, are no part of this: see make_filter.
std::string fillDefaultProfile(scmp_filter_ctx filter);

} // namespace twinvirt::lxc
