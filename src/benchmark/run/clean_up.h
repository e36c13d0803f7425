#pragma once

#include "util/result.h"

namespace twinvirt::bench {

/// `reason`, because of which something was removed; with what could not be removed, as
/// operationFailed, where `removed` is an error.
template <typename Value>
Error afterRemoval(Error reason, const Result<Value>& removed) {
    if (removed)
        return reason;
    return {ErrorCode::operationFailed, reason.message + "; and then: " + removed.error().message};
}

} // namespace twinvirt::bench
