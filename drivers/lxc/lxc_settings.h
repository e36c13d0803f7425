#pragma once

#include "api/driver.h"
#include "lxc/lxc_driver_context.h"

namespace twinvirt::lxc {

/// Autostart and the name of a container.
class LxcSettings final : public DomainSettings {
  public:
    explicit LxcSettings(DriverContext& context) : context_(context) {}

    Result<void> setAutostart(const DomainIdentity& domain, bool autostart) override;
    Result<void> renameDomain(const DomainIdentity& domain, const std::string& name) override;

  private:
    DriverContext& context_;
};

} // namespace twinvirt::lxc
