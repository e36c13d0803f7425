#include "util/error.h"

#include <cerrno>
#include <cstring>

namespace twinvirt {

Error Error::within(std::string_view context) const {
    return {code, std::string(context) + ": " + message, errnum};
}

static ErrorCode codeOf(int errnum) {
    switch (errnum) {
    case EACCES:
    case EPERM:
        return ErrorCode::accessDenied;
    case ENOMEM:
        return ErrorCode::noMemory;
    default:
        return ErrorCode::systemError;
    }
}

Error systemError(std::string_view operation, int errnum) {
    return {codeOf(errnum), std::string(operation) + ": " + std::strerror(errnum), errnum};
}

Error systemError(std::string_view operation) {
    return systemError(operation, errno);
}

} // namespace twinvirt
