#include "kvm/daemon/log_tail.h"

#include <array>
#include <fcntl.h>
#include <filesystem>
#include <sstream>
#include <unistd.h>

namespace twinvirt::kvm {

Result<void> LogTail::open(const std::string& path) {
    path_ = path;
    std::error_code error;
    std::filesystem::create_directories(std::filesystem::path(path).parent_path(), error);
    fd_.reset(::open(path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600));
    if (!fd_)
        return systemError("open(" + path + ")");
    start_ = ::lseek(fd_.get(), 0, SEEK_END);
    return {};
}

std::string LogTail::lastError() const {
    std::array<char, 65536> buffer{};
    const ssize_t count = ::pread(fd_.get(), buffer.data(), buffer.size(), start_);
    std::istringstream lines(
        std::string(buffer.data(), count > 0 ? static_cast<std::size_t>(count) : 0));
    std::string found = "its log is " + path_;
    for (std::string line; std::getline(lines, line);) {
        const auto error = line.find(": error : ");
        const auto text = error == std::string::npos ? error : line.find(" : ", error + 10);
        // The summary that follows the reason says less than the reason.
        if (text != std::string::npos && !line.ends_with("Driver state initialization failed"))
            found = line.substr(text + 3);
    }
    return found;
}

} // namespace twinvirt::kvm
