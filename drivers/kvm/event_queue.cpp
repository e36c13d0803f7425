#include "kvm/event_queue.h"

#include <sys/eventfd.h>

#include <cstdint>
#include <unistd.h>
#include <utility>

namespace twinvirt::kvm {

Result<void> EventQueue::open() {
    fd_ = UniqueFd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (!fd_)
        return systemError("watch events: eventfd()");
    return {};
}

void EventQueue::wake() const {
    const std::uint64_t one = 1;
    (void)!::write(fd_.get(), &one, sizeof one); // it cannot fill up
}

void EventQueue::push(DomainEvent event) {
    const std::lock_guard lock(mutex_);
    events_.push_back(std::move(event));
    wake();
}

void EventQueue::close(const std::string& reason) {
    const std::lock_guard lock(mutex_);
    closed_ = reason;
    wake();
}

Result<std::vector<DomainEvent>> EventQueue::take() {
    const std::lock_guard lock(mutex_);
    std::uint64_t count = 0;
    (void)!::read(fd_.get(), &count, sizeof count);
    if (closed_ && events_.empty())
        return Error{ErrorCode::operationFailed, "watch events: " + *closed_};
    if (closed_)
        wake(); // the end is told after the last events
    return std::exchange(events_, {});
}

} // namespace twinvirt::kvm
