#include "kvm/guest_access.h"

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

} // namespace twinvirt::kvm
