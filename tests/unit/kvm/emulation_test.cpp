#include "kvm/emulation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace twinvirt::kvm {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string rewritten(const std::string& inner) {
    const auto text =
        rewriteForEmulation("<domain type='kvm'><name>web</name>" + inner + "</domain>");
    return text ? *text : text.error().message;
}

TEST(Emulation, makesItADomainOfTypeQemuAndKeepsTheRest) {
    const auto text = rewritten("<memory unit='KiB'>65536</memory><metadata>kept</metadata>");
    EXPECT_THAT(text, HasSubstr("<domain type=\"qemu\">"));
    EXPECT_THAT(text, HasSubstr("<memory unit=\"KiB\">65536</memory><metadata>kept</metadata>"));
}

TEST(Emulation, replacesTheCpuOfTheHostByTheFullestThatTcgHas) {
    for (const char* mode : {"host-passthrough", "host-model"}) {
        const auto text = rewritten("<cpu mode='" + std::string(mode) +
                                    "' check='none'><topology cores='2'/><feature name='vmx'/>"
                                    "</cpu>");
        EXPECT_THAT(text, HasSubstr("mode=\"maximum\""));
        EXPECT_THAT(text, HasSubstr("<topology cores=\"2\"/>"));
        EXPECT_THAT(text, Not(HasSubstr("vmx")));
    }
}

TEST(Emulation, leavesAChosenCpuModelAlone) {
    EXPECT_THAT(rewritten("<cpu mode='custom'><model>qemu64</model></cpu>"),
                HasSubstr("<cpu mode=\"custom\"><model>qemu64</model></cpu>"));
}

TEST(Emulation, leavesOutWhatOnlyKvmOffers) {
    const auto text = rewritten("<features><acpi/><kvm><hidden state='on'/></kvm>"
                                "<hyperv><relaxed state='on'/></hyperv></features>"
                                "<clock offset='utc'><timer name='kvmclock'/>"
                                "<timer name='rtc' tickpolicy='catchup'/></clock>");
    EXPECT_THAT(text, HasSubstr("<features><acpi/></features>"));
    EXPECT_THAT(text, Not(HasSubstr("kvmclock")));
    EXPECT_THAT(text, HasSubstr("<timer name=\"rtc\" tickpolicy=\"catchup\"/>"));
}

TEST(Emulation, refusesWhatIsNotXml) {
    const auto text = rewriteForEmulation("<domain");
    ASSERT_FALSE(text);
    EXPECT_EQ(text.error().code, ErrorCode::xmlError);
}

} // namespace
} // namespace twinvirt::kvm
