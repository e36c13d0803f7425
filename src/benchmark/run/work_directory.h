#pragma once

#include "util/result.h"

#include <string>

namespace twinvirt::bench {

/// A directory of the run's own, removed with everything in it at the end. World-searchable, since
/// QEMU may run as a user of its own.
class WorkDirectory {
  public:
    /// Below `parent`, which exists.
    static Result<WorkDirectory> create(const std::string& parent);
    WorkDirectory(WorkDirectory&& other) noexcept : path_(std::move(other.path_)) {
        other.path_.clear();
    }
    WorkDirectory& operator=(WorkDirectory&&) = delete;
    ~WorkDirectory();

    [[nodiscard]] const std::string& path() const { return path_; }

  private:
    explicit WorkDirectory(std::string path) : path_(std::move(path)) {}
    std::string path_;
};

} // namespace twinvirt::bench
