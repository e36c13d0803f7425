#include "api/definition_head.h"

#include <gtest/gtest.h>

using namespace twinvirt;

static const std::string begin = "<domain type='lxc'>\n"
                                 "  <name>a&lt;b</name>\n"
                                 "  <uuid>58f081cd-09f9-4a4a-9f37-5d3bc687bf53</uuid>\n";

TEST(DefinitionHead, ReadsNameUuidAndTitleFromTheFirstLines) {
    const auto plain = readDefinitionHead(begin + "  <memory unit='KiB'>1</memory>\n");
    ASSERT_TRUE(plain);
    EXPECT_EQ(plain->name, "a<b");
    EXPECT_EQ(plain->uuid.toString(), "58f081cd-09f9-4a4a-9f37-5d3bc687bf53");
    EXPECT_FALSE(plain->title);
    EXPECT_EQ(readDefinitionHead(begin + "  <title>x &amp; y</title>\n")->title, "x & y");
}

TEST(DefinitionHead, LeavesEverythingElseToTheParser) {
    EXPECT_FALSE(readDefinitionHead(""));
    EXPECT_FALSE(readDefinitionHead(begin)) << "a title may follow in what was cut off";
    EXPECT_FALSE(readDefinitionHead(begin + "  <title>two\n"));
    EXPECT_FALSE(readDefinitionHead(begin + "  <metadata>\n"));
    EXPECT_FALSE(readDefinitionHead("<!-- edited -->\n" + begin + "  <memory>1</memory>\n"));
    EXPECT_FALSE(readDefinitionHead(begin + "  <title>&bomb;</title>\n"));
}
