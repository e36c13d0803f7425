#pragma once

#include "api/driver.h"
#include "kvm/session.h"

namespace twinvirt::kvm {

/// Autostart and the name of a machine: libvirt's own.
class KvmSettings : public DomainSettings {
  public:
    explicit KvmSettings(Session& session) : session_(session) {}

    Result<void> setAutostart(const DomainIdentity& domain, bool autostart) override;
    Result<void> renameDomain(const DomainIdentity& domain, const std::string& name) override;

  private:
    Session& session_;
};

} // namespace twinvirt::kvm
