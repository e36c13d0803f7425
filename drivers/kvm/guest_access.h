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

  private:
    Session& session_;
};

} // namespace twinvirt::kvm
