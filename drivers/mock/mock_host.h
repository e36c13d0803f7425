#pragma once

#include "api/driver.h"

namespace twinvirt::mock {

/// A host that is the same on every machine.
class MockHost : public HostFacts {
  public:
    Result<DriverVersion> version() override;
    Result<std::string> capabilities() override;
    /// One check of each verdict.
    Result<std::vector<HostCheck>> hostChecks() override;
};

} // namespace twinvirt::mock
