#include "lxc/network/link_names.h"

#include "util/unique_fd.h"

#include <sys/file.h>

#include <array>
#include <charconv>
#include <cstdint>
#include <fcntl.h>
#include <unistd.h>

namespace twinvirt::lxc {

/// Ten digits and the prefix fit into IFNAMSIZ.
static constexpr std::uint32_t largest = 999'999'999;

Result<std::string> nextLinkName(const std::string& counterFile) {
    const UniqueFd file(::open(counterFile.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (!file || ::flock(file.get(), LOCK_EX) != 0)
        return systemError("next link name: open '" + counterFile + "'");
    std::array<char, 16> text{};
    const ssize_t size = ::pread(file.get(), text.data(), text.size(), 0);
    std::uint32_t number = 0;
    if (size > 0)
        std::from_chars(text.data(), text.data() + size, number); // of anything else: 0
    const std::string next = std::to_string(number >= largest ? 0 : number + 1);
    if (::pwrite(file.get(), next.data(), next.size(), 0) != static_cast<ssize_t>(next.size()) ||
        ::ftruncate(file.get(), static_cast<off_t>(next.size())) != 0)
        return systemError("next link name: write '" + counterFile + "'");
    return "vif" + std::to_string(number);
}

} // namespace twinvirt::lxc
