#include "lxc/qcow2_head.h"

#include "util/process.h"

#include <sys/mman.h>
#include <sys/wait.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <string_view>
#include <unistd.h>

namespace twinvirt::lxc {

namespace {

constexpr std::string_view magic("QFI\xfb", 4);

struct Header {
    std::uint64_t backingFile = 0; ///< offset of its name; 0: none
    std::uint64_t size = 0;        ///< of the disk, bytes
    bool dataElsewhere = false;
};

std::uint64_t bigEndian(const std::uint8_t* bytes, unsigned count) {
    std::uint64_t value = 0;
    for (unsigned i = 0; i < count; ++i)
        value = value << 8U | bytes[i];
    return value;
}

Result<Header> readHeader(const UniqueFd& image, const std::string& path) {
    std::array<std::uint8_t, 80> bytes{};
    const ssize_t count = ::pread(image.get(), bytes.data(), bytes.size(), 0);
    if (count < 72 || !isQcow2(image))
        return Error{ErrorCode::configUnsupported,
                     "source '" + path +
                         "' is no qcow2 image; write <driver type='loop' format='raw'/> if it is a "
                         "raw one"};
    constexpr std::uint64_t externalData = 1U << 2U;
    const auto version = bigEndian(&bytes[4], 4);
    Header header;
    header.backingFile = bigEndian(&bytes[8], 8);
    header.size = bigEndian(&bytes[24], 8);
    header.dataElsewhere = version >= 3 && (bigEndian(&bytes[72], 8) & externalData) != 0;
    return header;
}

Result<Header> readPlainHeader(const UniqueFd& image, const std::string& path) {
    const auto header = TRY(readHeader(image, path));
    if (header.backingFile != 0 || header.dataElsewhere)
        return Error{ErrorCode::configUnsupported,
                     "source '" + path +
                         "' takes its content from another file (qemu-img info shows which), which "
                         "is not followed; make it whole: qemu-img convert -O qcow2 '" +
                         path + "' NEW"};
    return header;
}

} // namespace

bool isQcow2(const UniqueFd& image) {
    std::array<char, magic.size()> found{};
    return ::pread(image.get(), found.data(), found.size(), 0) ==
               static_cast<ssize_t>(found.size()) &&
           std::string_view(found.data(), found.size()) == magic;
}

Result<void> checkQcow2(const UniqueFd& image, const std::string& path) {
    TRY(readPlainHeader(image, path));
    return {};
}

Result<UniqueFd> readQcow2Head(const UniqueFd& image, const std::string& path) {
    const auto header = TRY(readPlainHeader(image, path));
    UniqueFd head(::memfd_create("qcow2-head", MFD_CLOEXEC));
    if (!head)
        return systemError("memfd_create");
    const auto place = [](const UniqueFd& fd) {
        return "/proc/" + std::to_string(::getpid()) + "/fd/" + std::to_string(fd.get());
    };
    const auto copied =
        TRY_WITHIN("read '" + path + "' with qemu-img (package qemu-utils)",
                   runProcess("/usr/bin/qemu-img",
                              {"dd", "-f", "qcow2", "-O", "raw", "bs=65536", "count=4",
                               "if=" + place(image), "of=" + place(head)},
                              std::chrono::seconds(30)));
    if (copied.status != 0)
        return Error{ErrorCode::operationFailed, "image '" + path + "': " + copied.errors};
    if (::ftruncate(head.get(), static_cast<off_t>(header.size)) != 0)
        return systemError("read '" + path + "'");
    return head;
}

} // namespace twinvirt::lxc
