// podman: an engine above an OCI runtime, with conmon as the monitor of each container.
#include "benchmark/run/external/external_tool.h"

#include <sys/resource.h>

#include <algorithm>

namespace twinvirt::bench {
namespace {

/// podman raises limits to its own, which is refused without CAP_SYS_RESOURCE.
std::string limitOf(const char* name, __rlimit_resource resource, rlim_t highest) {
    rlimit limit{};
    ::getrlimit(resource, &limit);
    const std::string value = std::to_string(std::min(limit.rlim_max, highest));
    return std::string(name) + "=" + value + ":" + value;
}

class PodmanTool : public ExternalTool {
  public:
    [[nodiscard]] std::string program() const override { return "podman"; }
    [[nodiscard]] std::string package() const override { return "podman"; }
    /// So does crun, which Debian's podman calls.
    [[nodiscard]] bool refusesHybridCgroups() const override { return true; }

    Result<void> writeConfiguration(const ExternalInstance& /*instance*/) override { return {}; }

    [[nodiscard]] ToolCommand start(const ExternalInstance& instance) const override {
        constexpr rlim_t manyFiles = 1048576;
        constexpr rlim_t manyProcesses = 4096;
        ToolCommand command;
        command.argv = base(instance);
        for (const std::string& word :
             {std::string("run"), std::string("--detach"), std::string("--rootfs"),
              "--name=" + instance.name, std::string("--network=none"), std::string("--read-only"),
              "--memory=" + std::to_string(instance.guest.memoryKib) + "k",
              "--cpuset-cpus=" + instance.cpus, "--cgroup-parent=/" + instance.name,
              "--ulimit=" + limitOf("nofile", RLIMIT_NOFILE, manyFiles),
              "--ulimit=" + limitOf("nproc", RLIMIT_NPROC, manyProcesses),
              std::string("--log-driver=passthrough"),
              "--volume=" + instance.console + ":/dev/console",
              "--conmon-pidfile=" + instance.directory + "/conmon.pid",
              "--pidfile=" + instance.directory + "/init.pid"})
            command.argv.push_back(word);
        for (const RamMount& mount : instance.guest.ram)
            command.argv.push_back("--tmpfs=" + mount.target +
                                   ":size=" + std::to_string(mount.kib) + "k");
        command.argv.push_back(instance.guest.tree);
        command.argv.insert(command.argv.end(), instance.guest.command.begin(),
                            instance.guest.command.end());
        command.namedPipe = true;
        return command;
    }

    Result<ToolProcesses> processes(const ExternalInstance& instance,
                                    pid_t /*foreground*/) const override {
        return ToolProcesses{{TRY(readPid(instance.directory + "/conmon.pid"))},
                             TRY(readPid(instance.directory + "/init.pid"))};
    }

    [[nodiscard]] std::vector<std::string>
    destroy(const ExternalInstance& instance) const override {
        auto argv = base(instance);
        for (const char* word : {"rm", "--force", "--time=0", "--ignore"})
            argv.emplace_back(word);
        argv.push_back(instance.name);
        return argv;
    }

  private:
    /// All of its state below one directory, so that it touches no container of the user's.
    static std::vector<std::string> base(const ExternalInstance& instance) {
        return {"podman",
                "--root=" + instance.shared + "/root",
                "--runroot=" + instance.shared + "/run",
                "--tmpdir=" + instance.shared + "/tmp",
                "--storage-driver=vfs",
                "--cgroup-manager=cgroupfs",
                "--events-backend=none"};
    }
};

} // namespace

std::unique_ptr<ExternalTool> makePodmanTool() {
    return std::make_unique<PodmanTool>();
}

} // namespace twinvirt::bench
