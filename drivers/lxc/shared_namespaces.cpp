#include "lxc/shared_namespaces.h"

#include "lxc/domain_state.h"
#include "lxc/init_process.h"
#include "lxc/isolation_policy.h"
#include "lxc/network/interface_plan.h"

#include <unistd.h>

namespace twinvirt::lxc {

static Error wrong(const std::string& element, const std::string& reason) {
    return {ErrorCode::configUnsupported, "<lxc:" + element + ">: " + reason};
}

static Error notRunning(const std::string& element, const std::string& owner) {
    return {ErrorCode::operationInvalid, "Requested operation is not valid: <lxc:" + element +
                                             ">: " + owner + " does not run; start it first"};
}

/// The pid whose namespaces are meant.
static Result<std::string> ownerOf(const StatePaths& paths, const std::string& element,
                                   const SharedNamespace& shared) {
    if (shared.type == "pid") {
        if (shared.value.empty() ||
            shared.value.find_first_not_of("0123456789") != std::string::npos)
            return wrong(element, "value='" + shared.value + "' is no process id");
        return shared.value;
    }
    const auto state = TRY(readRuntimeState(paths.runDirectory(shared.value)));
    if (state.phase != RuntimeState::Phase::running || !openInit(state.status))
        return notRunning(element, "container '" + shared.value + "'");
    return std::to_string(state.status.initPid);
}

static Result<std::string> resolve(const StatePaths& paths, const std::string& element,
                                   const char* file, const std::optional<SharedNamespace>& shared) {
    if (!shared)
        return std::string();
    std::string path;
    if (shared->type == "netns") {
        if (shared->value.empty() || shared->value.find('/') != std::string::npos)
            return wrong(element, "value='" + shared->value + "' is no name of 'ip netns list'");
        path = "/run/netns/" + shared->value;
    } else {
        path = "/proc/" + TRY(ownerOf(paths, element, *shared)) + "/ns/" + file;
    }
    if (::access(path.c_str(), F_OK) != 0)
        return notRunning(element, "'" + path + "' is not there: its owner");
    return path;
}

Result<SharedNamespaceSpec> resolveSharedNamespaces(const StatePaths& paths,
                                                    const SharedNamespaces& shared) {
    SharedNamespaceSpec spec;
    spec.net = TRY(resolve(paths, "sharenet", "net", shared.net));
    spec.ipc = TRY(resolve(paths, "shareipc", "ipc", shared.ipc));
    spec.uts = TRY(resolve(paths, "shareuts", "uts", shared.uts));
    return spec;
}

Result<void> checkSharedNamespaces(const DomainDefinition& definition) {
    const SharedNamespaces& shared = definition.sharedNamespaces;
    if (!shared.net && !shared.ipc && !shared.uts)
        return {};
    if (shared.net && hasOwnNetwork(definition))
        return wrong("sharenet", "the container has a network of its own; remove <privnet/> and "
                                 "<interface>, or this element");
    for (const auto* other : {&shared.ipc, &shared.uts})
        if (*other && (*other)->type == "netns")
            return wrong("namespace", "type='netns' names a network only; write type='name' or "
                                      "type='pid'");
    if (wantsFreeIds(definition) || !definition.idMap.uids.empty())
        return wrong("namespace", "a container in a user namespace may not join another's; remove "
                                  "<idmap>, or this element");
    return {};
}

} // namespace twinvirt::lxc
