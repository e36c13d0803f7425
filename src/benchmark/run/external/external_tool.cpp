#include "benchmark/run/external/external_tool.h"

#include "util/atomic_file.h"

#include <charconv>

namespace twinvirt::bench {

Result<void> ExternalTool::prepare(const std::string& /*shared*/, int /*mountNamespace*/) {
    return {};
}
void ExternalTool::release(const std::string& /*shared*/) {}
void ExternalTool::removeRest(const ExternalInstance& /*instance*/) const {}

std::unique_ptr<ExternalTool> makeExternalTool(const std::string& name) {
    if (name == "lxc")
        return makeLxcTool();
    if (name == "crun" || name == "runc")
        return makeOciTool(name);
    if (name == "libvirt-lxc")
        return makeLibvirtLxcTool();
    if (name == "podman")
        return makePodmanTool();
    if (name == "systemd-nspawn")
        return makeNspawnTool();
    return nullptr;
}

static Result<pid_t> parsePid(const std::string& text, const std::string& where) {
    pid_t pid = -1;
    const auto start = text.find_first_not_of(" \n");
    if (start != std::string::npos)
        std::from_chars(text.data() + start, text.data() + text.size(), pid);
    if (pid <= 0)
        return Error{ErrorCode::operationFailed, "read '" + where + "': no number of a process"};
    return pid;
}

Result<pid_t> readPid(const std::string& file) {
    return parsePid(TRY(readFile(file)), file);
}

Result<pid_t> firstChildOf(pid_t pid) {
    const std::string number = std::to_string(pid);
    const std::string file = "/proc/" + number + "/task/" + number + "/children";
    return parsePid(TRY(readFile(file)), file);
}

} // namespace twinvirt::bench
