#include "shell/command_parser.h"
#include "shell/command_table.h"

#include <gmock/gmock.h>

#include <set>

using namespace twinvirt;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

ParsedCommand parse(const Words& words) {
    auto command = parseCommand(words);
    EXPECT_TRUE(command) << command.error().message;
    return *command;
}

std::string complaint(const Words& words) {
    const auto command = parseCommand(words);
    return command ? "none" : command.error().message;
}

} // namespace

TEST(CommandParser, takesOptionsByNameByEqualsSignAndByPosition) {
    for (const auto& words :
         {Words{"shutdown", "web", "--mode", "acpi"},
          Words{"shutdown", "--mode=acpi", "--domain=web"}, Words{"shutdown", "web", "acpi"}}) {
        const auto command = parse(words);
        EXPECT_EQ(command.required("domain"), "web");
        EXPECT_EQ(command.text("mode"), "acpi");
    }
}

TEST(CommandParser, takesEverythingAfterTwoHyphensAsData) {
    const auto command = parse({"exec", "web", "--env", "A=1", "--env=B=2", "--", "ls", "--all"});
    EXPECT_THAT(command.all("env"), ElementsAre("A=1", "B=2"));
    EXPECT_THAT(command.all("command"), ElementsAre("ls", "--all"));
}

TEST(CommandParser, doesNotTakeANamedOnlyOptionByPosition) {
    EXPECT_EQ(complaint({"dumpxml", "web", "//name"}), "unexpected data '//name'");
}

TEST(CommandParser, turnsHelpIntoThePageOfTheVerb) {
    const auto command = parse({"start", "--help"});
    EXPECT_EQ(command.name(), "help");
    EXPECT_EQ(command.text("command"), "start");
}

TEST(CommandParser, complainsInVirshsWords) {
    EXPECT_EQ(complaint({"foo"}), "unknown command: 'foo'");
    EXPECT_EQ(complaint({"list", "--foo"}), "command 'list' doesn't support option --foo");
    EXPECT_EQ(complaint({"list", "--al"}), "command 'list' doesn't support option --al");
    EXPECT_EQ(complaint({"list", "x"}), "unexpected data 'x'");
    EXPECT_EQ(complaint({"list", "--all=1"}), "invalid '=' after option --all");
    EXPECT_EQ(complaint({"start"}), "command 'start' requires <domain> option");
    EXPECT_EQ(complaint({"start", "--domain"}), "expected syntax: --domain <string>");
    EXPECT_EQ(complaint({"shutdown", "a", "--timeout"}), "expected syntax: --timeout <number>");
    EXPECT_EQ(complaint({"start", "--domain", "a", "--domain", "b"}),
              "option --domain already seen");
    EXPECT_EQ(complaint({"exec"}), "command 'exec' requires <domain> option\n"
                                   "command 'exec' requires <command> option");
}

TEST(CommandParser, takesAWordWithAHyphenForACommandsFirstOnlyAfterTwoHyphens) {
    EXPECT_EQ(complaint({"exec", "web", "-u", "nobody", "id"}),
              "command 'exec' doesn't support option -u; write -- before a word that begins with a "
              "hyphen");
    EXPECT_EQ(parse({"exec", "web", "ls", "-l"}).all("command").back(), "-l");
    EXPECT_EQ(parse({"exec", "web", "--", "-u"}).all("command").front(), "-u");
    EXPECT_TRUE(parse({"exec", "web", "-t", "ls"}).has("tty"));
    EXPECT_EQ(parse({"send-process-signal", "web", "-7", "9"}).text("pid"), "-7");
}

TEST(CommandParser, refusesAnOptionOfVirshsThatItCannotHonourWithTheReason) {
    EXPECT_THAT(
        complaint({"create", "a.xml", "--reset-nvram"}),
        HasSubstr("option --reset-nvram of 'create' is refused: firmware variables are not"));
}

TEST(ParsedCommand, saysWhichNumberIsWrong) {
    const auto number = parse({"shutdown", "a", "--timeout", "1x"}).number("timeout");
    ASSERT_FALSE(number);
    EXPECT_EQ(number.error().message,
              "Numeric value '1x' for <timeout> option is malformed or out of range");
    EXPECT_FALSE(parse({"shutdown", "a", "--timeout", "-1"}).number("timeout"));
    EXPECT_EQ(*parse({"shutdown", "a", "--timeout", "7"}).number("timeout"), 7);
    EXPECT_EQ(*parse({"shutdown", "a"}).number("timeout"), std::nullopt);
}

// A refused option would otherwise be offered, and a verb without text would be listed blank.
TEST(CommandTable, everyVerbIsUniqueAndExplainsItselfAndItsOptions) {
    std::set<std::string_view> names;
    for (const auto& group : commandGroups())
        for (const auto* command : group.commands) {
            EXPECT_TRUE(names.insert(command->name).second) << command->name;
            EXPECT_NE(command->run, nullptr) << command->name;
            EXPECT_FALSE(command->help.empty()) << command->name;
            std::set<std::string_view> options;
            for (const auto& option : command->options) {
                EXPECT_TRUE(options.insert(option.name).second) << command->name << option.name;
                EXPECT_NE(option.help.empty(), option.refusal.empty())
                    << command->name << " --" << option.name;
            }
        }
}
