#pragma once

#include "lxc/console_protocol.h"
#include "lxc/container_status.h"
#include "lxc/launch_spec.h"
#include "lxc/run_directory.h"
#include "util/unique_fd.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace twinvirt::lxc {

/// Plays the driver for one container: writes its spec, runs the real supervisor, and takes away
/// whatever is left. Its init is the probe program; its cgroups are all that this host has.
class LaunchTest : public testing::Test {
  protected:
    LaunchTest();
    ~LaunchTest() override;
    void SetUp() override;

    /// Init is the probe with these verbs.
    void probe(std::vector<std::string> verbs);
    /// A root of its own with the probe in it, instead of the host's.
    void useOwnRoot();
    /// The supervisor with fault points (tests/faulty), with TWINVIRT_FAULT set to `fault`.
    void useFault(const std::string& fault);

    /// Runs the supervisor and waits for its report; "the supervisor died" is an error too.
    Result<ContainerStatus> launch();
    /// What the console shows until `end` appears, or the container ends, or 20 s passed.
    std::string console(const std::string& end = "end\r\n");
    /// Launches the probe with these verbs and says what it reported: facts of a container that
    /// has ended by itself and left nothing.
    std::string facts(std::vector<std::string> verbs);
    /// Waits until the run directory has gone; false after 20 s.
    [[nodiscard]] bool waitUntilGone() const;
    /// SIGTERM to the keeper: what `destroy` does.
    void destroy() const;
    /// After a supervisor that was killed: what the driver does when it finds the container dead.
    void releaseWhatIsLeft();
    /// What of the container is on the host: cgroups, files, processes; one line each.
    [[nodiscard]] std::string leftovers() const;

    std::string directory; ///< removed at the end
    LaunchSpec spec;
    RunDirectory run;
    bool persistent = false; ///< has a definition that outlives it
    pid_t supervisor = -1;
    ContainerStatus status;

  private:
    std::string program_;
    std::vector<std::string> environment_;
};

/// The lines of `text` that begin with `verb`, without it.
std::vector<std::string> linesOf(const std::string& text, const std::string& verb);

} // namespace twinvirt::lxc
