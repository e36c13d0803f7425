// libvirt's own LXC driver, asked with virsh. Its daemon runs for the benchmark alone, in a mount
// namespace in which its directories are the run's own: nothing of it mixes with the libvirt of the
// host, and the driver never sees cgroups that it refuses.
#include "benchmark/run/external/external_tool.h"
#include "benchmark/run/external/mount_namespace.h"
#include "benchmark/run/external/tool_process.h"
#include "image/command.h"
#include "util/atomic_file.h"
#include "util/process.h"
#include "xml/domain_xml.h"

#include <csignal>
#include <filesystem>

namespace twinvirt::bench {
namespace {

using namespace std::chrono_literals;

std::string pidFile(const std::string& shared) {
    return shared + "/libvirtd.pid";
}

std::vector<std::string> virsh(const std::string& shared, const std::vector<std::string>& words) {
    std::vector<std::string> argv{"virsh", "--quiet", "-c",
                                  "lxc+unix:///system?socket=" + shared + "/run/libvirt-sock"};
    argv.insert(argv.end(), words.begin(), words.end());
    return argv;
}

DomainDefinition definitionOf(const ExternalInstance& instance) {
    DomainDefinition domain;
    domain.type = DomainType::lxc;
    domain.name = instance.name;
    domain.memoryKib = instance.guest.memoryKib;
    domain.vcpu.cpuset = instance.cpus;
    domain.os.type = "exe";
    domain.os.init = instance.guest.command.front();
    domain.os.initArguments = {instance.guest.command.begin() + 1, instance.guest.command.end()};
    domain.features.privateNetwork = true;
    Filesystem root;
    root.source = instance.guest.tree;
    root.target = "/";
    root.readOnly = true;
    domain.devices.filesystems.push_back(root);
    for (const RamMount& mount : instance.guest.ram) {
        Filesystem ram;
        ram.type = "ram";
        ram.ramUsageKib = mount.kib;
        ram.target = mount.target;
        domain.devices.filesystems.push_back(ram);
    }
    CharacterDevice console;
    console.type = "pty";
    domain.devices.consoles.push_back(console);
    return domain;
}

class LibvirtLxcTool : public ExternalTool {
  public:
    [[nodiscard]] std::string program() const override { return "virsh"; }
    [[nodiscard]] std::string package() const override { return "libvirt-clients"; }

    Result<void> prepare(const std::string& shared, int /*mountNamespace*/) override {
        ToolSpawn daemon;
        daemon.program = TRY(findProgram("libvirtd", "libvirt-daemon-system"));
        for (const char* name : {"run", "etc", "lib", "log", "cache"}) {
            std::error_code error;
            std::filesystem::create_directories(shared + "/" + name, error);
            if (error)
                return systemError("mkdir below '" + shared + "'", error.value());
        }
        TRY(writeFileAtomically(shared + "/etc/libvirtd.conf",
                                "auth_unix_rw = \"none\"\nauth_unix_ro = \"none\"\n",
                                Durability::volatileState, 0644));
        const UniqueFd world = TRY(makeMountNamespace(
            {hasHybridCgroups(),
             {"/run", "/etc/libvirt", "/var/lib/libvirt", "/var/log/libvirt", "/var/cache/libvirt"},
             {{shared + "/run", "/run/libvirt"},
              {shared + "/etc", "/etc/libvirt"},
              {shared + "/lib", "/var/lib/libvirt"},
              {shared + "/log", "/var/log/libvirt"},
              {shared + "/cache", "/var/cache/libvirt"}}}));
        daemon.mountNamespace = world.get();
        daemon.argv = {"libvirtd",      "--daemon", "--pid-file",
                       pidFile(shared), "--config", shared + "/etc/libvirtd.conf"};
        TRY(runTool(daemon, shared + "/libvirtd.log", 30s));
        ToolSpawn ask;
        ask.program = TRY(findProgram("virsh", "libvirt-clients"));
        ask.argv = virsh(shared, {"version"});
        const auto answer = runTool(ask, shared + "/version.log", 30s);
        if (answer)
            return {};
        return answer.error().within(
            "its daemon has no driver for containers (package libvirt-daemon-driver-lxc)");
    }

    void release(const std::string& shared) override {
        const auto pid = readPid(pidFile(shared));
        if (!pid)
            return;
        // The number may be another's by now: ours carries our path on its command line.
        const auto pidfd = openPidfd(*pid);
        const auto line = readFile("/proc/" + std::to_string(*pid) + "/cmdline");
        if (!pidfd || !line || line->find(pidFile(shared)) == std::string::npos)
            return;
        for (const int signal : {SIGTERM, SIGKILL}) {
            static_cast<void>(sendSignal(pidfd->get(), signal).has_value());
            if (waitForExit(pidfd->get(), 5s).value_or(false))
                return;
        }
    }

    Result<void> writeConfiguration(const ExternalInstance& instance) override {
        return writeFileAtomically(instance.directory + "/domain.xml",
                                   formatDomainDefinition(definitionOf(instance), {}),
                                   Durability::volatileState, 0644);
    }

    [[nodiscard]] ToolCommand start(const ExternalInstance& instance) const override {
        ToolCommand command;
        command.argv =
            virsh(instance.shared, {"create", instance.directory + "/domain.xml", "--console"});
        command.detachKeys = "\x1d"; // ^], virsh's own
        return command;
    }

    /// libvirt's id of a container is the number of its controller process.
    Result<ToolProcesses> processes(const ExternalInstance& instance,
                                    pid_t /*foreground*/) const override {
        const std::string answer = instance.directory + "/domid";
        ToolSpawn ask;
        ask.program = TRY(findProgram("virsh", "libvirt-clients"));
        ask.argv = virsh(instance.shared, {"domid", instance.name});
        TRY(runTool(ask, answer, 30s));
        const pid_t controller = TRY(readPid(answer));
        return ToolProcesses{{controller}, TRY(firstChildOf(controller))};
    }

    [[nodiscard]] std::vector<std::string>
    destroy(const ExternalInstance& instance) const override {
        return virsh(instance.shared, {"destroy", instance.name});
    }
};

} // namespace

std::unique_ptr<ExternalTool> makeLibvirtLxcTool() {
    return std::make_unique<LibvirtLxcTool>();
}

} // namespace twinvirt::bench
