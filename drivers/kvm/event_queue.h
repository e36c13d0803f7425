#pragma once

#include "api/domain_event.h"
#include "util/unique_fd.h"

#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace twinvirt::kvm {

/// Events from one thread to another; `fd` is readable while there are some.
class EventQueue {
  public:
    /// systemError when there is no eventfd.
    Result<void> open();
    [[nodiscard]] int fd() const { return fd_.get(); }

    void push(DomainEvent event);
    /// Nothing comes any more, for this reason.
    void close(const std::string& reason);
    Result<std::vector<DomainEvent>> take();

  private:
    void wake() const;

    UniqueFd fd_;
    std::mutex mutex_;
    std::vector<DomainEvent> events_;
    std::optional<std::string> closed_;
};

} // namespace twinvirt::kvm
