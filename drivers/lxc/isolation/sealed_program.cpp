#include "lxc/isolation/sealed_program.h"

#include "lxc/isolation/mount_api.h"

#include <fcntl.h>

namespace twinvirt::lxc {

Result<UniqueFd> sealedProgram(const std::string& path) {
    const UniqueFd tree = TRY_WITHIN("seal", cloneTree(AT_FDCWD, path, false));
    TRY_WITHIN("seal", changeMount(tree.get(), {.set = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID}));
    UniqueFd high(::fcntl(tree.get(), F_DUPFD_CLOEXEC, 100));
    if (!high)
        return systemError("seal: fcntl(F_DUPFD_CLOEXEC)");
    return high;
}

} // namespace twinvirt::lxc
