#include "lxc/lxc_guest.h"

#include "lxc/console_protocol.h"
#include "lxc/enter/enter_command.h"

#include <sys/ioctl.h>

#include <charconv>

namespace twinvirt::lxc {

/// "console1" is 1; empty is the first.
static Result<unsigned> consoleNumber(const std::string& device) {
    if (device.empty())
        return 0U;
    const std::string prefix = "console";
    unsigned number = 0;
    const char* begin = device.c_str() + prefix.size();
    const char* end = device.c_str() + device.size();
    const bool named = device.starts_with(prefix) && begin < end;
    if (!named || std::from_chars(begin, end, number).ptr != end)
        return Error{ErrorCode::invalidArgument, "Cannot find character device '" + device +
                                                     "'; a container's are console0, console1, …"};
    return number;
}

static ConsoleAccess translate(twinvirt::ConsoleAccess access) {
    switch (access) {
    case twinvirt::ConsoleAccess::force:
        return ConsoleAccess::force;
    case twinvirt::ConsoleAccess::safe:
        return ConsoleAccess::safe;
    case twinvirt::ConsoleAccess::normal:
        break;
    }
    return ConsoleAccess::normal;
}

static ConsoleWindow callersWindow() {
    winsize size{};
    if (::ioctl(1, TIOCGWINSZ, &size) != 0)
        return {};
    return {size.ws_row, size.ws_col};
}

Result<UniqueFd> LxcGuest::openConsole(const DomainIdentity& domain, const std::string& device,
                                       twinvirt::ConsoleAccess access) {
    const unsigned number = TRY(consoleNumber(device));
    const auto live = TRY(requireRunning(context_, domain));
    return connectConsole(live.directory.consoleSocket(), translate(access), callersWindow(),
                          number);
}

Result<int> LxcGuest::execute(const DomainIdentity& domain, const ExecRequest& request) {
    const auto live = TRY(requireRunning(context_, domain));
    if (live.state.frozen)
        return operationInvalid("domain is paused; 'resume' it first");
    return runInside(context_.install, live.directory, live.state.status, request);
}

} // namespace twinvirt::lxc
