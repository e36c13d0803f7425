#include "lxc/launch_fixture.h"
#include "lxc/seccomp/default_filter.h"

#include <gmock/gmock.h>

#include <filesystem>

namespace twinvirt::lxc {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST_F(LaunchTest, runsInitAsPidOneOfASharedRootAndLeavesNothing) {
    const std::string text = facts({"ids", "hostname", "cwd", "tty"});
    EXPECT_THAT(linesOf(text, "ids"), ElementsAre("pid=1 ppid=0 sid=1 pgid=1 uid=0 gid=0 groups="));
    EXPECT_THAT(linesOf(text, "hostname"), ElementsAre("probe-host"));
    EXPECT_THAT(linesOf(text, "cwd"), ElementsAre("/"));
    EXPECT_THAT(linesOf(text, "tty"), ElementsAre("name=/dev/pts/0 foreground=1 session=1"));
    destroy();
    EXPECT_TRUE(waitUntilGone());
    EXPECT_EQ(leftovers(), "");
}

TEST_F(LaunchTest, runsInARootOfItsOwn) {
    useOwnRoot();
    const std::string text = facts({"ids", "stat", "/probe", "stat", "/home", "fds"});
    EXPECT_THAT(linesOf(text, "stat"),
                ElementsAre(StartsWith("/probe mode="), "/home: No such file or directory"));
    EXPECT_THAT(linesOf(text, "fds"), ElementsAre("0=/dev/pts/0", "1=/dev/pts/0", "2=/dev/pts/0"));
}

} // namespace twinvirt::lxc
