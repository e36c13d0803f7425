#include "kvm/guest_access.h"

#include "kvm/console_log.h"
#include "kvm/console_stream.h"
#include "kvm/guest_agent.h"

namespace twinvirt::kvm {

Result<UniqueFd> KvmGuest::openConsole(const DomainIdentity& identity, const std::string& device,
                                       ConsoleAccess access) {
    const auto domain = TRY(session_.domain(identity));
    return openConsoleStream(domain.get(), device, access);
}

Result<int> KvmGuest::execute(const DomainIdentity& identity, const ExecRequest& request) {
    const auto domain = TRY(session_.domain(identity));
    return executeByAgent(domain.get(), request);
}

Result<void> KvmGuest::resizeConsole(const DomainIdentity&, const std::string&, WindowSize) {
    return Error{ErrorCode::operationUnsupported,
                 "a machine's console is a serial line, which has no size; 'stty rows R cols C' in "
                 "the guest tells its programs",
                 0};
}

Result<UniqueFd> KvmGuest::openLog(const DomainIdentity& identity, const std::string& device,
                                   bool follow) {
    const auto domain = TRY(session_.domain(identity));
    return openConsoleLog(domain.get(), device, follow);
}

/// The processes are the guest kernel's business: only something inside can say or signal them.
static Error processesAreInside(const std::string& instead) {
    return {ErrorCode::operationUnsupported,
            "a machine's processes are known to its own kernel alone; with qemu-guest-agent in the "
            "guest there is `" +
                instead + "`, without it `console`",
            0};
}

Result<std::vector<GuestProcess>> KvmGuest::processes(const DomainIdentity& identity) {
    TRY(session_.domain(identity));
    return processesAreInside("exec " + identity.name + " -- ps -ef");
}

Result<void> KvmGuest::sendProcessSignal(const DomainIdentity& identity, long pid, int signal) {
    TRY(session_.domain(identity));
    return processesAreInside("exec " + identity.name + " -- kill -" + std::to_string(signal) +
                              " -- " + std::to_string(pid));
}

} // namespace twinvirt::kvm
