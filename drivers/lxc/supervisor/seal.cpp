#include "lxc/isolation/mount_api.h"
#include "lxc/supervisor/supervisor.h"

#include <sys/statvfs.h>

#include <fcntl.h>
#include <unistd.h>

namespace twinvirt::lxc {

Result<void> sealProgram(char** argv) {
    const UniqueFd program(::open("/proc/self/exe", O_PATH | O_CLOEXEC));
    struct statvfs info {};
    if (!program || ::fstatvfs(program.get(), &info) != 0)
        return systemError("seal: open '/proc/self/exe'");
    if ((info.f_flag & ST_RDONLY) != 0)
        return {};
    const UniqueFd sealed = TRY_WITHIN("seal", cloneTree(program.get(), "", false));
    TRY_WITHIN("seal", changeMount(sealed.get(), {.set = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID}));
    ::execveat(sealed.get(), "", argv, environ, AT_EMPTY_PATH);
    return systemError("seal: execveat");
}

} // namespace twinvirt::lxc
