#include "lxc/lxc_guest.h"

#include "lxc/console_log.h"
#include "lxc/console_protocol.h"
#include "lxc/enter/enter_command.h"
#include "lxc/guest_processes.h"
#include "util/atomic_file.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <utility>

namespace twinvirt::lxc {

/// How many consoles a domain has: those of this run, or of its definition.
static Result<std::size_t> consolesOf(const DriverContext& context, const std::string& name) {
    const auto text = readFile(context.paths.runDirectory(name).launchSpec());
    if (!text && text.error().errnum == ENOENT)
        return std::max<std::size_t>(1, TRY(context.store.load(name)).devices.consoles.size());
    if (!text)
        return text.error();
    return std::size_t{TRY(decodeLaunchSpec(*text)).consoles};
}

/// "console1" is 1; empty is the first.
static Result<unsigned> consoleNumber(const DriverContext& context, const std::string& name,
                                      const std::string& device) {
    if (device.empty())
        return 0U;
    const std::string prefix = "console";
    unsigned number = 0;
    const char* begin = device.c_str() + prefix.size();
    const char* end = device.c_str() + device.size();
    const bool named =
        device.starts_with(prefix) && begin < end && std::from_chars(begin, end, number).ptr == end;
    const auto count = TRY(consolesOf(context, name));
    if (!named || number >= count)
        return Error{ErrorCode::invalidArgument,
                     "Cannot find character device '" + device + "'; this domain has console0" +
                         (count > 1 ? " to console" + std::to_string(count - 1) : "")};
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

Result<UniqueFd> LxcGuest::openConsole(const DomainIdentity& domain, const std::string& device,
                                       twinvirt::ConsoleAccess access) {
    const auto live = TRY(requireRunning(context_, domain));
    const unsigned number = TRY(consoleNumber(context_, domain.name, device));
    return connectConsole(live.directory.consoleSocket(), translate(access), {}, number);
}

Result<void> LxcGuest::resizeConsole(const DomainIdentity& domain, const std::string& device,
                                     WindowSize size) {
    const auto live = TRY(requireRunning(context_, domain));
    const unsigned number = TRY(consoleNumber(context_, domain.name, device));
    return lxc::resizeConsole(live.directory.consoleSocket(), {size.rows, size.columns}, number);
}

Result<UniqueFd> LxcGuest::openLog(const DomainIdentity& domain, const std::string& device,
                                   bool follow) {
    const auto record = TRY(requireDomain(context_, domain));
    const unsigned number = TRY(consoleNumber(context_, domain.name, device));
    const auto directory = context_.paths.runDirectory(domain.name);
    if (record.id && follow)
        return connectConsole(directory.consoleSocket(), ConsoleAccess::watch, {}, number);
    auto text = readConsoleRing(directory.consoleRing(), number);
    if (!text && text.error().errnum == ENOENT)
        text = readConsoleRing(directory.lastConsole(), number);
    if (!text && text.error().errnum == ENOENT)
        return operationInvalid("domain has not printed anything yet: it was never started, or not "
                                "since the host was");
    return asReadableFile(TRY(std::move(text)));
}

/// The cgroups of a running container, and its init.
static Result<std::pair<std::vector<CgroupMembership>, pid_t>>
whereItsProcessesAre(DriverContext& context, const DomainIdentity& domain) {
    const auto live = TRY(requireRunning(context, domain));
    const auto text = TRY(readFile(live.directory.launchSpec()));
    auto spec = TRY(decodeLaunchSpec(text));
    return std::pair(std::move(spec.cgroups), live.state.status.initPid);
}

Result<std::vector<GuestProcess>> LxcGuest::processes(const DomainIdentity& domain) {
    const auto [cgroups, init] = TRY(whereItsProcessesAre(context_, domain));
    return listGuestProcesses(cgroups, init);
}

Result<void> LxcGuest::sendProcessSignal(const DomainIdentity& domain, long pid, int signal) {
    const auto cgroups = TRY(whereItsProcessesAre(context_, domain)).first;
    return signalGuestProcess(cgroups, pid, signal);
}

Result<int> LxcGuest::execute(const DomainIdentity& domain, const ExecRequest& request) {
    const auto live = TRY(requireRunning(context_, domain));
    if (live.state.frozen)
        return operationInvalid("domain is paused; 'resume' it first");
    return runInside(context_.install, live.directory, live.state.status, request);
}

} // namespace twinvirt::lxc
