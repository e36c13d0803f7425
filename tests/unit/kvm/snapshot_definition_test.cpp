#include "kvm/snapshot_definition.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace twinvirt::kvm {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const std::string root = "<disk type='file' device='disk'><driver name='qemu' type='raw'/>"
                         "<source file='/srv/base.img'/><target dev='vda' bus='virtio'/>"
                         "<readonly/></disk>";

Result<SnapshotPlan> plan(const std::string& devices, const std::string& os = "") {
    return planSnapshot("<domain type='kvm'><name>base</name>"
                        "<uuid>c7a5fdbd-edaf-9455-926a-d65c16db1809</uuid><genid>1</genid><os>" +
                            os + "</os><devices>" + devices + "</devices></domain>",
                        "copy & co", Uuid::random(), "/overlays/copy/disk.qcow2");
}

std::string refusal(const std::string& devices, const std::string& os = "") {
    const auto planned = plan(devices, os);
    EXPECT_FALSE(planned);
    EXPECT_EQ(planned.error().code, ErrorCode::configUnsupported);
    return planned.error().message;
}

TEST(SnapshotDefinition, HasAnOverlayThatItMayWriteToAndAnIdentityOfItsOwn) {
    const auto planned =
        plan(root + "<interface type='network'><mac address='52:54:00:00:00:01'/>"
                    "<source network='default'/><target dev='vnet7'/></interface>");
    ASSERT_TRUE(planned) << planned.error().message;
    EXPECT_EQ(planned->base, "/srv/base.img");
    EXPECT_EQ(planned->baseFormat, "raw");
    EXPECT_THAT(planned->xml,
                AllOf(HasSubstr("type=\"qcow2\""), HasSubstr("file=\"/overlays/copy/disk.qcow2\""),
                      HasSubstr("<name>copy &amp; co</name>"), HasSubstr("<genid/>"),
                      HasSubstr("<source network=\"default\"/>")));
    for (const char* gone : {"readonly", "c7a5fdbd", "52:54", "vnet7", "base.img"})
        EXPECT_THAT(planned->xml, Not(HasSubstr(gone)));
}

TEST(SnapshotDefinition, OfABlockDeviceAndOfAnImageThatIsAnOverlayKeepsItsFormat) {
    const auto device = plan("<disk type='block'><source dev='/dev/vg/base'/>"
                             "<target dev='vda'/><readonly/></disk>");
    ASSERT_TRUE(device) << device.error().message;
    EXPECT_EQ(device->base, "/dev/vg/base");
    EXPECT_EQ(device->baseFormat, "raw");
    EXPECT_THAT(device->xml,
                AllOf(HasSubstr("<disk type=\"file\">"), Not(HasSubstr("dev=\"/dev"))));
    std::string qcow2 = root;
    qcow2.replace(qcow2.find("raw"), 3, "qcow2");
    EXPECT_EQ(plan(qcow2)->baseFormat, "qcow2");
}

TEST(SnapshotDefinition, SharesWhatNobodyWritesToAndSaysSo) {
    const auto planned = plan(
        "<disk type='file' device='cdrom'><target dev='sda'/></disk>" + root +
        "<disk type='file'><source file='/srv/data.img'/><target dev='vdb'/><readonly/></disk>");
    ASSERT_TRUE(planned) << planned.error().message;
    EXPECT_EQ(planned->base, "/srv/base.img") << "a CD is no root";
    EXPECT_THAT(planned->notes,
                ElementsAre("'/srv/data.img' on 'vdb' is shared by 'base' and 'copy & co'"));
}

TEST(SnapshotDefinition, IsRefusedWithTheReasonAndWhatToDoInstead) {
    EXPECT_THAT(refusal(""), HasSubstr("no disk that an overlay could show"));
    std::string written = root;
    written.erase(written.find("<readonly/>"), 11);
    EXPECT_THAT(refusal(written), AllOf(HasSubstr("writes to its disk 'vda'"),
                                        HasSubstr("<readonly/>"), HasSubstr("virt-clone")));
    EXPECT_THAT(refusal("<disk type='network'><source protocol='nbd' name='x'/>"
                        "<target dev='vda'/><readonly/></disk>"),
                HasSubstr("type='network'"));
    EXPECT_THAT(refusal(root, "<nvram>/var/lib/x</nvram>"), HasSubstr("<nvram>"));
}

} // namespace
} // namespace twinvirt::kvm
