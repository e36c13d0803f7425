// The probe as a process of the host behind namespaces and cgroups, seen from outside.
#include "benchmark/run/host_probe.h"
#include "support/kill_process.h"
#include "util/install_paths.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <unistd.h>

namespace twinvirt::bench {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::string linkOf(pid_t pid, const std::string& name) {
    std::error_code error;
    return fs::read_symlink("/proc/" + std::to_string(pid) + "/ns/" + name, error);
}

std::vector<pid_t> childrenOf(pid_t pid) {
    std::vector<pid_t> children;
    std::error_code error;
    for (const auto& task :
         fs::directory_iterator("/proc/" + std::to_string(pid) + "/task", error)) {
        std::ifstream file(task.path() / "children");
        for (pid_t child = 0; file >> child;)
            children.push_back(child);
    }
    return children;
}

std::string cgroupsOf(pid_t pid) {
    std::ostringstream text;
    text << std::ifstream("/proc/" + std::to_string(pid) + "/cgroup").rdbuf();
    return text.str();
}

std::vector<std::string> cgroupDirectories(const std::string& name) {
    std::vector<std::string> found;
    std::error_code error;
    for (fs::recursive_directory_iterator walk("/sys/fs/cgroup", error);
         !error && walk != fs::recursive_directory_iterator(); walk.increment(error))
        if (walk->path().filename() == name)
            found.push_back(walk->path());
    return found;
}

class IsolatedHostProbe : public ::testing::Test {
  protected:
    void SetUp() override {
        if (::geteuid() != 0)
            GTEST_SKIP() << "namespaces and cgroups need root";
    }
    Result<HostProbe> start(const std::vector<std::string>& isolation) {
        return HostProbe::start(
            {InstallPaths::fromBin(TWINVIRT_BIN_DIR).libexec + "/twinvirt-bench-probe",
             std::chrono::seconds(60), isolation, name_},
            stop_);
    }
    /// The process that serves: the only child of the starter.
    static pid_t server() {
        const auto starters = childrenOf(::getpid());
        const auto servers = starters.size() == 1 ? childrenOf(starters[0]) : starters;
        EXPECT_EQ(servers.size(), 1U);
        return servers.empty() ? -1 : servers[0];
    }

    const std::string name_ = "twinvirt-bench-0badf00d-test-" + std::to_string(::getpid());
    StopRequest stop_;
};

TEST_F(IsolatedHostProbe, HasExactlyTheNamespacesThatItWasAskedFor) {
    const std::array<std::pair<const char*, const char*>, 6> all{{{"pid", "pid"},
                                                                  {"mount", "mnt"},
                                                                  {"uts", "uts"},
                                                                  {"ipc", "ipc"},
                                                                  {"net", "net"},
                                                                  {"cgroup", "cgroup"}}};
    std::vector<std::string> chosen;
    for (std::size_t count = 0; count <= all.size(); ++count) {
        auto probe = start(chosen);
        ASSERT_TRUE(probe) << probe.error().message;
        const pid_t pid = server();
        for (std::size_t i = 0; i < all.size(); ++i)
            EXPECT_EQ(linkOf(pid, all[i].second) != linkOf(::getpid(), all[i].second), i < count)
                << all[i].first << " of " << count;
        const auto ended = probe->end();
        EXPECT_TRUE(ended) << ended.error().message;
        EXPECT_NE(::access(("/proc/" + std::to_string(pid) + "/exe").c_str(), R_OK), 0)
            << "it runs on";
        if (count < all.size())
            chosen.emplace_back(all[count].first);
    }
}

TEST_F(IsolatedHostProbe, HasCgroupsOfItsOwnWhichAreGoneWithIt) {
    {
        const auto probe = start({"cgroup"});
        ASSERT_TRUE(probe) << probe.error().message;
        EXPECT_THAT(cgroupsOf(server()), HasSubstr("/" + name_));
        EXPECT_THAT(cgroupDirectories(name_), Not(IsEmpty()));
    }
    EXPECT_THAT(cgroupDirectories(name_), IsEmpty());
}

TEST_F(IsolatedHostProbe, ThatCannotStartLeavesNoCgroup) {
    stop_.set();
    EXPECT_FALSE(start({"pid", "cgroup"}));
    EXPECT_THAT(cgroupDirectories(name_), IsEmpty());
    EXPECT_THAT(childrenOf(::getpid()), IsEmpty());
}

TEST_F(IsolatedHostProbe, OfAKilledRunIsRemovedByGc) {
    // Not the prefix of real runs: one may be under way.
    const std::string prefix = "twinvirt-test-" + std::to_string(::getpid()) + "-";
    auto cgroup = ProbeCgroup::create(prefix + "0badf00d-arm-1");
    ASSERT_TRUE(cgroup) << cgroup.error().message;
    auto other = ProbeCgroup::create(prefix + "other");
    ASSERT_TRUE(other) << other.error().message;
    const auto removed = removeLeftProbeCgroups(prefix);
    ASSERT_TRUE(removed) << removed.error().message;
    EXPECT_THAT(*removed, ::testing::UnorderedElementsAreArray(cgroup->directories()));
    EXPECT_THAT(cgroupDirectories(prefix + "0badf00d-arm-1"), IsEmpty());
    EXPECT_THAT(cgroupDirectories(prefix + "other"),
                ::testing::SizeIs(other->directories().size()));
}

} // namespace
} // namespace twinvirt::bench
