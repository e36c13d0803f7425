#pragma once

#include "api/driver_table.h"

namespace twinvirt {

/// The drivers of this program; see driver_table.cpp. Only a main includes this header.
const DriverTable& driverTable();

} // namespace twinvirt
