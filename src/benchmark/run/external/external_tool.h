#pragma once

#include "util/result.h"

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace twinvirt::bench {

/// A tmpfs in a guest.
struct RamMount {
    std::string target;
    std::uint64_t kib = 0;
};

/// What every tool boots: the same tree and the same first program, within the same limits as the
/// arms of our own drivers.
struct ExternalGuest {
    std::string tree; ///< its root, read-only
    std::vector<std::string> command;
    std::uint64_t memoryKib = 0;
    std::vector<RamMount> ram;
};

/// One container of a tool.
struct ExternalInstance {
    std::string name;      ///< "bench-RUNID-ARM-N"
    std::string directory; ///< of its own: configuration, logs, pid files; exists
    std::string shared;    ///< of the tool: what its instances have in common; exists
    std::string console;   ///< the terminal of its guest: "/dev/pts/4"
    std::string cpus;      ///< that it may use: "1"
    ExternalGuest guest;
};

/// How a tool's program is called.
struct ToolCommand {
    std::vector<std::string> argv; ///< argv[0] is looked for in PATH
    /// It stays as long as the instance: its monitor. Otherwise it returns once the guest runs.
    bool staysInForeground = false;
    /// It leaves once this is written to the terminal, and the guest goes on: a client that only
    /// shows the console.
    std::string detachKeys = {};
    bool namedPipe = false; ///< the console is a named pipe, as the tool takes no terminal
};

struct ToolProcesses {
    std::vector<pid_t> monitors; ///< of the tool, as long as the instance
    pid_t init = -1;             ///< the guest's first program
};

/// One tool of others that runs containers: an adapter is one small file.
class ExternalTool {
  public:
    virtual ~ExternalTool() = default;

    /// Its program and the Debian package that has it.
    [[nodiscard]] virtual std::string program() const = 0;
    [[nodiscard]] virtual std::string package() const = 0;
    /// Options that make the program print its version.
    [[nodiscard]] virtual std::vector<std::string> versionOptions() const { return {"--version"}; }
    /// Of a tool that refuses hybrid cgroups: it is called in a mount namespace of its own in which
    /// the v2 tree is unmounted.
    [[nodiscard]] virtual bool refusesHybridCgroups() const { return false; }
    /// Of a tool that sets no limits here: it is started in cgroups that have them.
    [[nodiscard]] virtual bool needsOurCgroups() const { return false; }

    /// What has to be there once before the first instance, such as a daemon; `shared` exists.
    virtual Result<void> prepare(const std::string& shared, int mountNamespace);
    /// The opposite; idempotent, also after the run that prepared was killed.
    virtual void release(const std::string& shared);

    virtual Result<void> writeConfiguration(const ExternalInstance& instance) = 0;
    [[nodiscard]] virtual ToolCommand start(const ExternalInstance& instance) const = 0;
    /// `foreground` is the process of start(), -1 unless it stays.
    virtual Result<ToolProcesses> processes(const ExternalInstance& instance,
                                            pid_t foreground) const = 0;
    /// The tool's own way to end and forget an instance; empty: SIGTERM to its monitor.
    [[nodiscard]] virtual std::vector<std::string>
    destroy(const ExternalInstance& instance) const = 0;
    /// What the tool leaves even then.
    virtual void removeRest(const ExternalInstance& instance) const;
};

/// The adapter of a name of externalTools(); nullptr for another.
std::unique_ptr<ExternalTool> makeExternalTool(const std::string& name);

// One for each adapter's file.
std::unique_ptr<ExternalTool> makeLxcTool();
std::unique_ptr<ExternalTool> makeOciTool(const std::string& runtime);
std::unique_ptr<ExternalTool> makeLibvirtLxcTool();
std::unique_ptr<ExternalTool> makePodmanTool();
std::unique_ptr<ExternalTool> makeNspawnTool();

/// The first child of a process; operationFailed when it has none.
Result<pid_t> firstChildOf(pid_t pid);
/// The number that stands in a file.
Result<pid_t> readPid(const std::string& file);

} // namespace twinvirt::bench
