// crun and runc: both read the configuration of the OCI runtime specification, 1.0.
#include "benchmark/run/external/external_tool.h"
#include "util/atomic_file.h"

#include <nlohmann/json.hpp>

#include <utility>

namespace twinvirt::bench {
namespace {

using Json = nlohmann::json;

Json mountsOf(const ExternalInstance& instance) {
    Json mounts = Json::array(
        {{{"destination", "/proc"}, {"type", "proc"}, {"source", "proc"}},
         {{"destination", "/dev"},
          {"type", "tmpfs"},
          {"source", "tmpfs"},
          {"options", {"nosuid", "mode=755", "size=64k"}}},
         {{"destination", "/dev/pts"},
          {"type", "devpts"},
          {"source", "devpts"},
          {"options", {"nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"}}},
         {{"destination", "/sys"},
          {"type", "sysfs"},
          {"source", "sysfs"},
          {"options", {"nosuid", "noexec", "nodev", "ro"}}},
         // As an engine above would give it: the same terminal that is its standard output.
         {{"destination", "/dev/console"},
          {"type", "bind"},
          {"source", instance.console},
          {"options", {"bind"}}}});
    for (const RamMount& mount : instance.guest.ram)
        mounts.push_back(
            {{"destination", mount.target},
             {"type", "tmpfs"},
             {"source", "tmpfs"},
             {"options", {"nosuid", "nodev", "size=" + std::to_string(mount.kib) + "k"}}});
    return mounts;
}

Json configurationOf(const ExternalInstance& instance) {
    Json namespaces = Json::array();
    for (const char* type : {"pid", "network", "ipc", "uts", "mount"})
        namespaces.push_back({{"type", type}});
    const Json capabilities = {"CAP_CHOWN",  "CAP_DAC_OVERRIDE", "CAP_FOWNER",  "CAP_KILL",
                               "CAP_SETGID", "CAP_SETUID",       "CAP_SETPCAP", "CAP_SYS_CHROOT"};
    Json json{{"ociVersion", "1.0.2"}, {"hostname", "guest"}};
    json["process"] = {{"terminal", false},
                       {"user", {{"uid", 0}, {"gid", 0}}},
                       {"args", instance.guest.command},
                       {"env", {"PATH=/usr/sbin:/usr/bin:/sbin:/bin"}},
                       {"cwd", "/"}};
    for (const char* set : {"bounding", "effective", "permitted"})
        json["process"]["capabilities"][set] = capabilities;
    json["root"] = {{"path", instance.guest.tree}, {"readonly", true}};
    json["mounts"] = mountsOf(instance);
    json["linux"] = {{"namespaces", namespaces},
                     {"cgroupsPath", "/" + instance.name},
                     {"resources",
                      {{"memory", {{"limit", instance.guest.memoryKib * 1024}}},
                       {"cpu", {{"cpus", instance.cpus}}}}}};
    return json;
}

class OciTool : public ExternalTool {
  public:
    explicit OciTool(std::string runtime) : runtime_(std::move(runtime)) {}

    [[nodiscard]] std::string program() const override { return runtime_; }
    [[nodiscard]] std::string package() const override { return runtime_; }
    [[nodiscard]] bool refusesHybridCgroups() const override { return runtime_ == "crun"; }

    Result<void> writeConfiguration(const ExternalInstance& instance) override {
        return writeFileAtomically(instance.directory + "/config.json",
                                   configurationOf(instance).dump(1), Durability::volatileState,
                                   0644);
    }

    [[nodiscard]] ToolCommand start(const ExternalInstance& instance) const override {
        return {{runtime_, "--root", instance.shared, "run", "--detach", "--bundle",
                 instance.directory, "--pid-file", instance.directory + "/init.pid",
                 instance.name}};
    }

    /// No process of a low-level runtime stays: the guest is all there is.
    Result<ToolProcesses> processes(const ExternalInstance& instance,
                                    pid_t /*foreground*/) const override {
        return ToolProcesses{{}, TRY(readPid(instance.directory + "/init.pid"))};
    }

    [[nodiscard]] std::vector<std::string>
    destroy(const ExternalInstance& instance) const override {
        return {runtime_, "--root", instance.shared, "delete", "--force", instance.name};
    }

  private:
    std::string runtime_;
};

} // namespace

std::unique_ptr<ExternalTool> makeOciTool(const std::string& runtime) {
    return std::make_unique<OciTool>(runtime);
}

} // namespace twinvirt::bench
