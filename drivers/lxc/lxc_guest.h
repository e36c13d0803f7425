#pragma once

#include "api/driver.h"
#include "lxc/lxc_driver_context.h"

namespace twinvirt::lxc {

/// Console and exec of a running container.
class LxcGuest final : public GuestAccess {
  public:
    explicit LxcGuest(DriverContext& context) : context_(context) {}

    Result<UniqueFd> openConsole(const DomainIdentity& domain, const std::string& device,
                                 twinvirt::ConsoleAccess access) override;
    Result<int> execute(const DomainIdentity& domain, const ExecRequest& request) override;

  private:
    DriverContext& context_;
};

} // namespace twinvirt::lxc
