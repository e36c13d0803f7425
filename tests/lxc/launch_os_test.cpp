#include "lxc/isolation/credentials.h"
#include "lxc/launch_fixture.h"
#include "lxc/seccomp/default_filter.h"
#include "util/atomic_file.h"
#include "util/process.h"

#include <gmock/gmock.h>

#include <csignal>
#include <filesystem>
#include <fstream>

namespace twinvirt::lxc {

using testing::HasSubstr;
namespace fs = std::filesystem;

/// A root of busybox with an init table whose getty prints a marker.
static void makeBusyboxRoot(const std::string& root) {
    fs::create_directories(root + "/bin");
    fs::create_directories(root + "/etc");
    fs::copy_file("/bin/busybox", root + "/bin/busybox");
    for (const char* applet : {"sh", "init", "echo", "sleep", "poweroff", "ps", "cat", "getty"})
        fs::create_symlink("busybox", root + "/bin/" + applet);
    std::ofstream(root + "/etc/inittab") << "::sysinit:/bin/echo booted\n"
                                            "console::respawn:/bin/sh\n";
}

TEST_F(LaunchTest, bootsBusyboxInitWhichPowersOffOnItsSignal) {
    if (!fs::exists("/bin/busybox"))
        GTEST_SKIP() << "needs the package busybox-static";
    useOwnRoot();
    makeBusyboxRoot(spec.root.source);
    spec.init.path = "/bin/init";
    spec.init.environment = {"PATH=/bin", "TERM=linux", "container=twinvirt"};
    spec.ownNetwork = true;
    spec.seccompFilter = defaultSeccompFilter();
    ASSERT_TRUE(launch());
    EXPECT_THAT(console("booted"), HasSubstr("booted"));
    EXPECT_THAT(console("# "), HasSubstr("# "));
    const auto init = openPidfd(status.initPid);
    ASSERT_TRUE(init && sendSignal(init->get(), SIGUSR2)); // busybox: power off
    EXPECT_TRUE(waitUntilGone());
    EXPECT_EQ(leftovers(), "");
}

} // namespace twinvirt::lxc
