#pragma once

#include "util/result.h"
#include "util/unique_fd.h"

#include <sys/types.h>

#include <string>

namespace twinvirt::kvm {

/// A daemon's log file, and what was added to it since it was opened.
class LogTail {
  public:
    /// Opens for appending; directory and file are made when missing.
    Result<void> open(const std::string& path);

    [[nodiscard]] int fd() const { return fd_.get(); }
    [[nodiscard]] const std::string& path() const { return path_; }
    /// The text of the last line of libvirt's that is an error ("… : error : function:line :
    /// text"), or where to look.
    [[nodiscard]] std::string lastError() const;

  private:
    std::string path_;
    UniqueFd fd_;
    off_t start_ = 0;
};

} // namespace twinvirt::kvm
