#pragma once

#include "api/driver.h"
#include "lxc/container_status.h"
#include "lxc/run_directory.h"
#include "support/temporary_directory.h"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace twinvirt::lxc {

/// The real driver on a root and a cgroup partition of its own. Whatever a test leaves running is
/// destroyed; a test that leaves a trace fails.
class DriverTest : public testing::Test {
  protected:
    DriverTest();
    ~DriverTest() override;
    void SetUp() override;
    void TearDown() override;

    /// A domain whose init is the probe program with these verbs, in the host's root and with a
    /// network of its own; `more` goes below <domain>, `features` below <features>.
    [[nodiscard]] DomainDocument probe(const std::string& name,
                                       const std::vector<std::string>& verbs,
                                       const std::string& more = "",
                                       const std::string& features = "") const;
    /// The same with any init.
    [[nodiscard]] DomainDocument document(const std::string& name, const std::string& init,
                                          const std::vector<std::string>& arguments,
                                          const std::string& more = "",
                                          const std::string& features = "") const;
    /// Another driver on the same state, as another process would have it; its supervisor has the
    /// fault points of the tests when `faulty`.
    [[nodiscard]] std::unique_ptr<Driver> openDriver(bool faulty = false) const;

    DomainIdentity define(const DomainDocument& document);
    DomainIdentity defineAndStart(const DomainDocument& document);

    /// Runs a command inside; its output, then "exit N".
    std::string execute(const DomainIdentity& domain, const std::vector<std::string>& command,
                        const std::string& input = "", const std::vector<std::string>& added = {});

    /// What `twinsh` on this driver's state prints, both streams, then "exit N".
    [[nodiscard]] std::string twinsh(const std::vector<std::string>& arguments) const;
    [[nodiscard]] std::vector<std::string>
    twinshCommand(const std::vector<std::string>& arguments) const;

    /// Runs `task` in a forked process, which is killed with SIGKILL after `delay`.
    static void runAndKill(const std::function<void()>& task, std::chrono::microseconds delay);

    /// Does `condition` become true within 20 s?
    static bool becomes(const std::function<bool()>& condition);

    [[nodiscard]] RunDirectory runDirectory(const std::string& name) const;
    [[nodiscard]] ContainerStatus status(const std::string& name) const;
    /// The kernel's own file of the container in the hierarchy of `controller` ("" for v2).
    [[nodiscard]] std::string cgroupFile(const std::string& name, const std::string& controller,
                                         const std::string& file) const;
    /// What is on the host of the containers of this test: cgroups, files, processes.
    [[nodiscard]] std::string leftovers() const;
    /// The same without what is kept of the last run of a persistent domain.
    [[nodiscard]] std::string leftoversBesidesLastRun(const std::string& name) const;
    [[nodiscard]] bool ends(pid_t pid) const;

    test::TemporaryDirectory root_{"driver"};
    std::string partition_;
    std::unique_ptr<Driver> driver_;
};

} // namespace twinvirt::lxc
