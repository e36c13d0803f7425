#pragma once

#include "lxc/launch_spec.h"
#include "util/result.h"
#include "util/unique_fd.h"

#include <string>

namespace twinvirt::lxc {

/// The host's root at `place` ("" for "/" itself) becomes what a container that shares it is to
/// see. As in libvirt /dev, /proc, /sys of the host go with all that is mounted on them (among it
/// the host's cgroup trees), since ours come in their place; then what RootSpec::hidden says is
/// covered (`cover`: see coverDirectory).
Result<void> shareHostRoot(const std::string& place, const RootSpec& root, UniqueFd& cover);

} // namespace twinvirt::lxc
