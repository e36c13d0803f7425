#include "kvm/cgroup_memory.h"
#include "support/temporary_directory.h"

#include <gtest/gtest.h>

#include <fstream>

namespace twinvirt::kvm {
namespace {

/// A /proc with one process and a tree of cgroups, both made up.
class CgroupMemory : public testing::Test {
  protected:
    void writeFile(const std::string& name, const std::string& text) {
        const std::filesystem::path path = directory_ / name;
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path) << text;
    }
    std::optional<std::string> find() {
        return cgroupMemoryFile(7, directory_ / "proc", directory_ / "cgroup");
    }
    test::TemporaryDirectory directory_{"cgroup-memory-test"};
};

TEST_F(CgroupMemory, findsTheMachineDirectoryOfV1AboveItsEmulatorGroup) {
    writeFile("proc/7/cgroup",
              "4:memory:/machine/qemu-3-web.libvirt-qemu/libvirt/emulator\n0::/\n");
    writeFile("cgroup/memory/machine/qemu-3-web.libvirt-qemu/memory.usage_in_bytes", "1\n");
    EXPECT_EQ(find(), directory_ / "cgroup/memory/machine/qemu-3-web.libvirt-qemu/"
                                   "memory.usage_in_bytes");
}

TEST_F(CgroupMemory, findsTheScopeOfSystemdOnV2) {
    writeFile("proc/7/cgroup", "0::/machine.slice/machine-qemu\\x2d3\\x2dweb.scope/libvirt\n");
    writeFile("cgroup/machine.slice/machine-qemu\\x2d3\\x2dweb.scope/memory.current", "1\n");
    EXPECT_EQ(find(),
              directory_ / "cgroup/machine.slice/machine-qemu\\x2d3\\x2dweb.scope/memory.current");
}

TEST_F(CgroupMemory, findsNoneWhenQemuIsInAnotherCgroup) {
    writeFile("proc/7/cgroup", "4:memory:/user/session\n0::/init.scope\n");
    EXPECT_EQ(find(), std::nullopt);
}

TEST_F(CgroupMemory, findsNoneWhenTheProcessIsGone) {
    EXPECT_EQ(find(), std::nullopt);
}

} // namespace
} // namespace twinvirt::kvm
