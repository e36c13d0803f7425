#include "shell/global_options.h"

#include <gmock/gmock.h>

#include <cstdlib>

using namespace twinvirt;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

class GlobalOptionsTest : public testing::Test {
  protected:
    void SetUp() override {
        ::unsetenv("TWINVIRT_DEFAULT_URI");
        ::unsetenv("LIBVIRT_DEFAULT_URI");
    }
    void TearDown() override { SetUp(); }

    static GlobalOptions parse(const std::vector<std::string>& arguments) {
        auto options = parseGlobalOptions(arguments);
        EXPECT_TRUE(options) << options.error().message;
        return *options;
    }
    static std::string complaint(const std::vector<std::string>& arguments) {
        const auto options = parseGlobalOptions(arguments);
        return options ? "none" : options.error().message;
    }
};

} // namespace

TEST_F(GlobalOptionsTest, endsAtTheFirstWordThatIsNoOption) {
    const auto options = parse({"-q", "-c", "mock:///default", "list", "-r", "--all"});
    EXPECT_TRUE(options.shell.quiet);
    EXPECT_FALSE(options.shell.readOnly);
    EXPECT_THAT(options.words, ElementsAre("list", "-r", "--all"));
}

TEST_F(GlobalOptionsTest, needsNoVerb) {
    const auto options = parse({"-q", "-c", "mock:///default"});
    EXPECT_EQ(options.shell.uri, "mock:///default");
    EXPECT_TRUE(options.words.empty());
    EXPECT_THAT(parse({"-cmock:///default", "--", "list"}).words, ElementsAre("list"));
}

TEST_F(GlobalOptionsTest, takesBundledShortOptionsAndTheLastOfRepeatedOnes) {
    const auto options = parse({"-qrt", "-c", "a:///b", "--connect=c:///d"});
    EXPECT_TRUE(options.shell.quiet && options.shell.readOnly && options.shell.timing);
    EXPECT_EQ(options.shell.uri, "c:///d");
}

TEST_F(GlobalOptionsTest, prefersTheOptionToOurVariableAndThatToLibvirts) {
    EXPECT_EQ(parse({}).shell.uri, std::nullopt);
    ::setenv("LIBVIRT_DEFAULT_URI", "qemu:///system", 1);
    EXPECT_EQ(parse({}).shell.uri, "qemu:///system");
    ::setenv("TWINVIRT_DEFAULT_URI", "lxc:///system", 1);
    EXPECT_EQ(parse({}).shell.uri, "lxc:///system");
    EXPECT_EQ(parse({"-c", "mock:///default"}).shell.uri, "mock:///default");
}

TEST_F(GlobalOptionsTest, doesNotGuessAbbreviations) {
    EXPECT_EQ(complaint({"--conn", "x"}), "unsupported option '--conn'. See --help.");
}

TEST_F(GlobalOptionsTest, readsTheEscapeAsVirshDoes) {
    EXPECT_EQ(parse({"-e", "^a"}).shell.escape, 1);
    EXPECT_EQ(parse({"-e", "x"}).shell.escape, 'x');
    EXPECT_EQ(parse({}).shell.escape, 0x1d);
    EXPECT_EQ(complaint({"-e", "^1"}), "Invalid string '^1' for escape sequence");
}

TEST_F(GlobalOptionsTest, saysWhatIsWrongWithAValue) {
    EXPECT_EQ(complaint({"-c"}), "option '-c'/'--connect' requires an argument");
    EXPECT_EQ(complaint({"-d", "x"}), "option -d takes a numeric argument");
    EXPECT_THAT(parse({"-d", "9"}).warnings,
                ElementsAre("ignoring debug level 9 out of range [0-4]"));
}

TEST_F(GlobalOptionsTest, refusesKeepaliveWithTheReason) {
    EXPECT_EQ(complaint({"-k", "x"}), "Invalid value for option -k");
    EXPECT_THAT(complaint({"-k", "5"}), HasSubstr("option -k is refused"));
    EXPECT_THAT(complaint({"-K", "5"}), HasSubstr("option -K is refused"));
    EXPECT_EQ(complaint({"-k", "0"}), "none") << "0 asks for no keepalive";
}
