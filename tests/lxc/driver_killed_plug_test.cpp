// A client that is killed while it attaches or detaches a device: the device is there or it is not.
#include "api/device_changes.h"
#include "lxc/domain_lock.h"
#include "lxc/killed_client.h"
#include "lxc/network/link_list_file.h"
#include "lxc/network_fixture.h"
#include "support/kill_process.h"
#include "util/atomic_file.h"
#include "util/process.h"

#include <sys/wait.h>

#include <filesystem>
#include <fstream>
#include <set>

namespace twinvirt::lxc {

namespace fs = std::filesystem;

namespace {

/// A kind of device.
struct Device {
    std::string name;
    std::string xml;   ///< ROOT, BRIDGE, LENT and MAC stand for those of the test
    std::string there; ///< a line of the shell that succeeds inside when the device works
    std::string needs; ///< a file of the host
};

std::string replaced(std::string text, const std::string& word, const std::string& value) {
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at))
        text.replace(at, word.size(), value);
    return text;
}

const std::vector<Device> kinds{
    {"directory",
     "<filesystem type='mount'><source dir='ROOT/data'/><target dir='/mnt/data'/></filesystem>",
     "[ -e /mnt/data/file ]", "/bin/busybox"},
    {"disk", "<disk type='file'><source file='ROOT/disk'/><target dev='vdb'/></disk>",
     "$b head -c 11 /dev/vdb", "/dev/loop-control"},
    {"qcow2Disk",
     "<disk type='file'><driver name='nbd' type='qcow2'/><source file='ROOT/disk.qcow2'/>"
     "<target dev='vdb'/></disk>",
     "$b head -c 11 /dev/vdb", "/dev/fuse"},
    {"qcow2Filesystem",
     "<filesystem type='file'><driver type='nbd' format='qcow2'/><source file='ROOT/fs.qcow2'/>"
     "<target dir='/mnt/data'/></filesystem>",
     "[ -e /mnt/data/file ]", "/dev/fuse"},
    {"characterDevice",
     "<hostdev mode='capabilities' type='misc'><source><char>/dev/loop-control</char></source>"
     "</hostdev>",
     "[ -e /dev/loop-control ]", "/dev/loop-control"},
    {"bridgedInterface",
     "<interface type='bridge'><mac address='MAC'/><source bridge='BRIDGE'/></interface>",
     "$b ip link | $b grep -q MAC", "/bin/busybox"},
    {"userInterface", "<interface type='user'><mac address='MAC'/></interface>",
     "$b ip link | $b grep -q MAC", "/usr/bin/pasta"},
    {"deviceOfTheHost",
     "<hostdev mode='capabilities' type='net'><source><interface>LENT</interface></source>"
     "</hostdev>",
     "$b ip link | $b grep -q LENT", "/bin/busybox"},
};

} // namespace

class KilledPlugTest : public NetworkTest {
  protected:
    /// A container runs that can be given this device.
    void prepare(const Device& kind) {
        if (!fs::exists(kind.needs))
            GTEST_SKIP() << "needs " << kind.needs;
        kind_ = kind;
        for (const char* directory : {"tree/bin", "tree/mnt", "data"})
            fs::create_directories(root_ / directory);
        fs::copy_file("/bin/busybox", root_ / "tree/bin/busybox");
        std::ofstream(root_ / "data/file") << "of the host\n";
        std::ofstream(root_ / "disk") << "on the disk" << std::string(65536, '\n');
        makeImages();
        one_ = defineAndStart(document("one", "/bin/busybox", {"sleep", "1000"},
                                       "<devices><filesystem type='mount'><source dir='" +
                                           root_ / "tree" +
                                           "'/><target dir='/'/></filesystem></devices>"));
        device_ = {"device.xml", filled(kind_.xml)};
        without_ = files();
    }

    void makeImages() const {
        if (kind_.name.find("qcow2") == std::string::npos)
            return;
        run("/bin/dd", {"if=/dev/zero", "of=" + root_ / "fs", "bs=1M", "count=8", "status=none"});
        run("/sbin/mkfs.ext4", {"-q", "-d", root_ / "data", root_ / "fs"});
        for (const std::string image : {"disk", "fs"})
            run("/usr/bin/qemu-img",
                {"convert", "-O", "qcow2", root_ / image, root_ / (image + ".qcow2")});
    }
    static void run(const std::string& program, const std::vector<std::string>& arguments) {
        const auto done = runProcess(program, arguments, std::chrono::seconds(30));
        ASSERT_TRUE(done && done->status == 0) << program;
    }

    [[nodiscard]] std::string filled(const std::string& text) const {
        std::string result = replaced(text, "ROOT", root_.path());
        result = replaced(result, "BRIDGE", bridge_.name());
        result = replaced(result, "LENT", lent_.name());
        return replaced(result, "MAC", mac(1));
    }
    [[nodiscard]] DeviceDocument device() const { return {"device.xml", filled(kind_.xml)}; }
    [[nodiscard]] Result<void> attach(Driver& driver) const {
        return driver.deviceChanges()->attachDevice(one_, device_, both_);
    }
    [[nodiscard]] Result<void> detach(Driver& driver) const {
        return driver.deviceChanges()->detachDevice(one_, device_, both_);
    }

    bool worksInside() {
        const auto line = "b=/bin/busybox; " + filled(kind_.there) + " >/dev/null 2>&1";
        return execute(one_, {"/bin/busybox", "sh", "-c", line}) == "exit 0";
    }
    /// All that says something of the container's devices, after a look that puts it in order.
    std::string files() {
        EXPECT_TRUE(driver_->lookupByName("one"));
        std::string text = driver_->dumpXml(one_, {}).value_or("?") +
                           driver_->dumpXml(one_, {.inactive = true}).value_or("?") +
                           readFile(runDirectory("one").launchSpec()).value_or("?") +
                           cgroupFile("one", "devices", "devices.list");
        for (const auto& link : readLinkNames(runDirectory("one")))
            text += link + "\n";
        std::set<std::string> names;
        std::error_code error;
        for (const auto& entry : fs::directory_iterator(runDirectory("one").path, error))
            if (const auto name = entry.path().filename().string();
                name.find(".new-") == std::string::npos)
                names.insert(name);
        names.erase("links");
        names.erase("network"); // it stays until the end once a device has needed it
        for (const auto& name : names)
            text += name + "\n";
        return text;
    }
    bool isKnown() {
        const auto xml = driver_->dumpXml(one_, {}).value_or("?");
        const bool persistent =
            driver_->dumpXml(one_, {.inactive = true}).value_or("?").find(key()) !=
            std::string::npos;
        EXPECT_EQ(xml.find(key()) != std::string::npos, persistent) << xml;
        return persistent;
    }
    [[nodiscard]] std::string key() const {
        for (const char* word : {"/mnt/data", "vdb", "/dev/loop-control"})
            if (kind_.xml.find(word) != std::string::npos)
                return word;
        return kind_.xml.find("MAC") != std::string::npos ? mac_ : lent_.name();
    }
    /// What of the device is on the host.
    std::string remains() {
        std::string found = hostEnds();
        std::error_code error;
        for (const auto& entry : fs::directory_iterator("/sys/block", error))
            if (readFile(entry.path().string() + "/loop/backing_file")
                    .value_or("")
                    .find(root_.path()) != std::string::npos)
                found += entry.path().filename().string() + " ";
        for (const auto& entry : fs::directory_iterator("/proc", error)) {
            const auto arguments = readFile(entry.path().string() + "/cmdline").value_or("");
            if ((arguments.starts_with("pasta") || arguments.starts_with("qemu-storage")) &&
                arguments.find(root_.path()) != std::string::npos)
                found += "process " + entry.path().filename().string() + " ";
        }
        return found + (lent_.isOnHost() ? "" : "away: " + lent_.name());
    }

    /// Kills it, see killed_client.h, and waits for who mounts for it, and holds the lock as well:
    /// until then the domain is being changed.
    bool killAt(int call, const std::function<void()>& task) const {
        const bool killed = runAndKillAtCall(task, call);
        EXPECT_TRUE(DomainLock::acquire(StatePaths{root_.path()}, "one"));
        return killed;
    }
    /// After whatever was killed; leaves the container without the device.
    void expectWholeOrGone(const std::string& when) {
        ASSERT_TRUE(driver_->lookupByName("one")->id) << when;
        const bool known = isKnown();
        EXPECT_EQ(worksInside(), known) << when;
        if (known) {
            const auto detached = detach(*driver_);
            EXPECT_TRUE(detached) << when << ": " << detached.error().message;
        }
        EXPECT_TRUE(becomes([this] { return remains().empty(); })) << when << ": " << remains();
        EXPECT_FALSE(worksInside()) << when;
        EXPECT_EQ(files(), without_) << when;
    }

    Device kind_;
    HostLink lent_{linkName("d"), "type veth peer name " + linkName("p")};
    static constexpr ChangeScope both_{.live = true, .config = true};
    const std::string mac_ = mac(1); ///< of this process, not of those that are forked
    DomainIdentity one_;
    DeviceDocument device_;
    std::string without_; ///< files() while the device is not there
};

/// With each kind of device.
class KilledPlug : public KilledPlugTest, public testing::WithParamInterface<Device> {
  protected:
    void SetUp() override {
        NetworkTest::SetUp();
        if (!IsSkipped())
            prepare(GetParam());
    }
    /// Runs `task` again and again, each time killed at a later change; `after` looks at what it
    /// left, and `before` makes it ready. Ends with a run that nobody kills.
    void killAtEachChange(const std::function<void()>& before, const std::function<void()>& task,
                          const std::function<void(const std::string&)>& after) {
        for (int call = 1; !HasFailure(); ++call) {
            before();
            ASSERT_LT(call, 1000) << "it does not come to its end";
            if (!killAt(call, task)) {
                EXPECT_GT(call, 10) << "it changes more than that";
                return;
            }
            after("killed at change " + std::to_string(call));
        }
    }
};

INSTANTIATE_TEST_SUITE_P(OfEachKind, KilledPlug, testing::ValuesIn(kinds),
                         [](const auto& kind) { return kind.param.name; });

TEST_P(KilledPlug, WhoeverIsKilledWhileAttachingTheDeviceIsThereOrNot) {
    killAtEachChange([] {}, [this] { (void)attach(*openDriver()); },
                     [this](const auto& when) { expectWholeOrGone(when); });
    EXPECT_TRUE(worksInside()) << "nobody was killed";
    EXPECT_TRUE(detach(*driver_));
}

TEST_P(KilledPlug, WhoeverIsKilledWhileDetachingTheDeviceIsThereOrNot) {
    killAtEachChange(
        [this] {
            const auto attached = attach(*driver_);
            ASSERT_TRUE(attached) << attached.error().message;
        },
        [this] { (void)detach(*openDriver()); },
        [this](const auto& when) { expectWholeOrGone(when); });
    EXPECT_EQ(files(), without_) << "nobody was killed";
}

TEST_P(KilledPlug, TheEndOfTheContainerReleasesWhatAKilledClientLeft) {
    killAtEachChange(
        [this] {
            if (driver_->lookupByName("one")->id)
                return;
            (void)driver_->deviceChanges()->detachDevice(one_, device_, {.config = true});
            ASSERT_TRUE(driver_->startDomain(one_, {}));
        },
        [this] { (void)attach(*openDriver()); },
        [this](const auto& when) {
            test::killProcess(status("one").supervisorPid);
            EXPECT_TRUE(becomes([this] { return !driver_->lookupByName("one")->id; })) << when;
            EXPECT_TRUE(becomes([this] { return remains().empty(); })) << when << remains();
            EXPECT_EQ(leftoversBesidesLastRun("one"), "") << when;
        });
}

class HeldPlugTest : public KilledPlugTest {
  protected:
    void SetUp() override {
        NetworkTest::SetUp();
        if (!IsSkipped())
            prepare(kinds.front());
    }
};

TEST_F(HeldPlugTest, WhatTheContainerMountedItselfStaysWhoeverIsKilledWhileAttaching) {
    const std::string b = "/bin/busybox";
    ASSERT_EQ(execute(one_, {b, "sh", "-c",
                             b + " mkdir -p /mnt/data && " + b +
                                 " mount -t tmpfs own /mnt/data && " + b + " touch /mnt/data/own"}),
              "exit 0");
    without_ = files();
    int call = 1;
    while (!HasFailure() && killAt(call, [this] { (void)attach(*openDriver()); })) {
        EXPECT_EQ(files(), without_) << "killed at change " << call;
        EXPECT_EQ(execute(one_, {b, "ls", "/mnt/data"}), "own\nexit 0");
        ASSERT_LT(++call, 1000) << "it does not come to its end";
    }
    EXPECT_GT(call, 8) << "it is announced, and refused inside";
}

TEST_F(HeldPlugTest, WhatAProcessInsideHoldsStaysWhoeverIsKilledWhileDetaching) {
    ASSERT_TRUE(attach(*driver_));
    ASSERT_EQ(execute(one_, {"/bin/busybox", "sh", "-c",
                             "cd /mnt/data; /bin/busybox sleep 1000 </dev/null >/dev/null 2>&1 &"}),
              "exit 0");
    const auto with = files();
    int call = 1;
    while (!HasFailure() && killAt(call, [this] { (void)detach(*openDriver()); })) {
        EXPECT_EQ(files(), with) << "killed at change " << call;
        EXPECT_TRUE(worksInside());
        ASSERT_LT(++call, 1000) << "it does not come to its end";
    }
    EXPECT_GT(call, 10);
    EXPECT_EQ(files(), with);
}

} // namespace twinvirt::lxc
