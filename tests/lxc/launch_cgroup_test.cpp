// Containers of one partition that start and end at the same time.
#include "lxc/cgroup/cgroup_tree.h"
#include "lxc/launch_fixture.h"

#include <filesystem>
#include <future>
#include <unistd.h>

namespace twinvirt::lxc {

/// Makes and removes the cgroups of one container again and again; what went wrong first.
static std::string comeAndGo(std::vector<CgroupMembership> cgroups, const std::string& path) {
    for (int round = 0; round < 500; ++round)
        for (auto& cgroup : cgroups) {
            cgroup.path = path;
            if (const auto made = makeCgroup(cgroup); !made)
                return made.error().message;
            if (const auto removed = removeCgroup(cgroup, 1000); !removed)
                return removed.error().message;
        }
    return "";
}

TEST_F(LaunchTest, aPartitionThatTheLastOneRemovesIsMadeAnewForTheNext) {
    const std::string partition = "/twinvirt-test-race-" + std::to_string(::getpid());
    auto first =
        std::async(std::launch::async, comeAndGo, spec.cgroups, partition + "/inner/first");
    EXPECT_EQ(comeAndGo(spec.cgroups, partition + "/inner/second"), "");
    EXPECT_EQ(first.get(), "");
    for (const auto& cgroup : spec.cgroups)
        EXPECT_FALSE(std::filesystem::exists(cgroup.mountPoint + partition));
}

} // namespace twinvirt::lxc
