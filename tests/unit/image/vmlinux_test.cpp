#include "image/command.h"
#include "image/vmlinux.h"
#include "support/temporary_directory.h"
#include "util/atomic_file.h"
#include "util/process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <elf.h>
#include <filesystem>

using namespace twinvirt;
using testing::HasSubstr;

namespace {

/// An ELF file with one note segment: the entry of Xen's PVH when `type` is 18.
std::string elfWithNote(std::uint32_t type) {
    const std::array<std::uint32_t, 3> words{4, 8, type};
    std::string note(reinterpret_cast<const char*>(words.data()), sizeof(words));
    note += std::string("Xen\0\0\0\0\1\0\0\0\0", 12);
    Elf64_Ehdr header{};
    std::memcpy(header.e_ident, ELFMAG, SELFMAG);
    header.e_ident[EI_CLASS] = ELFCLASS64;
    header.e_phoff = sizeof(header);
    header.e_phnum = 1;
    Elf64_Phdr segment{};
    segment.p_type = PT_NOTE;
    segment.p_offset = sizeof(header) + sizeof(segment);
    segment.p_filesz = note.size();
    return std::string(reinterpret_cast<const char*>(&header), sizeof(header)) +
           std::string(reinterpret_cast<const char*>(&segment), sizeof(segment)) + note;
}

class Vmlinux : public testing::Test {
  protected:
    /// A bzImage with one sector of set-up code in front of the payload.
    void writeBzImage(const std::string& payload) {
        std::string image(1024 + 16, '\0');
        image[0x1f1] = 1;
        std::memcpy(image.data() + 0x202, "HdrS", 4);
        image[0x206] = 0x0f;
        image[0x207] = 0x02;
        image[0x248] = 16;
        const auto length = static_cast<std::uint32_t>(payload.size());
        std::memcpy(image.data() + 0x24c, &length, sizeof(length));
        ASSERT_TRUE(writeFileAtomically(bzImage_, image + payload + "trailing signature",
                                        Durability::volatileState));
    }
    std::string packed(const std::string& content, const std::string& command) {
        EXPECT_TRUE(writeFileAtomically(directory_ / "plain", content, Durability::volatileState));
        const auto run = runProcess("/bin/sh", {"-c", command + " <" + (directory_ / "plain")},
                                    std::chrono::seconds(10));
        return run ? run->output : "";
    }
    std::string refusal() {
        const auto unpacked = unpackKernel(bzImage_, target_);
        EXPECT_FALSE(std::filesystem::exists(target_));
        EXPECT_FALSE(std::filesystem::exists(target_ + ".packed"));
        return unpacked ? "it was unpacked" : unpacked.error().message;
    }
    test::TemporaryDirectory directory_{"vmlinux"};
    std::string bzImage_ = directory_ / "vmlinuz";
    std::string target_ = directory_ / "vmlinux";
};

TEST_F(Vmlinux, ComesOutAsItWentInWhateverPackedIt) {
    const std::string kernel = elfWithNote(18) + std::string(100000, 'k');
    struct Packer {
        const char* name;
        const char* command;
        const char* appended;
    };
    for (const Packer& packer :
         {Packer{"gzip", "gzip -9c", ""}, Packer{"lz4", "lz4 -lc", "size"},
          Packer{"xz", "xz --check=crc32 -c", "size"}, Packer{"zstd", "zstd -c", "size"}}) {
        if (!findProgram(packer.name, packer.name))
            continue; // gzip is always there
        writeBzImage(packed(kernel, packer.command) + packer.appended);
        const auto unpacked = unpackKernel(bzImage_, target_);
        ASSERT_TRUE(unpacked) << packer.name << ": " << unpacked.error().message;
        EXPECT_EQ(readFile(target_).value(), kernel) << packer.name;
    }
}

TEST_F(Vmlinux, WithoutAPvhEntryIsRefused) {
    writeBzImage(packed(elfWithNote(17), "gzip -c"));
    EXPECT_THAT(refusal(), HasSubstr("no PVH entry"));
}

TEST_F(Vmlinux, OfAnUnknownCompressionIsRefused) {
    writeBzImage("LZMB of tomorrow");
    EXPECT_THAT(refusal(), HasSubstr("unknown way"));
}

TEST_F(Vmlinux, ThatIsCutOffIsRefused) {
    writeBzImage(packed(elfWithNote(18), "gzip -c"));
    std::filesystem::resize_file(bzImage_, 1050);
    EXPECT_THAT(refusal(), HasSubstr("cut off"));
}

TEST_F(Vmlinux, OfSomethingElseIsRefused) {
    for (const std::string& content : {std::string(), std::string("MZ"), std::string(5000, 'x')}) {
        ASSERT_TRUE(writeFileAtomically(bzImage_, content, Durability::volatileState));
        EXPECT_THAT(refusal(), HasSubstr("no bzImage"));
    }
}

} // namespace
