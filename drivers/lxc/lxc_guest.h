#pragma once

#include "api/driver.h"
#include "lxc/lxc_driver_context.h"

namespace twinvirt::lxc {

/// Consoles, their logs, processes and exec of a container.
class LxcGuest final : public GuestAccess {
  public:
    explicit LxcGuest(DriverContext& context) : context_(context) {}

    Result<UniqueFd> openConsole(const DomainIdentity& domain, const std::string& device,
                                 twinvirt::ConsoleAccess access) override;
    Result<void> resizeConsole(const DomainIdentity& domain, const std::string& device,
                               WindowSize size) override;
    Result<UniqueFd> openLog(const DomainIdentity& domain, const std::string& device,
                             bool follow) override;
    Result<int> execute(const DomainIdentity& domain, const ExecRequest& request) override;
    Result<std::vector<GuestProcess>> processes(const DomainIdentity& domain) override;
    Result<void> sendProcessSignal(const DomainIdentity& domain, long pid, int signal) override;

  private:
    DriverContext& context_;
};

} // namespace twinvirt::lxc
