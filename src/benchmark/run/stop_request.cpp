#include "benchmark/run/stop_request.h"

#include <sys/eventfd.h>

#include <cerrno>
#include <cstdint>
#include <fcntl.h>
#include <poll.h>

namespace twinvirt::bench {

StopRequest::StopRequest() : event_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

StopRequest StopRequest::whenReadable(int fd) {
    return StopRequest(UniqueFd(::fcntl(fd, F_DUPFD_CLOEXEC, 0)));
}

void StopRequest::set() const {
    const int saved = errno;
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(event_.get(), &one, sizeof(one));
    errno = saved;
}

bool StopRequest::isSet() const {
    pollfd poll{event_.get(), POLLIN, 0};
    return ::poll(&poll, 1, 0) > 0;
}

} // namespace twinvirt::bench
