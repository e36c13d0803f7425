// Every file of xml-examples/kvm is what libvirt takes, and what boots without a disk boots.
#include "kvm/kvm_world.h"
#include "util/atomic_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <regex>
#include <unistd.h>

namespace twinvirt {
namespace {

using test::KvmWorld;

std::string replaced(const std::string& text, const std::string& pattern, const std::string& by) {
    return std::regex_replace(text, std::regex(pattern), by);
}

/// The example under the name and UUID of the test.
std::string exampleFor(const KvmWorld& world, const std::filesystem::path& file) {
    const auto text = replaced(*readFile(file.string()), "<uuid>[^<]*</uuid>", "");
    return replaced(text, "<name>[^<]*</name>",
                    "<name>" + world.name() + "</name><uuid>" + world.identity().uuid.toString() +
                        "</uuid>");
}

TEST(Examples, ofMachinesAreTakenByLibvirt) {
    if (const auto reason = test::whyNoMachines(); !reason.empty())
        GTEST_SKIP() << reason;
    if (::access("/dev/kvm", F_OK) != 0)
        GTEST_SKIP() << "this host has no /dev/kvm: its libvirt takes no <domain type='kvm'>";
    int count = 0;
    for (const auto& entry :
         std::filesystem::directory_iterator(TWINVIRT_SOURCE_DIR "/xml-examples/kvm")) {
        KvmWorld world("example");
        const auto defined =
            world.driver().defineDomain(test::document(exampleFor(world, entry.path())));
        EXPECT_TRUE(defined) << entry.path() << ": " << defined.error().message;
        ++count;
    }
    EXPECT_GT(count, 0);
}

TEST(Examples, kernelBootsTheBusyboxTreeToItsLogin) {
    if (const auto reason = test::whyNoMachines(); !reason.empty())
        GTEST_SKIP() << reason;
    KvmWorld world("example-kernel");
    auto xml = exampleFor(world, TWINVIRT_SOURCE_DIR "/xml-examples/kvm/kernel.xml");
    xml = replaced(xml, "<kernel>[^<]*", "<kernel>" + test::guestImage().kernel);
    xml = replaced(xml, "<initrd>[^<]*", "<initrd>" + test::guestImage().initramfs);
    const auto started =
        world.driver().createDomain(test::document(xml), {.attachConsole = true, .emulate = true});
    ASSERT_TRUE(started) << started.error().message;
    test::readUntil(started->console.get(), "login:");
}

} // namespace
} // namespace twinvirt
