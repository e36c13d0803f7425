#include "xml/xml_document.h"

#include <gtest/gtest.h>

#include <fstream>

namespace twinvirt::test {

static std::string repeat(const std::string& text, std::size_t count) {
    std::string result;
    for (std::size_t i = 0; i < count; ++i)
        result += text;
    return result;
}

static std::string errorOf(const std::string& text) {
    auto document = XmlDocument::parse({"t.xml", text});
    return document ? "accepted" : document.error().message;
}

/// Highest resident set of this process so far, in KiB.
static long residentPeak() {
    std::ifstream status("/proc/self/status");
    std::string word;
    while (status >> word)
        if (word == "VmHWM:") {
            status >> word;
            return std::stol(word);
        }
    return 0;
}

TEST(XmlDocument, IsReadWithItsElementsAttributesTextAndLines) {
    auto document = XmlDocument::parse({"t.xml", "<a x='1'>\n<b>text<!-- c --> more</b>\n</a>"});
    ASSERT_TRUE(document) << document.error().message;
    XmlElement root = document->root();
    EXPECT_EQ(root.name(), "a");
    ASSERT_EQ(root.attributes().size(), 1U);
    EXPECT_EQ(root.attributes()[0].second, "1");
    ASSERT_EQ(root.children().size(), 1U);
    EXPECT_EQ(root.children()[0].line(), 2);
    EXPECT_EQ(root.children()[0].text(), "text more");
}

TEST(XmlDocument, HasLinesBeyond65535) {
    auto document = XmlDocument::parse({"t.xml", "<a>" + repeat("\n", 70000) + "<b>x</b></a>"});
    ASSERT_TRUE(document);
    EXPECT_EQ(document->root().children()[0].line(), 70001);
}

TEST(XmlDocument, NamesFileLineAndColumnOfWhatIsNotWellFormed) {
    EXPECT_EQ(errorOf("<a>\n  <b x=1/>\n</a>"),
              "t.xml:2:8: not well-formed: AttValue: \" or ' expected\n"
              "    <b x=1/>\n"
              "         ^");
}

TEST(XmlDocument, HintsAtAStrayQuote) {
    EXPECT_NE(errorOf("<a>\n<memory'>1</memory>\n</a>").find("remove the stray quote in <memory'>"),
              std::string::npos);
}

TEST(XmlDocument, HintsAtATagThatIsNeverClosed) {
    EXPECT_NE(errorOf("<a><b").find("add a '>'"), std::string::npos);
}

TEST(XmlDocument, ShowsNoControlCharacterOfTheText) {
    std::string message = errorOf("<a>\x1b[31m</a>");
    EXPECT_EQ(message.find('\x1b'), std::string::npos) << message;
}

/// A row of threats-and-faults.md, I1.
struct Attack {
    const char* name;
    std::string text;
    const char* reason;
};

static void PrintTo(const Attack& attack, std::ostream* stream) {
    *stream << attack.name;
}

static std::vector<Attack> attacks() {
    const std::string bomb = "<!DOCTYPE a [<!ENTITY x '" + repeat("x", 50) + "'>";
    std::string levels = bomb;
    for (int i = 0; i < 10; ++i)
        levels += "<!ENTITY x" + std::to_string(i) + " '" +
                  repeat("&x" + (i == 0 ? "" : std::to_string(i - 1)) + ";", 10) + "'>";
    return {
        {"BillionLaughs", levels + "]><a>&x9;</a>", "DOCTYPE"},
        {"BillionLaughsInAnAttribute", levels + "]><a b='&x9;'/>", "DOCTYPE"},
        {"QuadraticBlowUp",
         "<!DOCTYPE a [<!ENTITY x '" + repeat("x", 50000) + "'>]><a>" + repeat("&x;", 50000) +
             "</a>",
         "DOCTYPE"},
        {"LocalFile", "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><a>&x;</a>",
         "DOCTYPE"},
        {"Network", "<!DOCTYPE a [<!ENTITY x SYSTEM 'http://127.0.0.1:9/'>]><a>&x;</a>", "DOCTYPE"},
        {"ParameterEntity", "<!DOCTYPE a [<!ENTITY % p SYSTEM 'file:///etc/passwd'> %p;]><a/>",
         "DOCTYPE"},
        {"ExternalSubset", "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", "DOCTYPE"},
        {"UndefinedEntity", "<a>&x;</a>", "Entity 'x' not defined"},
        {"Depth", repeat("<a>", 100000), "nested deeper than 256"},
        {"LongAttribute", "<a b='" + repeat("x", 9000000) + "'/>", "the limit is 1048576 (1 MiB)"},
        {"TooLarge", "<a>" + repeat(" ", 1U << 20U) + "</a>", "the limit is 1048576 (1 MiB)"},
        {"Siblings", "<a>" + repeat("<b/>", 200000) + "</a>", "more than 20000 elements"},
        {"Attributes", "<a" + repeat(" b=''", 100000) + "/>", "more than 1000 '='"},
        {"DuplicateAttribute", "<a b='1' b='2'/>", "Attribute b redefined"},
        {"NulByte", std::string("<a>\0</a>", 8), "a NUL byte"},
        {"Utf16", std::string("\xff\xfe<\0a\0/\0>\0", 10), "save it as UTF-8"},
        {"Utf16WithoutMark", std::string("<\0a\0/\0>\0", 8), "save it as UTF-8"},
        {"BrokenUtf8", "<a>\xc3\x28</a>", "not proper UTF-8"},
        {"SurrogateInUtf8", "<a>\xed\xa0\x80</a>", "not well-formed"},
        {"UnknownEncoding", "<?xml version='1.0' encoding='x-none'?><a/>", "Unsupported encoding"},
        {"ControlCharacter", "<a>\x01</a>", "not well-formed"},
        {"CharacterReferenceToNul", "<a>&#0;</a>", "not well-formed"},
        {"UndeclaredPrefix", "<x:a/>", "Namespace prefix x on a is not defined"},
        {"TwoRoots", "<a/><b/>", "not well-formed"},
        {"Garbage",
         "\x7f"
         "ELF",
         "not well-formed"},
        {"Empty", "", "empty"},
        {"OnlyBlanks", "  \n ", "not well-formed"},
    };
}

class XmlAttack : public testing::TestWithParam<Attack> {};

TEST_P(XmlAttack, IsRefusedWithAReasonInLittleMemoryAndSilence) {
    long before = residentPeak();
    testing::internal::CaptureStderr();
    std::string message = errorOf(GetParam().text);
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
    EXPECT_NE(message.find(GetParam().reason), std::string::npos) << message;
    EXPECT_EQ(message.find("t.xml"), 0U) << message;
    EXPECT_LT(message.size(), 1000U);
    constexpr long limitKib = 32L * 1024;
    EXPECT_LT(residentPeak() - before, limitKib);
}

INSTANTIATE_TEST_SUITE_P(I1, XmlAttack, testing::ValuesIn(attacks()),
                         [](const auto& attack) { return attack.param.name; });

TEST(XmlDocument, DoesNotIncludeOtherFiles) {
    auto document = XmlDocument::parse(
        {"t.xml", "<a xmlns:i='http://www.w3.org/2001/XInclude'><i:include href='/etc/hostname'/>"
                  "</a>"});
    ASSERT_TRUE(document);
    EXPECT_EQ(document->root().text(), "");
    EXPECT_EQ(document->root().children().size(), 1U);
}

TEST(XmlDocument, MayBeginWithAByteOrderMark) {
    EXPECT_EQ(errorOf("\xef\xbb\xbf<a/>"), "accepted");
}

TEST(XmlDocument, MayBeAsLargeAsTheLimit) {
    std::string text = "<a>" + repeat(" ", XmlDocument::sizeLimit - 7) + "</a>";
    ASSERT_EQ(text.size(), XmlDocument::sizeLimit);
    EXPECT_EQ(errorOf(text), "accepted");
}

} // namespace twinvirt::test
