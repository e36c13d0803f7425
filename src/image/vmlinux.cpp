#include "image/vmlinux.h"

#include "image/command.h"
#include "util/atomic_file.h"
#include "util/rollback.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <elf.h>
#include <fstream>
#include <optional>

namespace twinvirt {

using namespace std::chrono_literals;

namespace {

/// How a payload is compressed: its first bytes, and who unpacks it (all take -dc).
struct Compression {
    std::string_view magic;
    const char* program;
    const char* package;
    bool sizeAppended; ///< the kernel's build puts the unpacked size behind it, gzip has its own
};
constexpr std::array<Compression, 4> compressions{{
    {{"\x02\x21\x4c\x18", 4}, "lz4", "lz4", true},
    {{"\xfd"
      "7zXZ",
      5},
     "xz",
     "xz-utils",
     true},
    {{"\x28\xb5\x2f\xfd", 4}, "zstd", "zstd", true},
    {{"\x1f\x8b", 2}, "gzip", "gzip", false},
}};

template <typename Number>
std::optional<Number> numberAt(std::string_view bytes, std::size_t offset) {
    if (offset > bytes.size() || bytes.size() - offset < sizeof(Number))
        return std::nullopt;
    Number number{};
    std::memcpy(&number, bytes.data() + offset, sizeof(number));
    return number;
}

Error unsupported(const std::string& what) {
    return {ErrorCode::configUnsupported, what};
}

/// The compressed kernel inside the image: offsets of the boot protocol, version 2.08 or later.
Result<std::string_view> payloadOf(std::string_view image) {
    constexpr std::uint32_t headerMagic = 0x53726448; // "HdrS"
    constexpr std::uint16_t firstWithPayload = 0x0208;
    const auto setupSectors = numberAt<std::uint8_t>(image, 0x1f1);
    const auto version = numberAt<std::uint16_t>(image, 0x206);
    const auto offset = numberAt<std::uint32_t>(image, 0x248);
    const auto length = numberAt<std::uint32_t>(image, 0x24c);
    if (numberAt<std::uint32_t>(image, 0x202) != headerMagic || !version ||
        *version < firstWithPayload || !offset || !length)
        return unsupported("it is no bzImage of boot protocol 2.08 or later");
    const std::size_t begin =
        (std::size_t{*setupSectors == 0 ? 4U : *setupSectors} + 1) * 512 + *offset;
    if (begin > image.size() || image.size() - begin < *length)
        return unsupported("its payload is cut off");
    return image.substr(begin, *length);
}

Result<void> decompress(std::string_view payload, const std::string& target) {
    const auto* found = std::find_if(compressions.begin(), compressions.end(),
                                     [&](const auto& it) { return payload.starts_with(it.magic); });
    if (found == compressions.end())
        return unsupported("its payload is compressed in an unknown way");
    if (found->sizeAppended && payload.size() > sizeof(std::uint32_t))
        payload.remove_suffix(sizeof(std::uint32_t));
    const std::string program = TRY(findProgram(found->program, found->package));
    const std::string packed = target + ".packed";
    Rollback removePacked;
    removePacked.add([&packed] { std::remove(packed.c_str()); });
    TRY(writeFileAtomically(packed, payload, Durability::volatileState));
    return runCommand("/bin/sh", {"-c", "exec \"$0\" -dc <\"$1\" >\"$2\"", program, packed, target},
                      120s, {});
}

/// True when a note segment of the ELF file names the PVH entry.
bool hasPvhEntry(const std::string& file) {
    constexpr std::uint32_t phys32Entry = 18; // XEN_ELFNOTE_PHYS32_ENTRY
    constexpr std::size_t longestNotes = 1U << 20U;
    std::ifstream elf(file, std::ios::binary);
    Elf64_Ehdr header{};
    if (!elf.read(reinterpret_cast<char*>(&header), sizeof(header)) ||
        std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 || header.e_ident[EI_CLASS] != ELFCLASS64)
        return false;
    for (unsigned index = 0; index < header.e_phnum; ++index) {
        Elf64_Phdr segment{};
        elf.seekg(static_cast<std::streamoff>(header.e_phoff + index * sizeof(segment)));
        if (!elf.read(reinterpret_cast<char*>(&segment), sizeof(segment)))
            return false;
        if (segment.p_type != PT_NOTE || segment.p_filesz > longestNotes)
            continue;
        std::string notes(segment.p_filesz, '\0');
        elf.seekg(static_cast<std::streamoff>(segment.p_offset));
        elf.read(notes.data(), static_cast<std::streamsize>(notes.size()));
        // A note is three words (sizes of name and descriptor, type), then the name.
        const std::string mark = std::string({phys32Entry, 0, 0, 0}) + std::string("Xen\0", 4);
        if (elf && notes.find(mark) != std::string::npos)
            return true;
    }
    return false;
}

} // namespace

Result<void> unpackKernel(const std::string& bzImage, const std::string& target) {
    constexpr std::size_t largestImage = 256U << 20U;
    const std::string context = "unpack kernel '" + bzImage + "'";
    const std::string image = TRY_WITHIN(context, readFile(bzImage, largestImage));
    const std::string_view payload = TRY_WITHIN(context, payloadOf(image));
    Rollback rollback;
    rollback.add([&target] { std::remove(target.c_str()); });
    TRY_WITHIN(context, decompress(payload, target));
    if (!hasPvhEntry(target))
        return unsupported(context + ": it has no PVH entry (CONFIG_PVH)");
    rollback.dismiss();
    return {};
}

} // namespace twinvirt
