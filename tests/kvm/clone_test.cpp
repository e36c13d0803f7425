// Snapshots of machines: what libvirt and qemu-img say of them.
#include "api/domain_clones.h"
#include "kvm/kvm_world.h"
#include "support/temporary_directory.h"
#include "util/process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <unistd.h>

namespace twinvirt {
namespace {

using test::document;
using test::KvmWorld;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class MachineClones : public testing::Test {
  protected:
    void SetUp() override {
        if (const auto reason = test::whyNoMachines(); !reason.empty())
            GTEST_SKIP() << reason;
        if (::access("/usr/bin/qemu-img", X_OK) != 0)
            GTEST_SKIP() << "needs qemu-img: apt-get install qemu-utils";
        std::ofstream(directory_ / "base.img") << std::string(1 << 20, 'x');
    }

    /// A machine that is never started, and its disk.
    void define(const std::string& disk) {
        world_.emplace("clone");
        auto xml = world_->machineXml();
        xml.replace(xml.find("<serial"), 0, disk);
        const auto defined = world_->driver().defineDomain(document(xml));
        ASSERT_TRUE(defined) << defined.error().message;
    }
    [[nodiscard]] std::string disk(const std::string& access) const {
        return "<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='" +
               (directory_ / "base.img") + "'/><target dev='vda' bus='virtio'/>" + access +
               "</disk>";
    }
    DomainClones& clones() { return *world_->driver().clones(); }
    Result<ClonedDomain> clone(bool snapshot) {
        CloneRequest request;
        request.name = copyName();
        request.snapshot = snapshot;
        return clones().cloneDomain(world_->identity(), request);
    }
    [[nodiscard]] std::string copyName() const { return world_->name() + "-copy"; }
    [[nodiscard]] std::string storage() const { return "/var/lib/twinvirt/overlays/" + copyName(); }

    test::TemporaryDirectory directory_{"machine-clones"};
    std::optional<KvmWorld> world_;
};

TEST_F(MachineClones, AreOverlaysThatGoWithTheirDefinition) {
    define(disk("<readonly/>"));
    const auto cloned = clone(true);
    ASSERT_TRUE(cloned) << cloned.error().message;
    EXPECT_THAT(cloned->notes, IsEmpty());
    const auto info = runProcess("/usr/bin/qemu-img", {"info", storage() + "/disk.qcow2"},
                                 std::chrono::seconds(30));
    ASSERT_TRUE(info);
    EXPECT_THAT(info->output, AllOf(HasSubstr("file format: qcow2"),
                                    HasSubstr("backing file: " + (directory_ / "base.img")),
                                    HasSubstr("backing file format: raw")));
    const auto xml = world_->driver().dumpXml(cloned->record.identity, {.inactive = true});
    EXPECT_THAT(xml.value(), HasSubstr(storage() + "/disk.qcow2"));

    const auto again = clone(true);
    ASSERT_FALSE(again);
    EXPECT_THAT(again.error().message, HasSubstr("already exists"));
    EXPECT_TRUE(std::filesystem::exists(storage())) << "the storage of the first is its own";

    const auto removed = clones().undefineWithStorage(cloned->record.identity);
    ASSERT_TRUE(removed) << removed.error().message;
    EXPECT_THAT(removed->removed, ElementsAre(storage()));
    EXPECT_THAT(removed->kept, IsEmpty());
    EXPECT_FALSE(std::filesystem::exists(storage()));
    EXPECT_TRUE(std::filesystem::exists(directory_ / "base.img"));
}

TEST_F(MachineClones, OfWhatTheOriginalWritesToAreRefusedAndLeaveNothing) {
    define(disk(""));
    const auto cloned = clone(true);
    ASSERT_FALSE(cloned);
    EXPECT_EQ(cloned.error().code, ErrorCode::configUnsupported);
    EXPECT_FALSE(std::filesystem::exists(storage()));
    EXPECT_FALSE(world_->driver().lookupByName(copyName()));
    const auto whole = clone(false);
    ASSERT_FALSE(whole);
    EXPECT_THAT(whole.error().message, HasSubstr("virt-clone"));
}

TEST_F(MachineClones, ThatWereKilledInTheMiddleAreRemovedByNameAndNoOthers) {
    define(disk("<readonly/>"));
    const auto cloned = clone(true);
    ASSERT_TRUE(cloned) << cloned.error().message;
    const auto isOurs = [this](const std::string& name) { return name == copyName(); };
    EXPECT_THAT(clones().removeAbandoned(isOurs).value(), IsEmpty()) << "it is defined";
    ASSERT_TRUE(world_->driver().undefineDomain(cloned->record.identity));
    const auto others = [](const std::string&) { return false; };
    EXPECT_THAT(clones().removeAbandoned(others).value(), IsEmpty());
    EXPECT_THAT(clones().removeAbandoned(isOurs).value(), ElementsAre(storage()));
    EXPECT_FALSE(std::filesystem::exists(storage()));
}

} // namespace
} // namespace twinvirt
