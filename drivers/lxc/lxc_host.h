#pragma once

#include "api/driver.h"
#include "lxc/lxc_driver_context.h"

namespace twinvirt::lxc {

/// Facts about the host, for version, capabilities and host-validate.
class LxcHost final : public HostFacts {
  public:
    explicit LxcHost(DriverContext& context) : context_(context) {}

    Result<DriverVersion> version() override;
    Result<std::string> capabilities() override;
    Result<std::vector<HostCheck>> hostChecks() override;

  private:
    DriverContext& context_;
};

} // namespace twinvirt::lxc
