#include "driver_table.h"
#include "shell/completion.h"

#include <gmock/gmock.h>

using namespace twinvirt;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;

namespace {

class CompletionTest : public testing::Test {
  protected:
    static ShellSettings settings() {
        ShellSettings settings;
        settings.uri = "mock:///default";
        settings.quiet = true;
        return settings;
    }
    std::vector<std::string> complete(const Words& words) { return completeWords(shell_, words); }

    Shell shell_{settings(), driverTable(), InstallPaths::ofThisProgram()};
};

} // namespace

TEST_F(CompletionTest, offersVerbsForTheFirstWord) {
    EXPECT_THAT(complete({"domst"}), ElementsAre("domstate", "domstats"));
    EXPECT_THAT(complete({""}), Contains("start"));
    EXPECT_THAT(complete({"comp"}), IsEmpty()) << "complete is hidden";
}

TEST_F(CompletionTest, offersOptionsThatAreNotThereYet) {
    EXPECT_THAT(complete({"domstate", "test", "--"}), UnorderedElementsAre("--reason", "--json"));
    EXPECT_THAT(complete({"domstate", "test", "--reason", "--"}), ElementsAre("--json"));
}

TEST_F(CompletionTest, offersNoOptionThatWouldBeRefused) {
    EXPECT_THAT(complete({"list", "--with"}), IsEmpty());
}

TEST_F(CompletionTest, offersDomainsWhereADomainIsWanted) {
    EXPECT_THAT(complete({"domstate", "t"}), ElementsAre("test"));
    EXPECT_THAT(complete({"domstate", "--domain", ""}), ElementsAre("test"));
    EXPECT_THAT(complete({"start", "t"}), IsEmpty()) << "test is running";
    EXPECT_THAT(complete({"destroy", "t"}), ElementsAre("test"));
}

TEST_F(CompletionTest, offersChoicesAndVerbsAsValues) {
    EXPECT_THAT(complete({"shutdown", "test", "--mode", "a"}), ElementsAre("acpi"));
    EXPECT_THAT(complete({"help", "dominf"}), ElementsAre("dominfo"));
}

TEST_F(CompletionTest, offersNothingAfterTwoHyphensThatIsAnOption) {
    EXPECT_THAT(complete({"exec", "test", "--", "--"}), IsEmpty());
    EXPECT_THAT(complete({"no-such-verb", ""}), IsEmpty());
}
