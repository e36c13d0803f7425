#pragma once

#include <linux/filter.h>

#include <string>
#include <vector>

namespace twinvirt::lxc {

/// A filter of x86-64 and i386 that decides exactly as `program` does, in a third of its size: the
/// kernel translates and examines every instruction at each start of a container, and again at each
/// execution of a program in it. Ranges of neighbouring calls with one decision are looked up by
/// bisection. A call whose decision depends on its arguments is taken to be one that may make no
/// user namespace (its first argument holds CLONE_NEWUSER: EPERM).
///
/// The result is compared with `program` on all calls and on the arguments that matter; on any
/// difference nothing is returned and `failure` says where it lies.
std::vector<sock_filter> compactFilter(const std::vector<sock_filter>& program,
                                       std::string& failure);

} // namespace twinvirt::lxc
