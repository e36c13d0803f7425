#pragma once

#include "api/driver.h"
#include "kvm/session.h"

namespace twinvirt::kvm {

/// The host as libvirt sees it, and what it can do for machines.
class KvmHost : public HostFacts {
  public:
    explicit KvmHost(Session& session) : session_(session) {}

    Result<DriverVersion> version() override;
    Result<std::string> capabilities() override;
    Result<std::vector<HostCheck>> hostChecks() override;

  private:
    Session& session_;
};

} // namespace twinvirt::kvm
