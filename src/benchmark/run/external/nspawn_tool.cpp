// systemd-nspawn: it stays as the monitor of its container and needs no systemd as PID 1.
#include "benchmark/run/external/external_tool.h"

#include <cstdio>

namespace twinvirt::bench {
namespace {

class NspawnTool : public ExternalTool {
  public:
    [[nodiscard]] std::string program() const override { return "systemd-nspawn"; }
    [[nodiscard]] std::string package() const override { return "systemd-container"; }
    /// Limits are systemd's affair, which it would ask over D-Bus.
    [[nodiscard]] bool needsOurCgroups() const override { return true; }

    Result<void> writeConfiguration(const ExternalInstance& /*instance*/) override { return {}; }

    [[nodiscard]] ToolCommand start(const ExternalInstance& instance) const override {
        ToolCommand command;
        command.argv = {"systemd-nspawn",
                        "--quiet",
                        "--register=no",
                        "--keep-unit",
                        "--directory=" + instance.guest.tree,
                        "--read-only",
                        "--private-network",
                        "--machine=" + instance.name,
                        "--console=interactive",
                        "--link-journal=no",
                        "--resolv-conf=off",
                        "--timezone=off"};
        // /run and /tmp it mounts by itself, and does not work with others in their place.
        for (const RamMount& mount : instance.guest.ram)
            if (mount.target != "/run" && mount.target != "/tmp")
                command.argv.push_back("--tmpfs=" + mount.target +
                                       ":size=" + std::to_string(mount.kib) + "k");
        command.argv.emplace_back("--");
        command.argv.insert(command.argv.end(), instance.guest.command.begin(),
                            instance.guest.command.end());
        command.staysInForeground = true;
        return command;
    }

    Result<ToolProcesses> processes(const ExternalInstance& /*instance*/,
                                    pid_t foreground) const override {
        return ToolProcesses{{foreground}, TRY(firstChildOf(foreground))};
    }

    /// machinectl knows only what is registered with systemd-machined.
    [[nodiscard]] std::vector<std::string>
    destroy(const ExternalInstance& /*instance*/) const override {
        return {};
    }

    void removeRest(const ExternalInstance& instance) const override {
        // It refuses to remove them where /run is no file system of its own.
        const std::string directory = "/run/systemd/nspawn/";
        std::remove((directory + "propagate/" + instance.name).c_str());
        std::remove((directory + "locks/name-" + instance.name).c_str());
    }
};

} // namespace

std::unique_ptr<ExternalTool> makeNspawnTool() {
    return std::make_unique<NspawnTool>();
}

} // namespace twinvirt::bench
