#pragma once

#include "api/driver.h"
#include "mock/mock_world.h"

namespace twinvirt::mock {

/// The consoles and commands of mock domains. The guest on a console greets, sends back what it
/// reads, and ends the connection at the line "poweroff". A command runs on the
/// host; two processes are always there, and what the console printed is its greeting.
class MockGuest : public GuestAccess {
  public:
    explicit MockGuest(MockWorld& world) : world_(world) {}

    Result<UniqueFd> openConsole(const DomainIdentity& domain, const std::string& device,
                                 ConsoleAccess access) override;
    Result<void> resizeConsole(const DomainIdentity& domain, const std::string& device,
                               WindowSize size) override;
    Result<UniqueFd> openLog(const DomainIdentity& domain, const std::string& device,
                             bool follow) override;
    Result<int> execute(const DomainIdentity& domain, const ExecRequest& request) override;
    Result<std::vector<GuestProcess>> processes(const DomainIdentity& domain) override;
    Result<void> sendProcessSignal(const DomainIdentity& domain, long pid, int signal) override;

  private:
    MockWorld& world_;
};

} // namespace twinvirt::mock
