// Clones of real containers: what they share, what they keep apart, and who may write.
#include "api/domain_clones.h"
#include "lxc/driver_fixture.h"
#include "util/atomic_file.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <fstream>

namespace twinvirt::lxc {

using testing::ElementsAre;
using testing::HasSubstr;
namespace fs = std::filesystem;

class CloneTest : public DriverTest {
  protected:
    void SetUp() override {
        DriverTest::SetUp();
        if (IsSkipped())
            return;
        tree_ = root_ / "tree";
        for (const char* directory : {"/bin", "/etc", "/srv/old"})
            fs::create_directories(tree_ + directory);
        fs::copy_file("/bin/busybox", tree_ + "/bin/busybox");
        fs::create_symlink("busybox", tree_ + "/bin/sh");
        std::ofstream(tree_ + "/etc/motd") << "base\n";
        std::ofstream(tree_ + "/etc/gone") << "x\n";
        std::ofstream(tree_ + "/srv/old/file") << "x\n";
    }

    [[nodiscard]] DomainDocument original(const std::string& readOnly = "",
                                          const std::string& more = "") const {
        return document("base", "/bin/sh", {"-c", "while :; do /bin/busybox sleep 1; done"},
                        "<devices><filesystem type='mount'><source dir='" + tree_ +
                            "'/><target dir='/'/>" + readOnly + "</filesystem></devices>" + more);
    }

    DomainIdentity clone(const DomainIdentity& of, const std::string& name, bool snapshot) {
        const auto cloned = driver_->clones()->cloneDomain(of, {name, snapshot, {}});
        EXPECT_TRUE(cloned) << (cloned ? "" : cloned.error().message);
        return cloned ? cloned->record.identity : DomainIdentity{};
    }

    static std::string messageOf(const auto& result) {
        return result ? "it worked" : result.error().message;
    }

    std::string tree_;
};

/// Its layers are mapped, for the kernel maps no ids on an overlay itself.
TEST_F(CloneTest, ASnapshotOfAContainerWithIdsOwnsItsFilesAndChownsNone) {
    fs::permissions(root_.path(), fs::perms(0711));
    const auto base =
        define(original("", "<idmap><uid start='0' target='1700000000' count='65536'/>"
                            "<gid start='0' target='1700000000' count='65536'/>"
                            "</idmap>"));
    const auto first = clone(base, "first", true);
    ASSERT_TRUE(driver_->startDomain(first, {}));
    EXPECT_EQ(execute(first, {"/bin/sh", "-c",
                              "echo new > /etc/motd; busybox rm -r /srv/old; busybox mkdir "
                              "/srv/old; busybox stat -c %u:%g /etc/motd /bin/busybox /srv"}),
              "0:0\n0:0\n0:0\nexit 0");
    EXPECT_EQ(readFile(tree_ + "/etc/motd").value(), "base\n");
    struct stat written {};
    const std::string upper = root_ / "var/lib/twinvirt/clones/first/upper";
    ASSERT_EQ(::stat((upper + "/etc/motd").c_str(), &written), 0);
    EXPECT_EQ(written.st_uid, 0U) << "on the host's disk";
    EXPECT_THAT(driver_->clones()->changedFiles(first).value(),
                testing::IsSupersetOf({FileChange{FileChange::Kind::changed, "/etc/motd"},
                                       FileChange{FileChange::Kind::deleted, "/srv/old/file"}}));
    ASSERT_TRUE(driver_->destroyDomain(first));
    const auto second = clone(first, "second", true);
    ASSERT_TRUE(driver_->startDomain(second, {}));
    EXPECT_EQ(execute(second, {"/bin/busybox", "cat", "/etc/motd"}), "new\nexit 0");
}

TEST_F(CloneTest, ASnapshotKeepsItsChangesApartAndTellsThem) {
    const auto base = define(original());
    const auto snapshot = clone(base, "snap", true);
    ASSERT_TRUE(driver_->startDomain(snapshot, {}));
    EXPECT_EQ(execute(snapshot, {"/bin/sh", "-c",
                                 "echo new > /etc/motd; busybox rm /etc/gone; busybox touch "
                                 "/etc/added; busybox rm -r /srv/old; busybox mkdir /srv/old"}),
              "exit 0");
    EXPECT_EQ(readFile(tree_ + "/etc/motd").value(), "base\n");
    const auto changes = driver_->clones()->changedFiles(snapshot);
    ASSERT_TRUE(changes) << changes.error().message;
    using Kind = FileChange::Kind;
    EXPECT_THAT(*changes, testing::IsSupersetOf({FileChange{Kind::changed, "/etc/motd"},
                                                 FileChange{Kind::deleted, "/etc/gone"},
                                                 FileChange{Kind::added, "/etc/added"},
                                                 FileChange{Kind::deleted, "/srv/old/file"}}));
    EXPECT_THAT(*changes, testing::Not(testing::Contains(FileChange{Kind::changed, "/bin/sh"})));
}

TEST_F(CloneTest, TheOriginalOfASnapshotStartsReadOnlyOnly) {
    const auto base = define(original());
    const auto snapshot = clone(base, "snap", true);
    EXPECT_THAT(messageOf(driver_->startDomain(base, {})),
                HasSubstr("layers: domain 'snap' shows '" + tree_ + "' through an overlay"));
    EXPECT_EQ(driver_->lookupByName("base")->id, std::nullopt);
    ASSERT_TRUE(driver_->undefineDomain(base));
    const auto readOnly = define(original("<readonly/>"));
    EXPECT_TRUE(driver_->startDomain(readOnly, {}));
    EXPECT_TRUE(driver_->startDomain(snapshot, {}));
}

TEST_F(CloneTest, ASnapshotDoesNotStartWhileItsOriginalIsWritten) {
    const auto base = define(original());
    const auto snapshot = clone(base, "snap", true);
    ASSERT_TRUE(driver_->undefineDomain(snapshot));
    ASSERT_TRUE(driver_->startDomain(base, {}));
    EXPECT_THAT(messageOf(driver_->clones()->cloneDomain(base, {"other", true, {}})),
                HasSubstr("domain is running"));
}

TEST_F(CloneTest, UndefiningTheOriginalWithItsStorageWaitsForItsSnapshots) {
    const auto base = define(original());
    const auto snapshot = clone(base, "snap", true);
    EXPECT_THAT(messageOf(driver_->clones()->undefineWithStorage(base)), HasSubstr("'snap' shows"));
    const auto removed = driver_->clones()->undefineWithStorage(snapshot);
    ASSERT_TRUE(removed) << removed.error().message;
    EXPECT_THAT(removed->removed, ElementsAre(root_ / "var/lib/twinvirt/clones/snap"));
    EXPECT_FALSE(fs::exists(removed->removed.at(0)));
    const auto kept = driver_->clones()->undefineWithStorage(base);
    ASSERT_TRUE(kept) << kept.error().message;
    EXPECT_THAT(kept->kept, ElementsAre(tree_));
    EXPECT_TRUE(fs::exists(tree_ + "/etc/motd")) << "clone did not make it";
}

TEST_F(CloneTest, ACopyHasFilesOfItsOwn) {
    const auto base = define(original());
    const auto copy = clone(base, "copy", false);
    const std::string directory = root_ / "var/lib/twinvirt/clones/copy/root";
    EXPECT_EQ(readFile(directory + "/etc/motd").value(), "base\n");
    EXPECT_EQ(fs::read_symlink(directory + "/bin/sh"), "busybox");
    ASSERT_TRUE(driver_->startDomain(copy, {}));
    EXPECT_TRUE(driver_->startDomain(base, {})) << "at the same time";
    EXPECT_EQ(execute(copy, {"/bin/sh", "-c", "echo copy > /etc/motd"}), "exit 0");
    EXPECT_EQ(readFile(tree_ + "/etc/motd").value(), "base\n");
}

TEST_F(CloneTest, TheStorageOfARenamedCloneIsItsOwnUnderWhateverName) {
    const auto base = define(original());
    const auto copy = clone(base, "copy", false);
    ASSERT_TRUE(driver_->settings().renameDomain(copy, "renamed"));
    const auto renamed = driver_->lookupByName("renamed")->identity;
    const std::string storage = root_ / "var/lib/twinvirt/clones/copy";
    EXPECT_EQ(messageOf(driver_->clones()->cloneDomain(base, {"copy", false, {}})),
              "'" + storage + "' is the storage of domain 'renamed'; choose another name");
    const auto removed = driver_->clones()->undefineWithStorage(renamed);
    ASSERT_TRUE(removed) << removed.error().message;
    EXPECT_THAT(removed->removed, ElementsAre(storage));
    EXPECT_THAT(removed->kept, testing::IsEmpty());
    EXPECT_FALSE(fs::exists(storage));
    EXPECT_TRUE(fs::exists(tree_));
    EXPECT_EQ(clone(base, "copy", false).name, "copy");
}

TEST_F(CloneTest, AnAttemptThatFailsLeavesNothing) {
    const auto base = define(original());
    fs::rename(tree_, tree_ + "-away");
    for (const bool snapshot : {true, false}) {
        EXPECT_THAT(messageOf(driver_->clones()->cloneDomain(base, {"snap", snapshot, {}})),
                    HasSubstr("does not exist on the host"));
        EXPECT_FALSE(fs::exists(root_ / "var/lib/twinvirt/clones/snap"));
        EXPECT_FALSE(driver_->lookupByName("snap"));
    }
}

TEST_F(CloneTest, ASnapshotOfASnapshotShowsBoth) {
    const auto base = define(original());
    const auto first = clone(base, "first", true);
    ASSERT_TRUE(driver_->startDomain(first, {}));
    EXPECT_EQ(execute(first, {"/bin/sh", "-c", "echo first > /etc/first"}), "exit 0");
    ASSERT_TRUE(driver_->destroyDomain(first));
    const auto second = clone(first, "second", true);
    ASSERT_TRUE(driver_->startDomain(second, {}));
    EXPECT_EQ(execute(second, {"/bin/busybox", "cat", "/etc/first", "/etc/motd"}),
              "first\nbase\nexit 0");
    EXPECT_THAT(messageOf(driver_->startDomain(first, {})), HasSubstr("'second' shows"));
}

} // namespace twinvirt::lxc
