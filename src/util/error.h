#pragma once

#include <string>
#include <string_view>

namespace twinvirt {

/// The numbers are libvirt's virErrorNumber (libvirt/virterror.h), so that one table serves both
/// drivers and a script that looks at the number keeps working.
enum class ErrorCode : int {
    ok = 0,
    internalError = 1,
    noMemory = 2,
    noSupport = 3,
    noConnect = 5,
    invalidConnection = 6,
    invalidArgument = 8,
    operationFailed = 9,
    unknownHost = 15,
    xmlError = 27,
    domainExists = 28,
    operationDenied = 29,
    systemError = 38,
    noDomain = 42,
    noNetwork = 43,
    noStoragePool = 49,
    noStorageVolume = 50,
    operationInvalid = 55,
    configUnsupported = 67,
    operationTimeout = 68,
    operationAborted = 78,
    argumentUnsupported = 74,
    operationUnsupported = 84,
    accessDenied = 88,
    resourceBusy = 87,
    xmlInvalidSchema = 92,
};

/// Why an operation failed. `message` reads "step: operation(argument): reason", outer context
/// first; a text that came from libvirt stands as it was. `errnum` is the errno, or 0.
struct [[nodiscard]] Error {
    ErrorCode code = ErrorCode::internalError;
    std::string message;
    int errnum = 0;

    /// The same error with an outer context in front: "context: message".
    [[nodiscard]] Error within(std::string_view context) const;
};

/// An error of a system call: "operation: strerror(errnum)", code systemError (accessDenied for
/// EACCES and EPERM, noMemory for ENOMEM).
Error systemError(std::string_view operation, int errnum);
/// The same with the current errno.
Error systemError(std::string_view operation);

} // namespace twinvirt
