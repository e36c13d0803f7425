#pragma once

#include "api/resource_control.h"
#include "model/block_io_tune.h"

#include <string>
#include <vector>

namespace twinvirt {

/// blkiotune's lists "PATH,VALUE,PATH,VALUE": device_weight, device_read_iops_sec, ….
bool isDeviceParameter(const std::string& name);

/// All five, in libvirt's order.
std::vector<TuneParameter> deviceParameters(const BlockIoTune& tune);

/// Devices that the list does not name stay; a value of 0 takes the limit away. invalidArgument in
/// libvirt's words when it is no such list.
Result<void> setDeviceParameter(BlockIoTune& tune, const std::string& name,
                                const std::string& list);

} // namespace twinvirt
