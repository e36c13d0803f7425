// File systems that come and go while a container runs.
#include "api/device_changes.h"
#include "api/domain_clones.h"
#include "lxc/driver_fixture.h"
#include "lxc/read_only_definitions.h"
#include "support/kill_process.h"
#include "util/atomic_file.h"
#include "util/process.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

namespace twinvirt::lxc {

using testing::HasSubstr;
using testing::Not;
namespace fs = std::filesystem;

/// With and without a user namespace.
class FilesystemPlug : public DriverTest, public testing::WithParamInterface<bool> {
  protected:
    void SetUp() override {
        DriverTest::SetUp();
        if (IsSkipped())
            return;
        tree_ = root_ / "tree";
        data_ = root_ / "data";
        for (const auto& directory : {tree_ + "/bin", tree_ + "/etc", tree_ + "/mnt", data_})
            fs::create_directories(directory);
        fs::copy_file("/bin/busybox", tree_ + "/bin/busybox");
        fs::create_symlink("busybox", tree_ + "/bin/sh");
        fs::create_symlink("/etc", tree_ + "/link");
        std::ofstream(data_ + "/file") << "of the host\n";
        fs::permissions(root_.path(), fs::perms(0711));
        fs::create_directories(root_ / "etc");
        for (const char* file : {"etc/subuid", "etc/subgid"})
            std::ofstream(root_ / file) << "twinvirt:1600000000:655360\n";
    }

    DomainIdentity running(const std::string& more = "") {
        return defineAndStart(document("one", "/bin/sh",
                                       {"-c", "while :; do /bin/busybox sleep 1; done"},
                                       "<devices><filesystem type='mount'><source dir='" + tree_ +
                                           "'/><target dir='/'/></filesystem></devices>" + more +
                                           (GetParam() ? "<idmap mode='auto'/>" : "")));
    }

    [[nodiscard]] DeviceDocument directory(const std::string& target,
                                           const std::string& more = "") const {
        return {"fs.xml", "<filesystem type='mount'><source dir='" + data_ + "'/><target dir='" +
                              target + "'/>" + more + "</filesystem>"};
    }

    std::string shell(const DomainIdentity& domain, const std::string& line) {
        return execute(domain, {"/bin/sh", "-c", "PATH=/bin/busybox; b=/bin/busybox; " + line});
    }
    std::string attach(const DomainIdentity& domain, const DeviceDocument& device) {
        return messageOf(driver_->deviceChanges()->attachDevice(domain, device, {.live = true}));
    }
    std::string detach(const DomainIdentity& domain, const std::string& target) {
        return messageOf(driver_->deviceChanges()->detachDevice(
            domain,
            {"fs.xml",
             "<filesystem><source dir='/any'/><target dir='" + target + "'/></filesystem>"},
            {.live = true}));
    }
    static std::string messageOf(const Result<void>& done) {
        return done ? "done" : done.error().message;
    }
    std::string live(const DomainIdentity& domain) {
        return driver_->dumpXml(domain, {}).value_or("?");
    }

    std::string tree_; ///< the container's root
    std::string data_; ///< what comes and goes
};

INSTANTIATE_TEST_SUITE_P(Ids, FilesystemPlug, testing::Bool(),
                         [](const auto& mapped) { return mapped.param ? "mapped" : "plain"; });

TEST_P(FilesystemPlug, ADirectoryComesAndGoes) {
    const auto one = running();
    ASSERT_EQ(attach(one, directory("/srv/data")), "done");
    EXPECT_EQ(shell(one, "$b cat /srv/data/file; echo mine > /srv/data/new; "
                         "$b stat -c %u:%g /srv /srv/data/new"),
              "of the host\n0:0\n0:0\nexit 0");
    struct stat written {};
    ASSERT_EQ(::stat((data_ + "/new").c_str(), &written), 0);
    EXPECT_EQ(written.st_uid, 0U) << "the ids of the container are mapped";
    EXPECT_THAT(live(one), HasSubstr("<target dir='/srv/data'/>"));
    EXPECT_THAT(driver_->dumpXml(one, {.inactive = true}).value(), Not(HasSubstr("/srv/data")));
    EXPECT_THAT(attach(one, directory("/srv/data/")), HasSubstr("already"));

    EXPECT_EQ(detach(one, "/srv/data/"), "done");
    EXPECT_EQ(shell(one, "$b ls /srv/data"), "exit 0");
    EXPECT_TRUE(fs::exists(data_ + "/new"));
    EXPECT_THAT(live(one), Not(HasSubstr("/srv/data")));
    EXPECT_THAT(detach(one, "/srv/data"), HasSubstr("no filesystem with <target dir='/srv/data'"));
}

TEST_P(FilesystemPlug, WhatIsReadOnlyStaysSo) {
    const auto one = running();
    ASSERT_EQ(attach(one, directory("/mnt", "<readonly/>")), "done");
    const auto tried = shell(one, "$b mount -o remount,bind,rw /mnt; echo x > /mnt/new");
    if (GetParam()) { // root of a container without a user namespace may remount: README
        EXPECT_THAT(tried, HasSubstr("Read-only file system"));
    }
    EXPECT_THAT(shell(one, "$b cat /mnt/file"), HasSubstr("of the host"));
}

TEST_P(FilesystemPlug, EachKindOfSourceIsPlugged) {
    const auto one = running();
    const std::string image = root_ / "image";
    ASSERT_TRUE(runProcess("/bin/dd",
                           {"if=/dev/zero", "of=" + image, "bs=1M", "count=8", "status=none"},
                           std::chrono::seconds(10)));
    ASSERT_TRUE(
        runProcess("/sbin/mkfs.ext4", {"-q", "-d", data_, image}, std::chrono::seconds(10)));
    fs::create_directories(root_ / "upper");
    fs::create_directories(root_ / "work");
    const auto device = [](const std::string& type, const std::string& source,
                           const std::string& target) {
        return DeviceDocument{"fs.xml", "<filesystem type='" + type + "'><source " + source +
                                            "/><target dir='" + target + "'/></filesystem>"};
    };
    EXPECT_EQ(attach(one, device("ram", "usage='1024' units='KiB'", "/mnt/ram")), "done");
    EXPECT_THAT(shell(one, "$b df -k /mnt/ram"), HasSubstr(" 1024 "));
    EXPECT_EQ(attach(one, device("bind", "dir='/etc'", "/mnt/etc")), "done");
    EXPECT_EQ(shell(one, "echo x > /etc/seen; $b cat /mnt/etc/seen"), "x\nexit 0");
    EXPECT_EQ(
        attach(one, {"fs.xml", "<filesystem type='overlay'><source dir='" + data_ + "' upperdir='" +
                                   root_ / "upper" + "' workdir='" + root_ / "work" +
                                   "'/><target dir='/mnt/over'/></filesystem>"}),
        "done");
    EXPECT_EQ(shell(one, "echo x > /mnt/over/file; $b cat /mnt/over/file"), "x\nexit 0");
    EXPECT_EQ(readFile(data_ + "/file").value(), "of the host\n");
    EXPECT_EQ(detach(one, "/mnt/over"), "done");
    EXPECT_EQ(detach(one, "/mnt/ram"), "done");
    EXPECT_EQ(detach(one, "/mnt/etc"), "done");
    EXPECT_EQ(shell(one, "$b ls -A /mnt/ram /mnt/etc"), "/mnt/etc:\n\n/mnt/ram:\nexit 0");
    const auto attached = attach(one, device("file", "file='" + image + "'", "/mnt/image"));
    if (attached.find("/dev/loop") != std::string::npos)
        GTEST_SKIP() << "of the kinds, the image: " << attached;
    EXPECT_EQ(attached, "done");
    EXPECT_THAT(shell(one, "$b cat /mnt/image/file"), HasSubstr("of the host"));
    EXPECT_EQ(detach(one, "/mnt/image"), "done");
}

TEST_P(FilesystemPlug, WhatIsInUseStaysAndNothingIsForgotten) {
    const auto one = running();
    ASSERT_EQ(attach(one, directory("/mnt/data")), "done");
    const auto started =
        shell(one, "cd /mnt/data; $b sleep 1000 </dev/null >/dev/null 2>&1 & echo $!");
    const auto before = live(one);
    EXPECT_THAT(detach(one, "/mnt/data"), HasSubstr("in use"));
    EXPECT_EQ(live(one), before);
    EXPECT_THAT(shell(one, "$b cat /mnt/data/file"), HasSubstr("of the host"));
    EXPECT_EQ(shell(one, "kill " + started.substr(0, started.find('\n'))), "exit 0");
    EXPECT_TRUE(becomes([&] { return detach(one, "/mnt/data") == "done"; }));
}

TEST_P(FilesystemPlug, NoLinkIsFollowedAndNothingIsCovered) {
    const auto one = running();
    const auto before = live(one);
    EXPECT_THAT(attach(one, directory("/link/x")), HasSubstr("symbolic link"));
    EXPECT_FALSE(fs::exists(tree_ + "/etc/x"));
    EXPECT_THAT(attach(one, directory("/")), HasSubstr("root"));
    EXPECT_THAT(attach(one, directory("/proc")), HasSubstr("mounted at '/proc' inside already"));
    EXPECT_THAT(detach(one, "/proc"), HasSubstr("no filesystem"));
    EXPECT_THAT(attach(one, {"fs.xml", "<filesystem type='mount'><source dir='/nosuch'/>"
                                       "<target dir='/mnt'/></filesystem>"}),
                HasSubstr("/nosuch"));
    EXPECT_EQ(live(one), before);
    EXPECT_EQ(shell(one, "$b ls /mnt"), "exit 0");
}

/// E3 of threats-and-faults for a container that already runs.
TEST_P(FilesystemPlug, ATargetThatBecomesALinkLeadsNowhere) {
    fs::create_directories(tree_ + "/mnt/real");
    fs::create_symlink("/etc", tree_ + "/mnt/trap");
    const auto one = defineAndStart(
        document("one", "/bin/sh",
                 {"-c", "cd /mnt; b=/bin/busybox; while :; do $b mv -T real t; $b mv -T t real; "
                        "$b mv -T trap t; $b mv -T t trap; done"},
                 "<devices><filesystem type='mount'><source dir='" + tree_ +
                     "'/><target dir='/'/></filesystem></devices>" +
                     (GetParam() ? "<idmap mode='auto'/>" : "")));
    unsigned attached = 0;
    unsigned refused = 0;
    for (unsigned i = 0; i < 100; ++i) {
        const auto said = attach(one, directory("/mnt/t/x"));
        attached += said == "done" ? 1 : 0;
        refused += said.find("symbolic link") != std::string::npos ? 1 : 0;
        EXPECT_FALSE(fs::exists(tree_ + "/etc/x")) << said;
        if (said == "done") // where the target went by now is the container's affair
            (void)detach(one, "/mnt/t/x");
    }
    RecordProperty("attached", static_cast<int>(attached));
    RecordProperty("refused", static_cast<int>(refused));
    EXPECT_FALSE(fs::exists(tree_ + "/etc/x"));
}

TEST_P(FilesystemPlug, WhatIsNotAtItsTargetIsNotSaidToBeGone) {
    const auto one = running();
    ASSERT_EQ(attach(one, directory("/mnt/data")), "done");
    ASSERT_EQ(shell(one, "$b mv /mnt /moved"), "exit 0");
    EXPECT_THAT(detach(one, "/mnt/data"), HasSubstr("moved it and keeps it"));
    EXPECT_THAT(shell(one, "$b cat /moved/data/file"), HasSubstr("of the host"));
    EXPECT_THAT(live(one), HasSubstr("/mnt/data"));
}

TEST_P(FilesystemPlug, ItIsThereAfterARestart) {
    const auto one = running("<on_crash>restart</on_crash>");
    ASSERT_EQ(attach(one, directory("/mnt/data")), "done");
    const auto before = status("one").initPid;
    test::killProcess(before);
    ASSERT_TRUE(becomes([&] {
        const auto now = status("one").initPid;
        return now > 0 && now != before && driver_->lookupByName("one")->id;
    }));
    EXPECT_THAT(shell(one, "$b cat /mnt/data/file"), HasSubstr("of the host"));
}

TEST_P(FilesystemPlug, OfADefinitionItIsThereAtTheNextStart) {
    const auto one = running();
    ASSERT_TRUE(
        driver_->deviceChanges()->attachDevice(one, directory("/mnt/data"), {.config = true}));
    EXPECT_EQ(shell(one, "$b ls /mnt"), "exit 0");
    ASSERT_TRUE(driver_->destroyDomain(one));
    ASSERT_TRUE(driver_->startDomain(one, {}));
    EXPECT_THAT(shell(one, "$b cat /mnt/data/file"), HasSubstr("of the host"));
}

TEST_P(FilesystemPlug, ItIsTakenBackWhenTheDefinitionCannotBeSaved) {
    const auto one = running();
    const auto before = live(one);
    const ReadOnlyDefinitions readOnly(root_ / "etc/twinvirt/lxc");
    EXPECT_FALSE(driver_->deviceChanges()->attachDevice(one, directory("/mnt/data"),
                                                        {.live = true, .config = true}));
    EXPECT_EQ(live(one), before);
    EXPECT_EQ(shell(one, "$b ls -A /mnt/data"), "exit 0") << "the directory alone is left";
}

TEST_P(FilesystemPlug, NobodyWritesIntoALayer) {
    const auto base = define(document("base", "/bin/sh", {"-c", "exit"},
                                      "<devices><filesystem type='mount'><source dir='" + data_ +
                                          "'/><target dir='/'/></filesystem></devices>"));
    const auto snapshot = driver_->clones()->cloneDomain(base, {"snap", true, {}});
    ASSERT_TRUE(snapshot) << snapshot.error().message;
    const auto one = running();
    EXPECT_THAT(attach(one, directory("/mnt/data")), HasSubstr("'snap' shows"));
    EXPECT_EQ(shell(one, "$b ls /mnt"), "exit 0");
    EXPECT_EQ(attach(one, directory("/mnt/data", "<readonly/>")), "done");
}

} // namespace twinvirt::lxc
