#include "probe_program.h"
#include "support/temporary_directory.h"

#include <gmock/gmock.h>

#include <fcntl.h>
#include <filesystem>
#include <fstream>

namespace twinvirt::test {

/// The processes that carry this variable in their environment: other tests may run the same
/// program at the same time.
static std::vector<std::string> processesMarked(const std::string& mark) {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        std::ifstream file(entry.path() / "environ", std::ios::binary);
        const std::string text{std::istreambuf_iterator<char>(file), {}};
        if (text.find(mark) != std::string::npos)
            found.push_back(entry.path());
    }
    return found;
}

class ProbeHog : public testing::TestWithParam<std::vector<std::string>> {
  protected:
    /// The words of the parameter, as a process whose children can be found.
    pid_t start(int output, const std::vector<std::string>& more) {
        SpawnRequest request;
        request.program = probeProgram();
        request.arguments = {"hog"};
        for (const auto* words : {&GetParam(), &more})
            request.arguments.insert(request.arguments.end(), words->begin(), words->end());
        request.environment = {mark_};
        request.descriptors = {{output, 1}};
        return spawnProcess(request).value_or(-1);
    }

    std::string mark_ = "PROBE_HOG_TEST=" + std::to_string(::getpid());
};

TEST_P(ProbeHog, WorksForItsTimeAndLeavesNoProcess) {
    const TemporaryDirectory directory("hog");
    UniqueFd output(::open((directory / "out").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    const pid_t pid = start(output.get(), {"--seconds", "1"});
    ASSERT_GT(pid, 0);
    int status = -1;
    ASSERT_EQ(::waitpid(pid, &status, 0), pid);
    std::ifstream file(directory / "out");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    EXPECT_EQ(status, 0) << text;
    EXPECT_THAT(processesMarked(mark_), testing::IsEmpty());

    const auto events = eventsOf(text);
    ASSERT_EQ(events.size(), 3U) << text;
    EXPECT_EQ(events[0]["event"], "begin");
    EXPECT_EQ(events[0]["hog"], GetParam().front());
    EXPECT_EQ(events[1]["event"], "end");
    EXPECT_GT(events[1]["operations"].get<std::uint64_t>(), 0U);
    EXPECT_GE(events[1]["nanoseconds"].get<std::uint64_t>(), 1'000'000'000U);
    EXPECT_EQ(events[2]["event"], "done");
}

TEST_P(ProbeHog, IsGoneWithAllItsProcessesWhenItIsKilled) {
    const TemporaryDirectory directory("hog");
    UniqueFd output(::open((directory / "out").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    const pid_t pid = start(output.get(), {"--seconds", "60"});
    ASSERT_GT(pid, 0);
    const auto waitUntil = [](const auto& condition) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        while (!condition() && std::chrono::steady_clock::now() < deadline)
            ::usleep(10'000);
        return condition();
    };
    EXPECT_TRUE(waitUntil([&] { return processesMarked(mark_).size() > 1; })) << "no workers";
    EXPECT_EQ(::kill(pid, SIGKILL), 0);
    EXPECT_EQ(::waitpid(pid, nullptr, 0), pid);
    EXPECT_TRUE(waitUntil([&] { return processesMarked(mark_).empty(); }));
}

INSTANTIATE_TEST_SUITE_P(All, ProbeHog,
                         testing::Values(std::vector<std::string>{"cpu", "--processes", "2"},
                                         std::vector<std::string>{"memory", "--mebibytes", "8"},
                                         std::vector<std::string>{"disk", "--mebibytes", "2"},
                                         std::vector<std::string>{"fork", "--processes", "8"},
                                         std::vector<std::string>{"net"}),
                         [](const auto& test) { return test.param.front(); });

} // namespace twinvirt::test
