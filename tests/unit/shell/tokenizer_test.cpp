#include "shell/tokenizer.h"

#include <gmock/gmock.h>

using namespace twinvirt;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

std::vector<Words> split(std::string_view text) {
    auto commands = splitCommands(text);
    EXPECT_TRUE(commands) << commands.error().message;
    return commands ? *commands : std::vector<Words>{};
}

std::string complaint(std::string_view text) {
    const auto commands = splitCommands(text);
    return commands ? "none" : commands.error().message;
}

} // namespace

TEST(Tokenizer, endsCommandsAtSemicolonAndNewline) {
    EXPECT_THAT(split("list --all; uri\npwd"),
                ElementsAre(ElementsAre("list", "--all"), ElementsAre("uri"), ElementsAre("pwd")));
}

TEST(Tokenizer, leavesEmptyCommandsOut) {
    EXPECT_THAT(split(" ;; \n\t; "), IsEmpty());
}

TEST(Tokenizer, keepsBlanksAndSeparatorsInQuotes) {
    EXPECT_THAT(split("a 'b; c' \"d\ne\""), ElementsAre(ElementsAre("a", "b; c", "d\ne")));
}

TEST(Tokenizer, joinsQuotedAndPlainPartsToOneWord) {
    EXPECT_THAT(split(R"(ab"cd ef"'gh i')"), ElementsAre(ElementsAre("abcd efgh i")));
}

TEST(Tokenizer, keepsAnEmptyQuotedWord) {
    EXPECT_THAT(split("a \"\" ''"), ElementsAre(ElementsAre("a", "", "")));
}

TEST(Tokenizer, takesTheCharacterAfterABackslashButNotInSingleQuotes) {
    EXPECT_THAT(split(R"(\; a\ b "c\"d" 'e\f')"),
                ElementsAre(ElementsAre(";", "a b", "c\"d", "e\\f")));
}

TEST(Tokenizer, joinsLinesThatEndInABackslash) {
    EXPECT_THAT(split("list \\\n --all"), ElementsAre(ElementsAre("list", "--all")));
    EXPECT_THAT(split("li\\\nst"), ElementsAre(ElementsAre("list")));
}

TEST(Tokenizer, commentsFromAHashAtTheStartOfAWordToTheEndOfTheLine) {
    EXPECT_THAT(split("a #b; c\nd e#f"), ElementsAre(ElementsAre("a"), ElementsAre("d", "e#f")));
}

TEST(Tokenizer, refusesWhatIsNotClosed) {
    EXPECT_EQ(complaint("echo a\"b"), "missing \"");
    EXPECT_EQ(complaint("echo a'b"), "missing '");
    EXPECT_EQ(complaint("echo a\\"), "dangling \\");
}
