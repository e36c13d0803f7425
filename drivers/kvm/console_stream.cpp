#include "kvm/console_stream.h"

#include "kvm/console_pump.h"
#include "kvm/handles.h"
#include "kvm/libvirt_error.h"

#include <libvirt/virterror.h>
#include <sys/socket.h>

#include <array>

namespace twinvirt::kvm {

namespace {

unsigned flagsFor(ConsoleAccess access) {
    switch (access) {
    case ConsoleAccess::force:
        return VIR_DOMAIN_CONSOLE_FORCE;
    case ConsoleAccess::safe:
        return VIR_DOMAIN_CONSOLE_SAFE;
    case ConsoleAccess::normal:
        break;
    }
    return 0;
}

} // namespace

Result<UniqueFd> openConsoleStream(virDomainPtr domain, const std::string& device,
                                   ConsoleAccess access) {
    // virsh's own words and check: libvirt would speak of a missing character device.
    const int active = virDomainIsActive(domain);
    if (active < 0)
        return lastLibvirtError();
    if (active == 0)
        return Error{ErrorCode::operationInvalid, "The domain is not running", 0};
    StreamHandle stream(virStreamNew(virDomainGetConnect(domain), VIR_STREAM_NONBLOCK));
    if (!stream)
        return lastLibvirtError();
    if (virDomainOpenConsole(domain, device.empty() ? nullptr : device.c_str(), stream.get(),
                             flagsFor(access)) < 0)
        return lastLibvirtError();
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
        auto error = systemError("console: socketpair()");
        virStreamAbort(stream.get());
        return error;
    }
    UniqueFd ours(ends[0]);
    UniqueFd theirs(ends[1]);
    TRY(ConsolePump::start(std::move(stream), std::move(ours)));
    return theirs;
}

} // namespace twinvirt::kvm
