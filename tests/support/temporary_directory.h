#pragma once

#include "support/remove_tree.h"

#include <cstdlib>
#include <filesystem>
#include <string>

namespace twinvirt::test {

/// A new directory below the system's temporary directory, removed with all that is in it.
class TemporaryDirectory {
  public:
    explicit TemporaryDirectory(const std::string& purpose) {
        std::string name =
            std::filesystem::temp_directory_path() / ("twinvirt-" + purpose + "-XXXXXX");
        path_ = ::mkdtemp(name.data()) == nullptr ? "" : name;
    }
    ~TemporaryDirectory() {
        if (!path_.empty())
            removeTree(path_);
    }
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] std::string operator/(const std::string& name) const {
        return path_ + "/" + name;
    }

  private:
    std::string path_;
};

} // namespace twinvirt::test
