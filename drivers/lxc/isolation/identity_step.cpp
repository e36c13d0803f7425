#include "lxc/isolation/safe_path.h"
#include "lxc/isolation/steps.h"

#include <cerrno>
#include <unistd.h>

namespace twinvirt::lxc {

namespace {

/// Who init is and where it starts: user, group, working directory, and that its program exists.
class IdentityStep : public IsolationStep {
  public:
    [[nodiscard]] std::string_view name() const override { return "identity"; }

    Result<void> enter(InitContext& init) override {
        const InitSpec& wanted = init.spec.init;
        init.ids = TRY(lookUpUser(init.root.get(), wanted.user, wanted.group));
        const auto program = openBelow(init.root.get(), wanted.path, Links::inside);
        if (!program && program.error().errnum == ENOENT) // libvirt's words
            return Error{ErrorCode::internalError,
                         "cannot find init path '" + wanted.path +
                             "' relative to container root: No such file or directory",
                         ENOENT};
        if (!program)
            return program.error();
        TRY_WITHIN("initdir", changeDirectory(init.root.get(), wanted.directory));
        return {};
    }
};

} // namespace

StepPointer makeIdentityStep() {
    return std::make_unique<IdentityStep>();
}

} // namespace twinvirt::lxc
