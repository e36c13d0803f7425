#include "lxc/isolation/id_mapping.h"
#include "lxc/isolation/steps.h"

#include <grp.h>
#include <sched.h>
#include <unistd.h>

namespace twinvirt::lxc {

namespace {

/// The user namespace of <idmap>: it owns all others of the container, and root in it is an
/// ordinary user of the host.
class UserStep : public IsolationStep {
  public:
    [[nodiscard]] std::string_view name() const override { return "user"; }

    Result<void> prepare(LaunchContext& launch) override {
        if (!launch.spec.hasUserNamespace())
            return {};
        launch.cloneFlags |= CLONE_NEWUSER;
        if (launch.spec.shiftFiles)
            launch.userNamespace = TRY(makeUserNamespace(launch.spec.idMap));
        return {};
    }

    Result<void> attach(LaunchContext& launch) override {
        if (!launch.spec.hasUserNamespace())
            return {};
        return writeIdMaps(launch.initPid, launch.spec.idMap);
    }

    Result<void> enter(InitContext& init) override {
        if (!init.spec.hasUserNamespace())
            return {};
        // So far init is the host's root, whom the map does not have.
        if (::setgroups(0, nullptr) != 0 || ::setresgid(0, 0, 0) != 0 || ::setresuid(0, 0, 0) != 0)
            return systemError("become root of the user namespace");
        return {};
    }
};

} // namespace

StepPointer makeUserStep() {
    return std::make_unique<UserStep>();
}

} // namespace twinvirt::lxc
