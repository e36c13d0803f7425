#include "lxc/isolation/safe_path.h"
#include "lxc/isolation/steps.h"

#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <fcntl.h>
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
        return changeDirectory(init.root.get(), wanted.directory);
    }

  private:
    /// Through openat2: "/proc/self/fd/7" must not become a way out (CVE-2024-21626).
    static Result<void> changeDirectory(int root, const std::string& directory) {
        const UniqueFd fd = TRY_WITHIN("initdir", openBelow(root, directory, Links::inside));
        if (::fchdir(fd.get()) != 0)
            return systemError("chdir(" + directory + ")");
        std::array<char, 4096> where{};
        if (::getcwd(where.data(), where.size()) == nullptr || where[0] != '/')
            return Error{ErrorCode::configUnsupported,
                         "chdir(" + directory + "): leads out of the container's root"};
        return {};
    }
};

} // namespace

StepPointer makeIdentityStep() {
    return std::make_unique<IdentityStep>();
}

} // namespace twinvirt::lxc
