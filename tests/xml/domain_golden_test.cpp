#include "xml/domain_xml.h"
#include "xml/golden_files.h"

#include <gtest/gtest.h>

namespace twinvirt::test {

static const std::string folder = TWINVIRT_SOURCE_DIR "/tests/xml/domain/";

/// NAME.in.xml is printed as NAME.out.xml, which is what `virsh define; virsh dumpxml` of libvirt
/// 9.0 prints (see README.md there).
class DomainGolden : public testing::TestWithParam<std::string> {};

TEST_P(DomainGolden, IsPrintedAsLibvirtPrintsIt) {
    std::string fileName = GetParam() + ".in.xml";
    auto definition = readDomainDefinition({fileName, contentOf(folder + fileName)});
    ASSERT_TRUE(definition) << definition.error().message;
    EXPECT_EQ(formatDomainDefinition(*definition), contentOf(folder + GetParam() + ".out.xml"));
}

TEST_P(DomainGolden, IsReadAgainAsTheSameDefinition) {
    std::string expected = contentOf(folder + GetParam() + ".out.xml");
    auto definition = readDomainDefinition({"out.xml", expected});
    ASSERT_TRUE(definition) << definition.error().message;
    EXPECT_EQ(formatDomainDefinition(*definition), expected);
}

INSTANTIATE_TEST_SUITE_P(Domain, DomainGolden, testing::ValuesIn(goldenNames(folder, ".in.xml")),
                         testName);

/// NAME-invalid.xml is refused with the message in NAME-invalid.err.
class InvalidDomain : public testing::TestWithParam<std::string> {};

TEST_P(InvalidDomain, IsRefusedWithTheReason) {
    std::string fileName = GetParam() + "-invalid.xml";
    auto definition = readDomainDefinition({fileName, contentOf(folder + fileName)});
    ASSERT_FALSE(definition);
    EXPECT_EQ(definition.error().message + '\n', contentOf(folder + GetParam() + "-invalid.err"));
}

INSTANTIATE_TEST_SUITE_P(Domain, InvalidDomain,
                         testing::ValuesIn(goldenNames(folder, "-invalid.xml")), testName);

} // namespace twinvirt::test
