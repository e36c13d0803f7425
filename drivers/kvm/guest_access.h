#pragma once

#include "api/driver.h"
#include "kvm/session.h"

namespace twinvirt::kvm {

/// Consoles through libvirt's streams, commands through the guest agent.
class KvmGuest : public GuestAccess {
  public:
    explicit KvmGuest(Session& session) : session_(session) {}

    Result<UniqueFd> openConsole(const DomainIdentity& domain, const std::string& device,
                                 ConsoleAccess access) override;
    /// Needs qemu-guest-agent in the guest and its channel in the definition. Its output comes as
    /// a whole when the command has ended; its input is read to its end first, unless it is a
    /// terminal.
    Result<int> execute(const DomainIdentity& domain, const ExecRequest& request) override;
    Result<void> resizeConsole(const DomainIdentity& domain, const std::string& device,
                               WindowSize size) override;
    Result<UniqueFd> openLog(const DomainIdentity& domain, const std::string& device,
                             bool follow) override;
    Result<std::vector<GuestProcess>> processes(const DomainIdentity& domain) override;
    Result<void> sendProcessSignal(const DomainIdentity& domain, long pid, int signal) override;

  private:
    Session& session_;
};

} // namespace twinvirt::kvm
