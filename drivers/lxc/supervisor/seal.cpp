#include "lxc/isolation/sealed_program.h"
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
    const UniqueFd sealed = TRY(sealedProgram("/proc/self/exe"));
    ::execveat(sealed.get(), "", argv, environ, AT_EMPTY_PATH);
    return systemError("seal: execveat");
}

} // namespace twinvirt::lxc
