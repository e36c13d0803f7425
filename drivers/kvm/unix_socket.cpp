#include "kvm/unix_socket.h"

#include "util/unique_fd.h"

#include <sys/socket.h>
#include <sys/un.h>

#include <cstring>

namespace twinvirt::kvm {

bool answersOn(const std::string& path) {
    const UniqueFd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (!socket || path.size() >= sizeof(address.sun_path))
        return false;
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    return ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) ==
           0;
}

} // namespace twinvirt::kvm
