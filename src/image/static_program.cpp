#include "image/static_program.h"

#include "util/unique_fd.h"

#include <cstring>
#include <elf.h>
#include <fcntl.h>
#include <unistd.h>
#include <vector>

namespace twinvirt {

static bool readAt(int fd, void* to, std::size_t size, std::size_t offset) {
    return ::pread(fd, to, size, static_cast<off_t>(offset)) == static_cast<ssize_t>(size);
}

Result<bool> isStaticProgram(const std::string& path) {
    const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file)
        return systemError("open(" + path + ")");
    Elf64_Ehdr header{};
    if (!readAt(file.get(), &header, sizeof header, 0) ||
        std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 ||
        header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_phentsize != sizeof(Elf64_Phdr))
        return Error{ErrorCode::configUnsupported, "read '" + path + "': no 64-bit ELF program"};
    std::vector<Elf64_Phdr> segments(header.e_phnum);
    if (!readAt(file.get(), segments.data(), segments.size() * sizeof(Elf64_Phdr), header.e_phoff))
        return Error{ErrorCode::configUnsupported, "read '" + path + "': its headers are cut off"};
    for (const auto& segment : segments)
        if (segment.p_type == PT_INTERP)
            return false;
    return true;
}

} // namespace twinvirt
