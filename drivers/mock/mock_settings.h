#pragma once

#include "api/driver.h"
#include "mock/mock_world.h"

namespace twinvirt::mock {

/// Autostart and the name of mock domains, in libvirt's words.
class MockSettings : public DomainSettings {
  public:
    explicit MockSettings(MockWorld& world) : world_(world) {}

    Result<void> setAutostart(const DomainIdentity& domain, bool autostart) override;
    Result<void> renameDomain(const DomainIdentity& domain, const std::string& name) override;

  private:
    MockWorld& world_;
};

} // namespace twinvirt::mock
