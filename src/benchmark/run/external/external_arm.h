#pragma once

#include "api/domain_types.h"
#include "benchmark/run/external/external_tool.h"
#include "util/unique_fd.h"

#include <chrono>
#include <memory>
#include <string>

namespace twinvirt::bench {

/// A container that a tool of others runs, from before its start until nothing of it is left. The
/// destructor ends and cleans it.
class ExternalContainer {
  public:
    ExternalContainer(ExternalTool& tool, int mountNamespace, ExternalInstance instance)
        : tool_(tool), mountNamespace_(mountNamespace), instance_(std::move(instance)) {}
    ~ExternalContainer();
    ExternalContainer(const ExternalContainer&) = delete;
    ExternalContainer& operator=(const ExternalContainer&) = delete;

    /// Its directory, console and configuration: what a user of the tool has before he starts.
    Result<void> configure();
    /// Calls the tool and, unless it stays, waits for its end. operationFailed with what it said.
    Result<void> start();
    /// What its guest prints.
    [[nodiscard]] int console() const { return console_.get(); }
    /// Once the guest is ready: lets a client go that only shows the console.
    Result<void> letConsoleGo();

    /// All processes: the tool's monitors, and the guest's.
    Result<DomainFootprint> footprint() const;
    /// Ends it by the tool's own means. Errors: what the tool said, when something still runs.
    Result<void> destroy();
    /// Removes what the tool left: processes, cgroups, files.
    void clean();
    /// Empty when nothing of it is left.
    [[nodiscard]] std::string left() const;

    /// The same for what a run that was killed has left, known by its directory alone.
    static std::unique_ptr<ExternalContainer> adopt(ExternalTool& tool, int mountNamespace,
                                                    const std::string& directory,
                                                    const std::string& shared);

  private:
    Result<void> openConsole(bool namedPipe);
    Result<void> waitForStart(bool staysInForeground);
    void endForeground(int signal);
    [[nodiscard]] bool foregroundRuns() const;

    ExternalTool& tool_;
    const int mountNamespace_;
    ExternalInstance instance_;
    UniqueFd console_;
    UniqueFd guestEnd_;
    pid_t foreground_ = -1;
    std::uint64_t foregroundStart_ = 0;
    bool foregroundIsOurs_ = false; ///< our own child, which has to be waited for
    bool configured_ = false;
};

/// An arm of type='external', ready to run: its tool is here, and what it needs is prepared.
class ExternalArm {
  public:
    /// `directory` is of the arm's own, below the run's work directory. An error says why the tool
    /// cannot be used here: it is not installed, its daemon does not start …
    static Result<std::shared_ptr<ExternalArm>>
    prepare(const std::string& tool, const std::string& directory, ExternalGuest guest);
    ~ExternalArm();
    ExternalArm(const ExternalArm&) = delete;
    ExternalArm& operator=(const ExternalArm&) = delete;

    /// "crun 1.8.1": the first line of what the tool says of itself.
    [[nodiscard]] const std::string& version() const { return version_; }
    [[nodiscard]] const ExternalGuest& guest() const { return guest_; }
    /// Whether the tool is called where the v2 tree of hybrid cgroups is unmounted.
    [[nodiscard]] bool hidesUnifiedCgroups() const { return static_cast<bool>(mountNamespace_); }

    std::unique_ptr<ExternalContainer> newContainer(const std::string& name,
                                                    const std::string& cpus) const;

  private:
    ExternalArm(std::unique_ptr<ExternalTool> tool, std::string directory, ExternalGuest guest)
        : tool_(std::move(tool)), directory_(std::move(directory)), guest_(std::move(guest)) {}
    Result<void> askVersion();

    std::unique_ptr<ExternalTool> tool_;
    std::string directory_;
    ExternalGuest guest_;
    UniqueFd mountNamespace_;
    std::string version_;
};

/// Where a work directory has the arms' own.
std::string externalDirectory(const std::string& workDirectory, const std::string& arm);

/// Removes what the external arms of a killed run left: containers, daemons, cgroups. The names of
/// the containers. The work directory itself stays.
Result<std::vector<std::string>> removeExternalLeftovers(const std::string& workDirectory);

} // namespace twinvirt::bench
