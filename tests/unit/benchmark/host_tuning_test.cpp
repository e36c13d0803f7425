#include "benchmark/doctor/host_tuning.h"
#include "benchmark/doctor/tunable.h"
#include "benchmark/doctor/tuning_state.h"
#include "host_tree_fixture.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <algorithm>

namespace twinvirt::bench {

static void PrintTo(const TuneStep& step, std::ostream* out) {
    *out << step.title << " " << outcomeWord(step.outcome) << " " << step.from << " -> " << step.to
         << " " << step.reason;
}

namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* governor0 = "sys/devices/system/cpu/cpufreq/policy0/scaling_governor";
constexpr const char* governor1 = "sys/devices/system/cpu/cpufreq/policy1/scaling_governor";
constexpr const char* noTurbo = "sys/devices/system/cpu/intel_pstate/no_turbo";
constexpr const char* merging = "sys/kernel/mm/ksm/run";
constexpr const char* hugePages = "sys/kernel/mm/transparent_hugepage/enabled";

class HostTuning : public test::HostTreeTest {
  protected:
    void makeHost() {
        write(governor0, "powersave\n");
        write(governor1, "schedutil\n");
        write(noTurbo, "0\n");
        write(merging, "1\n");
        write(hugePages, "[always] madvise never\n");
    }
    auto tune() { return tuneHost(roots().sys, stateFile()); }
    auto restore() { return restoreHost(roots().sys, stateFile()); }
    [[nodiscard]] std::string stateFile() const { return directory_ / "run/state.json"; }
    [[nodiscard]] bool isTuned() const { return std::filesystem::exists(stateFile()); }
};

TEST_F(HostTuning, SetsWhatIsThereAndTellsEachChange) {
    makeHost();
    const auto steps = tune();
    ASSERT_TRUE(steps) << steps.error().message;
    EXPECT_THAT(*steps,
                ElementsAre(TuneStep{"CPU governor of policy0", TuneOutcome::changed, "powersave",
                                     "performance", ""},
                            TuneStep{"CPU governor of policy1", TuneOutcome::changed, "schedutil",
                                     "performance", ""},
                            TuneStep{"boost (intel_pstate)", TuneOutcome::changed, "0", "1", ""},
                            TuneStep{"boost (cpufreq)", TuneOutcome::notHere, "", "0", ""},
                            TuneStep{"same-page merging", TuneOutcome::changed, "1", "0", ""},
                            TuneStep{"huge pages", TuneOutcome::changed, "always", "madvise", ""}));
    EXPECT_EQ(textOf(governor0), "performance");
    EXPECT_EQ(textOf(governor1), "performance");
    EXPECT_EQ(textOf(noTurbo), "1");
    EXPECT_EQ(textOf(merging), "0");
    EXPECT_EQ(textOf(hugePages), "madvise");
}

TEST_F(HostTuning, PutsBackExactlyWhatWasAndForgetsIt) {
    makeHost();
    ASSERT_TRUE(tune());
    ASSERT_TRUE(isTuned());
    const auto steps = restore();
    ASSERT_TRUE(steps) << steps.error().message;
    EXPECT_EQ(steps->size(), 5U);
    EXPECT_EQ(textOf(governor0), "powersave");
    EXPECT_EQ(textOf(governor1), "schedutil");
    EXPECT_EQ(textOf(noTurbo), "0");
    EXPECT_EQ(textOf(merging), "1");
    EXPECT_EQ(textOf(hugePages), "always");
    EXPECT_FALSE(isTuned());
    EXPECT_THAT(restore().value(), IsEmpty()) << "there is nothing left to put back";
}

/// Killed after so many of its changes: the state stands, the rest is as it was.
TEST_F(HostTuning, ThatWasKilledAnywhereIsPutBack) {
    const std::vector<std::pair<const char*, const char*>> before{{governor0, "powersave"},
                                                                  {governor1, "schedutil"},
                                                                  {noTurbo, "0"},
                                                                  {merging, "1"},
                                                                  {hugePages, "always"}};
    for (std::size_t changed = 0; changed <= before.size(); ++changed) {
        makeHost();
        ASSERT_TRUE(tune());
        for (std::size_t i = changed; i < before.size(); ++i)
            write(before[i].first, before[i].second + std::string("\n"));
        const auto steps = restore();
        ASSERT_TRUE(steps) << changed;
        for (const auto& [file, value] : before)
            EXPECT_EQ(textOf(file).substr(0, std::string_view(value).size()), value)
                << file << " after " << changed;
        EXPECT_FALSE(isTuned());
    }
}

TEST_F(HostTuning, TwiceKeepsTheFirstValues) {
    makeHost();
    ASSERT_TRUE(tune());
    write(governor1, "ondemand\n"); // somebody else set it meanwhile
    const auto again = tune();
    ASSERT_TRUE(again);
    EXPECT_EQ(again->at(0), (TuneStep{"CPU governor of policy0", TuneOutcome::kept, "performance",
                                      "performance", ""}));
    EXPECT_EQ(again->at(1).outcome, TuneOutcome::changed);
    ASSERT_TRUE(restore());
    EXPECT_EQ(textOf(governor0), "powersave");
    EXPECT_EQ(textOf(governor1), "schedutil");
}

TEST_F(HostTuning, OfAHostThatHasNothingOfItChangesAndRemembersNothing) {
    const auto steps = tune();
    ASSERT_TRUE(steps) << steps.error().message;
    EXPECT_EQ(steps->size(), 5U);
    for (const TuneStep& step : *steps)
        EXPECT_EQ(step.outcome, TuneOutcome::notHere) << step.title;
    EXPECT_FALSE(isTuned());
}

TEST_F(HostTuning, LeavesAloneAndDoesNotRememberWhatIsAsItShouldBe) {
    write(merging, "0\n");
    write(hugePages, "always [madvise] never\n");
    ASSERT_TRUE(tune());
    EXPECT_FALSE(isTuned());
    EXPECT_EQ(textOf(hugePages), "always [madvise] never\n");
}

TEST_F(HostTuning, RemembersBeforeItChanges) {
    makeHost();
    write("run", "a file where the directory should be");
    EXPECT_FALSE(tune());
    EXPECT_EQ(textOf(governor0), "powersave\n") << "nothing may change that could not be put back";
}

TEST_F(HostTuning, SaysWhenTheKernelRefusesAndKeepsItToPutBack) {
    makeHost();
    ASSERT_TRUE(tune());
    // A link is not followed, so that writing fails for root too.
    std::filesystem::rename(directory_ / merging, directory_ / "elsewhere");
    std::filesystem::create_symlink(directory_ / "elsewhere", directory_ / merging);
    const auto steps = restore();
    ASSERT_TRUE(steps);
    EXPECT_EQ(std::ranges::count(*steps, TuneOutcome::failed, &TuneStep::outcome), 1);
    EXPECT_EQ(textOf(governor0), "powersave") << "the others are put back all the same";
    EXPECT_THAT(readTuningState(stateFile()).value(),
                ElementsAre(SavedSetting{"same-page merging", "kernel/mm/ksm/run", "1"}));
}

TEST_F(HostTuning, ForgetsASettingThatIsGone) {
    makeHost();
    ASSERT_TRUE(tune());
    std::filesystem::remove_all(directory_ / "sys/devices/system/cpu/cpufreq/policy1");
    const auto steps = restore();
    ASSERT_TRUE(steps);
    EXPECT_EQ(steps->at(1).outcome, TuneOutcome::notHere);
    EXPECT_FALSE(isTuned());
}

class HostileState : public HostTuning {
  protected:
    void SetUp() override { makeHost(); }
    /// A state file that --tune did not write changes nothing.
    void expectRefused(const std::string& text, const std::string& reason) {
        write("run/state.json", text);
        ::chmod(stateFile().c_str(), 0600);
        const auto restored = restore();
        ASSERT_FALSE(restored) << text;
        EXPECT_THAT(restored.error().message, HasSubstr(reason));
        EXPECT_FALSE(tune()) << text;
        EXPECT_EQ(textOf(governor0), "powersave\n");
    }
    static std::string stateOf(const std::string& file, const std::string& before) {
        return R"({"version": 1, "settings": [{"title": "t", "file": ")" + file +
               R"(", "before": ")" + before + R"("}]})";
    }
};

TEST_F(HostileState, ThatIsNoneOfOursIsRefused) {
    for (const char* text : {"", "{", "[]", "{}", R"({"version": 2, "settings": []})",
                             R"({"version": 1, "settings": {}})"})
        expectRefused(text, "it is not what 'bench doctor --tune' writes");
    expectRefused(R"({"version": 1, "settings": [7]})", "a setting has no 'title'");
    expectRefused(R"({"version": 1, "settings": [{"title": "t", "file": 3}]})",
                  "a setting has no 'file'");
}

TEST_F(HostileState, ThatNamesAnotherFileIsRefused) {
    write("victim", "untouched");
    for (const char* file : {"../victim", "kernel/mm/ksm/../../../../victim", "", "kernel/mm/ksm",
                             "devices/system/cpu/cpufreq/policy/scaling_governor",
                             "devices/system/cpu/cpufreq/policy0/../x/scaling_governor"})
        expectRefused(stateOf(file, "1"), "is no setting that is ever tuned");
    EXPECT_EQ(textOf("victim"), "untouched");
}

TEST_F(HostileState, WithAValueThatIsNoWordIsRefused) {
    for (const char* value : {"", "a b", "UP", "a\\nb", "0123456789012345678901234567890123456789"})
        expectRefused(stateOf("kernel/mm/ksm/run", value), "is no value of a setting");
}

TEST_F(HostileState, ThatOthersCanWriteIsRefused) {
    const std::string good = stateOf("kernel/mm/ksm/run", "0");
    write("run/state.json", good);
    ::chmod(stateFile().c_str(), 0666);
    const auto restored = restore();
    ASSERT_FALSE(restored);
    EXPECT_THAT(restored.error().message, HasSubstr("only you can write"));

    write("run/other.json", good);
    ::chmod((directory_ / "run/other.json").c_str(), 0600);
    std::filesystem::remove(stateFile());
    std::filesystem::create_symlink("other.json", stateFile());
    EXPECT_FALSE(restore()) << "a link";

    std::filesystem::rename(directory_ / "run/other.json", stateFile());
    EXPECT_TRUE(restore()) << "the same text in a file of one's own";
    EXPECT_EQ(textOf(merging), "0");
}

TEST(Tunables, OfEveryHostAreThoseThatAStateMayName) {
    for (const Tunable& tunable : tunablesOf("/sys"))
        EXPECT_TRUE(tunable.file.empty() || isTunable(tunable.file)) << tunable.file;
    EXPECT_TRUE(isTunable("devices/system/cpu/cpufreq/policy12/scaling_governor"));
}

} // namespace
} // namespace twinvirt::bench
