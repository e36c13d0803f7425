#include "xml/domain_xml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace twinvirt::test {

using testing::HasSubstr;
using testing::Not;

static std::string document(const std::string& name, const std::string& memory,
                            const std::string& rest = "") {
    return "<domain type='lxc'>\n<name>" + name + "</name>\n<memory>" + memory + "</memory>\n" +
           rest + "\n<os><type>exe</type><init>/bin/sh</init></os></domain>";
}

static std::string errorOf(const std::string& text) {
    auto definition = readDomainDefinition({"t.xml", text});
    return definition ? "accepted" : definition.error().message;
}

// threats-and-faults.md, I3

TEST(DomainName, MayBeWhatLibvirtAllows) {
    for (const char* name : {"web", "-rf", ".hidden", "...", "a b", "a@b", " x ", "größe", "аdmin"})
        EXPECT_EQ(errorOf(document(name, "1")), "accepted") << name;
    EXPECT_EQ(errorOf(document(std::string(255, 'x'), "1")), "accepted");
}

TEST(DomainName, ThatIsNoFileNameIsRefused) {
    for (const char* name :
         {"", ".", "..", "a/b", "../x", "/", "a\nb", "a\tb", "a&#x7f;b", "a&#x9b;31mb", "a&#xd;b"})
        EXPECT_THAT(errorOf(document(name, "1")), HasSubstr("t.xml:2: <name>: ")) << name;
}

TEST(DomainName, OfMoreThan255BytesIsRefusedHoweverFewItsCharacters) {
    EXPECT_THAT(errorOf(document(std::string(256, 'x'), "1")), HasSubstr("at most 255"));
    std::string umlauts;
    for (int i = 0; i < 128; ++i)
        umlauts += "ü";
    EXPECT_THAT(errorOf(document(umlauts, "1")), HasSubstr("256 bytes"));
}

// threats-and-faults.md, I5

TEST(Memory, ThatIsNoNumberInRangeIsRefusedWithElementAndLine) {
    for (const char* memory :
         {"0", "-1", "9223372036854775808", "18446744073709551616", "1e9", "1KiB", "0x10", "", " ",
          "1 2", "+1", "--1", "99999999999999999999999999999999", "9007199254740992", "1.5"})
        EXPECT_THAT(errorOf(document("x", memory)), HasSubstr("t.xml:3: <memory>: ")) << memory;
}

TEST(Memory, InRangeIsAccepted) {
    for (const char* memory : {"1", "4294967296", "9007199254740991", " 1 ", "007"})
        EXPECT_EQ(errorOf(document("x", memory)), "accepted") << memory;
}

TEST(Memory, IsScaledByItsUnitAndRoundedUp) {
    auto scaled = [](const std::string& unit, const std::string& amount) {
        std::string text = document("x", amount);
        text.replace(text.find("<memory>"), 8, "<memory unit='" + unit + "'>");
        auto definition = readDomainDefinition({"t.xml", text});
        return definition ? definition->memoryKib : 0;
    };
    EXPECT_EQ(scaled("MiB", "2"), 2048U);
    EXPECT_EQ(scaled("b", "1025"), 2U);
    EXPECT_EQ(scaled("KB", "2"), 2U);
    EXPECT_EQ(scaled("EiB", "8"), 0U) << "beyond libvirt's limit";
}

TEST(Vcpu, IsLimitedToWhatASchemaOfLibvirtAllows) {
    auto vcpu = [](const std::string& count) {
        return errorOf(document("x", "1", "<vcpu>" + count + "</vcpu>"));
    };
    for (const char* count : {"0", "-1", "65536", "100000", "2147483648", "4294967297", "", "x"})
        EXPECT_THAT(vcpu(count), HasSubstr("t.xml:4: <vcpu>: ")) << count;
    for (const char* count : {"1", "65535", " 2 "})
        EXPECT_EQ(vcpu(count), "accepted") << count;
}

TEST(Vcpu, HasACpusetOfCpusBelow16384) {
    auto cpuset = [](const std::string& set) {
        return errorOf(document("x", "1", "<vcpu cpuset='" + set + "'>1</vcpu>"));
    };
    for (const char* set : {"0-4294967295", "16384", "3-1", "", ",", "0,", "^0", "a", "0-", "-1"})
        EXPECT_THAT(cpuset(set), HasSubstr("t.xml:4: <vcpu>: ")) << set;
    for (const char* set : {"0", "0-16383", "0-3,^2", "1,0"})
        EXPECT_EQ(cpuset(set), "accepted") << set;
}

TEST(CpuTune, IsLimitedAsInLibvirt) {
    auto tune = [](const std::string& element, const std::string& value) {
        return errorOf(document(
            "x", "1", "<cputune><" + element + ">" + value + "</" + element + "></cputune>"));
    };
    for (auto [element, value] : {std::pair("shares", "1"), std::pair("shares", "262145"),
                                  std::pair("period", "999"), std::pair("period", "1000001"),
                                  std::pair("quota", "999"), std::pair("quota", "17592186044416"),
                                  std::pair("shares", "-1"), std::pair("quota", "1e9")})
        EXPECT_THAT(tune(element, value), HasSubstr("t.xml:4: <" + std::string(element) + ">: "))
            << value;
    for (auto [element, value] : {std::pair("shares", "2"), std::pair("period", "1000000"),
                                  std::pair("quota", "17592186044415"), std::pair("quota", "-1")})
        EXPECT_EQ(tune(element, value), "accepted") << element << ' ' << value;
}

TEST(IdMap, NeedsRangesOf32BitIds) {
    auto map = [](const std::string& range) {
        return errorOf(document(
            "x", "1", "<idmap><uid " + range + "/><gid start='0' target='0' count='1'/></idmap>"));
    };
    EXPECT_THAT(map("start='0' target='0' count='4294967296'"), HasSubstr("<uid>: "));
    EXPECT_THAT(map("start='0' target='4294967295' count='1'"), HasSubstr("beyond the last id"));
    EXPECT_THAT(map("start='0' target='0' count='0'"), HasSubstr("the range is empty"));
    EXPECT_THAT(map("start='-1' target='0' count='1'"), HasSubstr("<uid>: "));
    EXPECT_EQ(map("start='0' target='100000' count='65536'"), "accepted");
}

TEST(InitUser, IsANameOrAnId) {
    auto user = [](const std::string& value) {
        std::string text = document("x", "1");
        text.insert(text.find("</os>"), "<inituser>" + value + "</inituser>");
        return errorOf(text);
    };
    for (const char* value : {"0x0", "-1", "4294967295", "1000:", "root ", "+x", "+", "a b"})
        EXPECT_THAT(user(value), HasSubstr("<inituser>: ")) << value;
    for (const char* value : {"root", "0", "+0", "4294967294", "www-data", "_apt", "m$"})
        EXPECT_EQ(user(value), "accepted") << value;
}

TEST(Message, ShowsLongAndHostileTextShortAndHarmless) {
    std::string message = errorOf(document("x", std::string(100000, '9')));
    EXPECT_LT(message.size(), 300U);
    EXPECT_THAT(errorOf(document("a&#x9b;31m", "1")), Not(HasSubstr("\xc2\x9b")));
}

TEST(DomainType, ThatIsUnknownIsAnUnsupportedConfiguration) {
    auto definition = readDomainDefinition({"t.xml", "<domain type='vbox9'/>"});
    ASSERT_FALSE(definition);
    EXPECT_EQ(definition.error().code, ErrorCode::configUnsupported);
    EXPECT_THAT(definition.error().message, HasSubstr("invalid domain type 'vbox9'"));
}

} // namespace twinvirt::test
