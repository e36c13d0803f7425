#pragma once

#include "util/result.h"

#include <chrono>

namespace twinvirt {

/// True as soon as `fd` can be read or its other end is gone, false after `timeout`. A signal that
/// is handled meanwhile does not end the wait: poll(2) is never restarted, whatever SA_RESTART says
/// (signal(7)).
Result<bool> waitUntilReadable(int fd, std::chrono::milliseconds timeout);

} // namespace twinvirt
