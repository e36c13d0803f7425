#include "lxc/network/namespace_file.h"

#include "lxc/network/link.h"
#include "lxc/network/user_network.h"
#include "util/unique_fd.h"

#include <linux/magic.h>
#include <sys/mount.h>
#include <sys/statfs.h>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace twinvirt::lxc {

std::string namespaceFile(const RunDirectory& run) {
    return run.path + "/network";
}

bool needsNamespaceFile(const std::vector<InterfaceSpec>& interfaces) {
    return std::any_of(interfaces.begin(), interfaces.end(), [](const InterfaceSpec& interface) {
        return interface.kind == InterfaceSpec::Kind::physical ||
               interface.kind == InterfaceSpec::Kind::user;
    });
}

Result<void> keepNamespace(const RunDirectory& run, int networkNamespace) {
    const auto file = namespaceFile(run);
    const UniqueFd made(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!made)
        return systemError("make '" + file + "'");
    const auto source = "/proc/self/fd/" + std::to_string(networkNamespace);
    if (::mount(source.c_str(), file.c_str(), nullptr, MS_BIND, nullptr) == 0)
        return {};
    auto error = systemError("mount a network namespace on '" + file + "'");
    ::unlink(file.c_str());
    return error;
}

static void fetchBack(int guest, const std::vector<InterfaceSpec>& interfaces) {
    auto inside = NetlinkSocket::openIn(guest);
    const UniqueFd host(::open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC));
    if (!inside || !host)
        return;
    for (const auto& interface : interfaces) {
        if (interface.kind != InterfaceSpec::Kind::physical)
            continue;
        if (const auto link = findLink(*inside, interface.guestName))
            (void)moveLink(*inside, link->index, host.get());
    }
}

Result<void> releaseNamespace(const RunDirectory& run,
                              const std::vector<InterfaceSpec>& interfaces) {
    const auto file = namespaceFile(run);
    const UniqueFd guest(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (!guest)
        return errno == ENOENT ? Result<void>() : systemError("open '" + file + "'");
    endUserNetworks(file);
    struct statfs info {};
    if (::fstatfs(guest.get(), &info) == 0 && info.f_type == NSFS_MAGIC) {
        fetchBack(guest.get(), interfaces);
        if (::umount2(file.c_str(), MNT_DETACH) != 0)
            return systemError("umount '" + file + "'");
    }
    if (::unlink(file.c_str()) != 0 && errno != ENOENT)
        return systemError("remove '" + file + "'");
    return {};
}

} // namespace twinvirt::lxc
