// Device nodes that come and go while a container runs: <disk>, <hostdev>.
#include "api/device_changes.h"
#include "lxc/driver_fixture.h"
#include "lxc/read_only_definitions.h"
#include "support/kill_process.h"
#include "util/atomic_file.h"
#include "util/process.h"

#include <gmock/gmock.h>
#include <sys/wait.h>

#include <filesystem>
#include <fstream>

namespace twinvirt::lxc {

using testing::HasSubstr;
using testing::Not;
namespace fs = std::filesystem;

/// With and without a user namespace.
class NodePlug : public DriverTest, public testing::WithParamInterface<bool> {
  protected:
    void SetUp() override {
        DriverTest::SetUp();
        if (IsSkipped())
            return;
        fs::create_directories(root_ / "tree/bin");
        fs::copy_file("/bin/busybox", root_ / "tree/bin/busybox");
        std::ofstream(root_ / "disk") << "on the disk" << std::string(65536, '\n');
        fs::permissions(root_.path(), fs::perms(0711));
        fs::create_directories(root_ / "etc");
        for (const char* file : {"etc/subuid", "etc/subgid"})
            std::ofstream(root_ / file) << "twinvirt:1600000000:655360\n";
    }

    DomainIdentity running(const std::string& more = "") {
        return defineAndStart(document("one", "/bin/busybox", {"sleep", "1000"},
                                       "<devices><filesystem type='mount'><source dir='" +
                                           root_ / "tree" +
                                           "'/><target dir='/'/></filesystem></devices>" + more +
                                           (GetParam() ? "<idmap mode='auto'/>" : "")));
    }
    [[nodiscard]] DeviceDocument disk(const std::string& target = "vdb",
                                      const std::string& more = "") const {
        return {"disk.xml", "<disk type='file'>" + more + "<source file='" + root_ / "disk" +
                                "'/><target dev='" + target + "'/></disk>"};
    }
    [[nodiscard]] static DeviceDocument characterDevice(const std::string& path) {
        return {"dev.xml", "<hostdev mode='capabilities' type='misc'><source><char>" + path +
                               "</char></source></hostdev>"};
    }
    std::string shell(const DomainIdentity& domain, const std::string& line) {
        return execute(domain, {"/bin/busybox", "sh", "-c", "b=/bin/busybox; " + line});
    }
    std::string attach(const DomainIdentity& domain, const DeviceDocument& device) {
        return messageOf(driver_->deviceChanges()->attachDevice(domain, device, {.live = true}));
    }
    std::string detach(const DomainIdentity& domain, const DeviceDocument& device) {
        return messageOf(driver_->deviceChanges()->detachDevice(domain, device, {.live = true}));
    }
    static std::string messageOf(const Result<void>& done) {
        return done ? "done" : done.error().message;
    }
    /// Loop devices of the host over files of this test.
    [[nodiscard]] std::size_t loops() const {
        std::size_t count = 0;
        std::error_code error;
        for (const auto& entry : fs::directory_iterator("/sys/block", error)) {
            const auto file = readFile(entry.path().string() + "/loop/backing_file").value_or("");
            count += file.find(root_.path()) != std::string::npos ? 1 : 0;
        }
        return count;
    }
    std::string live(const DomainIdentity& domain) {
        return driver_->dumpXml(domain, {}).value_or("?");
    }
};

INSTANTIATE_TEST_SUITE_P(Ids, NodePlug, testing::Bool(),
                         [](const auto& mapped) { return mapped.param ? "mapped" : "plain"; });

TEST_P(NodePlug, ADiskComesAndGoes) {
    const auto one = running();
    const auto before = cgroupFile("one", "devices", "devices.list");
    ASSERT_EQ(attach(one, disk()), "done");
    EXPECT_EQ(shell(one, "$b head -c 11 /dev/vdb"), "on the diskexit 0");
    EXPECT_EQ(shell(one, "echo THE | $b dd of=/dev/vdb bs=512 conv=sync 2>/dev/null"), "exit 0");
    EXPECT_EQ(loops(), 1U);
    EXPECT_THAT(live(one), HasSubstr("<target dev='vdb'"));
    EXPECT_THAT(attach(one, disk()), HasSubstr("target vdb already exists"));
    EXPECT_EQ(detach(one, disk()), "done");
    EXPECT_EQ(shell(one, "$b ls /dev/vdb 2>/dev/null"), "exit 1");
    EXPECT_TRUE(becomes([&] { return loops() == 0; }));
    EXPECT_EQ(readFile(root_ / "disk")->substr(0, 4), "THE\n");
    EXPECT_EQ(cgroupFile("one", "devices", "devices.list"), before);
    EXPECT_THAT(detach(one, disk()), HasSubstr("no target device vdb"));
}

TEST_P(NodePlug, AReadOnlyDiskIsOnlyRead) {
    const auto one = running();
    DeviceDocument device = disk();
    device.xml.insert(device.xml.find("</disk>"), "<readonly/>");
    ASSERT_EQ(attach(one, device), "done");
    EXPECT_EQ(shell(one, "$b head -c 11 /dev/vdb"), "on the diskexit 0");
    EXPECT_THAT(shell(one, "echo x > /dev/vdb"), Not(HasSubstr("exit 0")));
}

TEST_P(NodePlug, AQcow2DiskComesAndGoes) {
    if (::access("/dev/fuse", F_OK) != 0)
        GTEST_SKIP() << "this kernel has no FUSE";
    const auto made = runProcess("/usr/bin/qemu-img",
                                 {"convert", "-O", "qcow2", root_ / "disk", root_ / "disk.qcow2"},
                                 std::chrono::seconds(30));
    ASSERT_TRUE(made && made->status == 0);
    fs::rename(root_ / "disk.qcow2", root_ / "disk");
    const auto one = running();
    const auto device = disk("vdb", "<driver name='nbd' type='qcow2'/>");
    ASSERT_EQ(attach(one, device), "done");
    EXPECT_EQ(shell(one, "$b head -c 11 /dev/vdb"), "on the diskexit 0");
    EXPECT_EQ(driver_->domainFootprint(one)->runtime.size(), 2U);
    EXPECT_EQ(detach(one, device), "done");
    EXPECT_EQ(driver_->domainFootprint(one)->runtime.size(), 1U);
    EXPECT_EQ(loops(), 0U);
}

TEST_P(NodePlug, ADeviceOfTheHostComesAndGoes) {
    const auto one = running();
    const auto device = characterDevice("/dev/loop-control");
    EXPECT_EQ(shell(one, "[ -e /dev/loop-control ]"), "exit 1");
    ASSERT_EQ(attach(one, device), "done");
    EXPECT_EQ(shell(one, ": < /dev/loop-control"), "exit 0");
    EXPECT_EQ(detach(one, device), "done");
    EXPECT_EQ(shell(one, "[ -e /dev/loop-control ]"), "exit 1");
}

TEST_P(NodePlug, WhatEachContainerMayUseItMayUseAfterTheDetachToo) {
    if (::access("/dev/fuse", F_OK) != 0)
        GTEST_SKIP() << "this kernel has no FUSE";
    const auto one = running();
    const auto before = cgroupFile("one", "devices", "devices.list");
    const auto device = characterDevice("/dev/fuse");
    ASSERT_EQ(attach(one, device), "done");
    EXPECT_EQ(detach(one, device), "done");
    EXPECT_EQ(cgroupFile("one", "devices", "devices.list"), before);
}

TEST_P(NodePlug, OfTwoNamesOfOneDeviceTheOtherStaysUsable) {
    const auto one = running();
    ASSERT_EQ(attach(one, disk("vdb")), "done");
    std::string loop; // the container's own, as a device of the host for the second and third name
    for (const auto& entry : fs::directory_iterator("/sys/block"))
        if (readFile(entry.path().string() + "/loop/backing_file")
                .value_or("")
                .starts_with(root_ / "disk"))
            loop = "/dev/" + entry.path().filename().string();
    const auto named = [&loop](const std::string& target) {
        return DeviceDocument{"disk.xml", "<disk type='block'><source dev='" + loop +
                                              "'/><target dev='" + target + "'/></disk>"};
    };
    ASSERT_EQ(attach(one, named("vdc")), "done");
    ASSERT_EQ(attach(one, named("vdd")), "done");
    EXPECT_EQ(detach(one, named("vdd")), "done");
    EXPECT_EQ(shell(one, "$b head -c 11 /dev/vdc"), "on the diskexit 0");
    EXPECT_EQ(detach(one, named("vdc")), "done");
    EXPECT_EQ(shell(one, "$b head -c 11 /dev/vdb"), "on the diskexit 0");
}

TEST_P(NodePlug, WhatIsThereAlreadyStaysAsItIs) {
    const auto one = running();
    const auto before = live(one);
    EXPECT_THAT(attach(one, characterDevice("/dev/zero")), HasSubstr("mknod /dev/zero"));
    EXPECT_EQ(shell(one, "$b head -c 3 /dev/zero | $b wc -c"), "3\nexit 0");
    EXPECT_THAT(attach(one, disk("null")), HasSubstr("mknod /dev/null"));
    EXPECT_EQ(shell(one, "echo > /dev/null"), "exit 0");
    EXPECT_EQ(loops(), 0U);
    EXPECT_EQ(live(one), before);
}

TEST_P(NodePlug, ItIsTakenBackWhenTheDefinitionCannotBeSaved) {
    const auto one = running();
    const auto before = live(one);
    const ReadOnlyDefinitions readOnly(root_ / "etc/twinvirt/lxc");
    EXPECT_FALSE(
        driver_->deviceChanges()->attachDevice(one, disk(), {.live = true, .config = true}));
    EXPECT_EQ(shell(one, "$b ls /dev/vdb 2>/dev/null"), "exit 1");
    EXPECT_EQ(live(one), before);
    EXPECT_TRUE(becomes([&] { return loops() == 0; }));
}

TEST_P(NodePlug, NothingIsLeftWhoeverIsKilledAndARestartHasItAgain) {
    const auto one = running("<on_crash>restart</on_crash>");
    ASSERT_EQ(attach(one, disk()), "done");
    const auto before = status("one").initPid;
    test::killProcess(before);
    ASSERT_TRUE(becomes([&] {
        const auto now = status("one").initPid;
        return now > 0 && now != before && driver_->lookupByName("one")->id;
    }));
    EXPECT_EQ(shell(one, "$b head -c 11 /dev/vdb"), "on the diskexit 0");
    EXPECT_EQ(loops(), 1U);
    test::killProcess(status("one").supervisorPid);
    EXPECT_TRUE(becomes([&] { return !driver_->lookupByName("one")->id && loops() == 0; }));
}

TEST_P(NodePlug, ADevThatIsNotTheContainersIsNotTouched) {
    const auto one = running();
    const auto moved = shell(one, "$b umount -l /dev 2>/dev/null && $b mkdir -p /dev");
    if (moved != "exit 0")
        GTEST_SKIP() << "root inside may not unmount its /dev";
    EXPECT_THAT(attach(one, disk()), HasSubstr("/dev is not the one any more"));
    EXPECT_FALSE(fs::exists(root_ / "tree/dev/vdb"));
    EXPECT_EQ(loops(), 0U);
}

} // namespace twinvirt::lxc
