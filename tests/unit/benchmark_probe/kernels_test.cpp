#include "probe_program.h"
#include "support/temporary_directory.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <optional>

namespace twinvirt::test {

using nlohmann::json;
using testing::HasSubstr;

static const std::vector<std::string> kernelNames{"cpu-int",         "cpu-fp",
                                                  "compress",        "triad",
                                                  "random-update",   "pointer-chase",
                                                  "syscall",         "context-switch",
                                                  "fork-exec",       "page-fault",
                                                  "file-sequential", "file-random",
                                                  "fsync",           "loopback-round-trip",
                                                  "loopback-bulk",   "jitter"};

static const std::vector<std::string> networkKernelNames{"net-rr", "net-bulk"};

static bool usesDirectory(const std::string& kernel) {
    return kernel.starts_with("file-") || kernel == "fsync";
}

class ProbeKernel : public testing::TestWithParam<std::string> {
  protected:
    ProbeRun run(std::vector<std::string> more) {
        std::vector<std::string> words{"run", GetParam()};
        words.insert(words.end(), more.begin(), more.end());
        if (usesDirectory(GetParam()))
            words.insert(words.end(), {"--directory", directory_.path()});
        return runProbe(words);
    }

    TemporaryDirectory directory_{"probe"};
};

TEST_P(ProbeKernel, PrintsBeginEndBatchesAndDoneInThisOrder) {
    const ProbeRun probe = run({"--batches", "3", "--batch-ms", "5"});
    ASSERT_EQ(probe.exitStatus, 0) << probe.output;
    std::vector<std::string> order;
    for (const auto& event : probe.events) {
        order.push_back(event["event"]);
        EXPECT_EQ(event["kernel"], GetParam());
    }
    EXPECT_THAT(order, testing::ElementsAre("begin", "end", "batch", "batch", "batch", "done"));
}

TEST_P(ProbeKernel, MeasuresBatchesThatAreLongEnoughAndAddUp) {
    const ProbeRun probe = run({"--batches", "4", "--batch-ms", "8"});
    ASSERT_EQ(probe.events.size(), 7U) << probe.output;
    std::uint64_t sum = 0;
    for (std::size_t i = 2; i < 6; ++i) {
        const json& batch = probe.events[i];
        EXPECT_GT(batch["operations"].get<std::uint64_t>(), 0U);
        EXPECT_GE(batch["nanoseconds"].get<std::uint64_t>(), 8'000'000U);
        sum += batch["nanoseconds"].get<std::uint64_t>();
    }
    EXPECT_EQ(probe.events[1]["answer"], "correct");
    EXPECT_GE(probe.events[1]["nanoseconds"].get<std::uint64_t>(), sum);
}

TEST_P(ProbeKernel, LeavesNoFileBehind) {
    ASSERT_EQ(run({"--batches", "1", "--batch-ms", "5"}).exitStatus, 0);
    EXPECT_TRUE(std::filesystem::is_empty(directory_.path()));
}

INSTANTIATE_TEST_SUITE_P(All, ProbeKernel, testing::ValuesIn(kernelNames), [](const auto& test) {
    std::string name = test.param;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
});

TEST(ProbeSlowDown, IsWorkThatIsDoneAndNotCounted) {
    // jitter sleeps until the next millisecond, so that no host can do twice as many in the time.
    const ProbeRun probe =
        runProbe({"run", "jitter", "--batches", "2", "--batch-ms", "20", "--slow-down", "100"});
    ASSERT_EQ(probe.exitStatus, 0) << probe.output;
    for (std::size_t i = 2; i < 4; ++i) {
        const double operations = probe.events[i]["operations"];
        EXPECT_GE(probe.events[i]["nanoseconds"].get<double>(), 1.9e6 * (operations - 1));
    }
    EXPECT_EQ(runProbe({"run", "syscall", "--slow-down", "1001"}).exitStatus, 1);
}

TEST(ProbeTicks, AreToldWithTheEndOfTheKernel) {
    const ProbeRun probe = runProbe({"run", "cpu-int", "--batches", "4", "--batch-ms", "20"});
    ASSERT_GE(probe.events.size(), 2U) << probe.output;
    ASSERT_EQ(probe.events[1]["ticks"].size(), 2U);
    EXPECT_GE(probe.events[1]["ticks"][0].get<unsigned>(), 1U) << "of 80 ms";
    EXPECT_LE(probe.events[1]["ticks"][1], probe.events[1]["ticks"][0]);
}

TEST(ProbeList, NamesEachKernelWithWhatAnOperationIs) {
    const ProbeRun probe = runProbe({"list"});
    EXPECT_EQ(probe.exitStatus, 0);
    std::istringstream lines(probe.output);
    std::vector<std::string> names;
    for (std::string line; std::getline(lines, line);) {
        const auto kernel = json::parse(line);
        names.push_back(kernel["name"]);
        EXPECT_FALSE(kernel["operation"].get<std::string>().empty());
        EXPECT_FALSE(kernel["source"].get<std::string>().empty());
        EXPECT_THAT(kernel["unit"], testing::AnyOf("operation", "byte"));
        EXPECT_EQ(kernel["directory"], usesDirectory(kernel["name"]));
        EXPECT_EQ(kernel["network"], names.back().starts_with("net-"));
    }
    std::vector<std::string> all = kernelNames;
    all.insert(all.end(), networkKernelNames.begin(), networkKernelNames.end());
    EXPECT_EQ(names, all);
}

TEST(ProbeJitter, TellsHowLateTheWakeUpsWere) {
    const ProbeRun probe = runProbe({"run", "jitter", "--batches", "2", "--batch-ms", "20"});
    ASSERT_EQ(probe.events.size(), 5U);
    for (std::size_t i = 2; i < 4; ++i) {
        const auto late = probe.events[i]["latenessNanoseconds"].get<std::vector<std::uint64_t>>();
        ASSERT_EQ(late.size(), 3U);
        EXPECT_LE(late[0], late[1]);
        EXPECT_LE(late[1], late[2]);
        EXPECT_GT(late[2], 0U);
        // A wake-up each millisecond, so that the figures are of as many as there were periods.
        EXPECT_LE(probe.events[i]["operations"].get<std::uint64_t>() * 1'000'000,
                  probe.events[i]["nanoseconds"].get<std::uint64_t>());
    }
}

static void expectRefused(const std::vector<std::string>& words, const std::string& reason) {
    const ProbeRun probe = runProbe(words);
    EXPECT_EQ(probe.exitStatus, 1);
    ASSERT_EQ(probe.events.size(), 1U) << probe.output;
    EXPECT_EQ(probe.events[0]["event"], "error");
    EXPECT_THAT(probe.events[0]["message"].get<std::string>(), HasSubstr(reason));
}

TEST(ProbeWords, AreRefusedWithWhatIsExpected) {
    expectRefused({"run", "stream"}, "unknown kernel 'stream': expected one of cpu-int, cpu-fp");
    expectRefused({"run"}, "unknown kernel ''");
    expectRefused({"run", "triad", "--directory", "/tmp"},
                  "'--directory' is no option of kernel 'triad': expected --batches, --batch-ms");
    expectRefused({"run", "triad", "--batch-ms", "4"},
                  "--batch-ms '4': expected a whole number from 5 to 60000");
    expectRefused({"run", "triad", "--batches", "0"},
                  "--batches '0': expected a whole number from 1 to 10000");
    expectRefused({"run", "triad", "--batches"}, "--batches: expected a value after it");
    expectRefused({"run", "net-rr"}, "--peer '': expected an address such as '198.18.0.1:40000'");
    expectRefused({"run", "net-rr", "--peer", "198.18.0.1:0"}, "--peer '198.18.0.1:0'");
    expectRefused({"run", "net-rr", "--mac", "52:54:00:00:00:01"}, "expected both or none");
    expectRefused({"run", "net-bulk", "--peer", "127.0.0.1:9", "--mac", "52:54:00:00:00:01",
                   "--address", "127.0.0.1"},
                  "--address: '127.0.0.1': expected an address such as '198.18.0.2/24'");
    expectRefused({"run", "net-rr", "--peer", "127.0.0.1:1"}, "connect to 127.0.0.1:1");
    expectRefused({"peer", "here"}, "expected one word, the IPv4 address");
    expectRefused({"peer", "192.0.2.1"}, "bind to 192.0.2.1:0");
    expectRefused({"hog", "sofa"}, "unknown hog 'sofa': expected one of cpu, memory, disk");
    expectRefused({"hog", "net", "--processes", "3"},
                  "'--processes' is no option of hog 'net': expected --seconds");
    expectRefused({"hog", "cpu", "--seconds", "0"},
                  "--seconds '0': expected a whole number from 1 to 3600");
    expectRefused({"walk", "far"}, "unknown command 'walk far': expected list, run KERNEL, hog");
    expectRefused({"list", "all"}, "unknown command 'list all'");
}

TEST(ProbeWords, AreShownWhereThereAreNone) {
    const auto result = runProcess(probeProgram(), {}, std::chrono::seconds(10));
    ASSERT_TRUE(result);
    EXPECT_EQ(WEXITSTATUS(result->status), 1);
    EXPECT_THAT(result->errors, HasSubstr("run KERNEL"));
}

TEST(ProbeKernels, ThatCannotRunSayWhyAndWhatToDo) {
    expectRefused({"run", "fsync", "--directory", "/no/such"}, "make a file in '/no/such'");
    expectRefused({"run", "file-random", "--directory", "/proc"}, "--directory");
    // A limit of the file's size is what a full disk is to the program.
    const auto result = runProcess(
        "/bin/sh",
        {"-c", "trap '' XFSZ; ulimit -f 8; exec \"$0\" run file-sequential", probeProgram()},
        std::chrono::seconds(30));
    ASSERT_TRUE(result);
    EXPECT_THAT(result->output, HasSubstr("choose a directory with more room with --directory"));
    EXPECT_EQ(WEXITSTATUS(result->status), 1);
}

/// The program in namespaces of its own, with no interface up; `words` as a shell has them. Nothing
/// where users may not make namespaces.
static std::optional<std::string> outputIsolated(const std::string& input,
                                                 const std::string& words) {
    const std::string unshare = "unshare --user --map-root-user --net --pid --fork --mount-proc ";
    if (std::system((unshare + "true 2>/dev/null").c_str()) != 0)
        return std::nullopt;
    const auto result = runProcess("/bin/sh",
                                   {"-c", "printf '" + input + "' | " + unshare + probeProgram() +
                                              " " + words + "; echo status $?"},
                                   std::chrono::seconds(60));
    EXPECT_TRUE(result);
    return result ? result->output : "";
}

TEST(ProbeKernels, SayThatTheLoopbackInterfaceIsDown) {
    for (const std::string kernel : {"loopback-round-trip", "loopback-bulk"}) {
        const auto output = outputIsolated("", "run " + kernel);
        if (!output)
            GTEST_SKIP() << "namespaces are not for users here (unshare)";
        EXPECT_THAT(*output, HasSubstr("is the loopback interface up? ip link set lo up"));
        EXPECT_THAT(*output, HasSubstr("status 1"));
    }
}

TEST(ProbeInit, BringsTheLoopbackInterfaceUpAndEndsAsAContainersInitDoes) {
    const auto output = outputIsolated(
        "run loopback-round-trip --batches 1 --batch-ms 5\\nrun fork-exec --batches 1\\nexit\\n",
        "serve");
    if (!output)
        GTEST_SKIP() << "namespaces are not for users here (unshare)";
    EXPECT_THAT(*output, HasSubstr("twinvirt: ready"));
    EXPECT_THAT(*output, HasSubstr(R"("event":"done","kernel":"loopback-round-trip")"));
    EXPECT_THAT(*output, HasSubstr(R"("event":"done","kernel":"fork-exec")"));
    EXPECT_THAT(*output, testing::Not(HasSubstr("warning")));
    EXPECT_THAT(*output, HasSubstr("status 0"));
}

} // namespace twinvirt::test
