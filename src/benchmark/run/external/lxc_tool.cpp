// LXC of linuxcontainers.org, `lxc-start`: it stays as the monitor of its container.
#include "benchmark/run/external/external_tool.h"
#include "util/atomic_file.h"

#include <sys/stat.h>

namespace twinvirt::bench {
namespace {

class LxcTool : public ExternalTool {
  public:
    [[nodiscard]] std::string program() const override { return "lxc-start"; }
    [[nodiscard]] std::string package() const override { return "lxc"; }

    Result<void> writeConfiguration(const ExternalInstance& instance) override {
        const std::string directory = instance.directory + "/" + instance.name;
        if (::mkdir(directory.c_str(), 0755) != 0)
            return systemError("mkdir(" + directory + ")");
        return writeFileAtomically(directory + "/config", configuration(instance),
                                   Durability::volatileState, 0644);
    }

    [[nodiscard]] ToolCommand start(const ExternalInstance& instance) const override {
        ToolCommand command;
        command.argv = {"lxc-start", "-P", instance.directory, "-n", instance.name, "-F", "--"};
        command.argv.insert(command.argv.end(), instance.guest.command.begin(),
                            instance.guest.command.end());
        command.staysInForeground = true;
        return command;
    }

    Result<ToolProcesses> processes(const ExternalInstance& /*instance*/,
                                    pid_t foreground) const override {
        return ToolProcesses{{foreground}, TRY(firstChildOf(foreground))};
    }

    [[nodiscard]] std::vector<std::string>
    destroy(const ExternalInstance& instance) const override {
        return {"lxc-stop", "-P", instance.directory, "-n", instance.name, "--kill"};
    }

  private:
    /// Keys of both cgroup versions: LXC uses those of the one that it finds. Its cgroups carry the
    /// instance's name, the one in which it waits while it removes the others, too.
    static std::string configuration(const ExternalInstance& instance) {
        const std::string memory = std::to_string(instance.guest.memoryKib * 1024);
        std::string text = "lxc.uts.name = guest\n"
                           "lxc.rootfs.path = dir:" +
                           instance.guest.tree +
                           "\n"
                           "lxc.rootfs.options = ro\n"
                           "lxc.net.0.type = empty\n"
                           "lxc.tty.max = 0\n"
                           "lxc.autodev = 1\n"
                           "lxc.apparmor.profile = unconfined\n"
                           "lxc.mount.auto = proc:mixed sys:ro\n"
                           "lxc.cgroup.dir.container = " +
                           instance.name + "\nlxc.cgroup.dir.monitor = " + instance.name +
                           "-monitor\nlxc.cgroup.dir.monitor.pivot = " + instance.name +
                           "-pivot\nlxc.cgroup.memory.limit_in_bytes = " + memory +
                           "\nlxc.cgroup2.memory.max = " + memory +
                           "\nlxc.cgroup.cpuset.cpus = " + instance.cpus +
                           "\nlxc.cgroup2.cpuset.cpus = " + instance.cpus + "\n";
        for (const RamMount& mount : instance.guest.ram)
            text += "lxc.mount.entry = tmpfs " + mount.target.substr(1) +
                    " tmpfs size=" + std::to_string(mount.kib) + "k 0 0\n";
        return text;
    }
};

} // namespace

std::unique_ptr<ExternalTool> makeLxcTool() {
    return std::make_unique<LxcTool>();
}

} // namespace twinvirt::bench
