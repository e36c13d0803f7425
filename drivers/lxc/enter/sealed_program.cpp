#include "lxc/enter/sealed_program.h"

#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>

#include <cerrno>
#include <fcntl.h>

#ifndef MFD_EXEC
#define MFD_EXEC 0x0010U // Linux 6.3
#endif

namespace twinvirt::lxc {

static UniqueFd makeMemfd() {
    constexpr unsigned flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
    UniqueFd fd(::memfd_create("twinvirt-enter", flags | MFD_EXEC));
    if (!fd && errno == EINVAL) // an older kernel: executable anyway
        fd.reset(::memfd_create("twinvirt-enter", flags));
    return fd;
}

Result<UniqueFd> sealedCopy(const std::string& program) {
    const UniqueFd source(::open(program.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat info {};
    if (!source || ::fstat(source.get(), &info) != 0)
        return systemError("open '" + program + "'");
    UniqueFd copy = makeMemfd();
    if (!copy)
        return systemError("memfd_create");
    off_t done = 0;
    while (done < info.st_size) {
        const ssize_t count = ::sendfile(copy.get(), source.get(), &done,
                                         static_cast<std::size_t>(info.st_size - done));
        if (count <= 0)
            return systemError("copy '" + program + "'");
    }
    const int seals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
    if (::fcntl(copy.get(), F_ADD_SEALS, seals) != 0)
        return systemError("seal the copy of '" + program + "'");
    // Executed by its path in /proc, and through a descriptor that cannot write.
    const std::string path = "/proc/self/fd/" + std::to_string(copy.get());
    UniqueFd readOnly(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!readOnly)
        return systemError("open the copy of '" + program + "'");
    return readOnly;
}

} // namespace twinvirt::lxc
