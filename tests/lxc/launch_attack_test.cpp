// A hostile root file system (reference: threats-and-faults, the rows of the names).
#include "lxc/launch_fixture.h"
#include "util/atomic_file.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

namespace twinvirt::lxc {

using testing::HasSubstr;
using testing::Not;
namespace fs = std::filesystem;

/// Says how the launch failed, and that it failed.
class HostileRootTest : public LaunchTest {
  protected:
    void SetUp() override {
        LaunchTest::SetUp();
        useOwnRoot();
        marker = directory + "/marker";
        fs::create_directories(marker);
        probe({"sleep"});
    }
    std::string failure() {
        const auto launched = launch();
        return launched ? "it was launched" : launched.error().message;
    }
    std::string marker; ///< a directory of the host that must stay empty
};

TEST_F(HostileRootTest, whoseSystemDirectoriesAreLinksIsRefused) { // E6, E7
    for (const char* name : {"dev", "proc", "sys"}) {
        const fs::path link = spec.root.source + "/" + name;
        fs::remove_all(link);
        fs::create_symlink(marker, link);
        EXPECT_THAT(failure(), HasSubstr("/" + std::string(name) +
                                         "' in the container: there is a "
                                         "symbolic link"));
        EXPECT_TRUE(fs::is_empty(marker));
        EXPECT_EQ(leftovers(), "");
        fs::remove(link);
    }
}

TEST_F(HostileRootTest, withALinkInAMountTargetIsRefused) { // E8
    fs::create_directory_symlink("/", spec.root.source + "/way");
    spec.mounts = {{MountSpec::Kind::tmpfs, "", "/way" + marker + "/x", false, 4096}};
    EXPECT_THAT(failure(), HasSubstr("mounts: open '/way"));
    EXPECT_TRUE(fs::is_empty(marker));
}

TEST_F(HostileRootTest, cannotLeadOutByDotDot) {
    spec.mounts = {{MountSpec::Kind::tmpfs, "", "/../../.." + marker + "/x", false, 4096}};
    ASSERT_TRUE(launch());
    EXPECT_TRUE(fs::is_empty(marker));
    EXPECT_TRUE(fs::exists(spec.root.source + marker + "/x"));
}

TEST_F(HostileRootTest, cannotMakeTheWorkingDirectoryADescriptor) { // E2
    for (int fd = 3; fd <= 30; ++fd) {
        spec.init.directory = "/proc/self/fd/" + std::to_string(fd);
        EXPECT_THAT(failure(), HasSubstr("identity: initdir"));
    }
}

TEST_F(HostileRootTest, withoutItsInitIsRefusedInLibvirtsWords) {
    spec.init.path = "/sbin/missing";
    EXPECT_EQ(failure(), "identity: cannot find init path '/sbin/missing' relative to container "
                         "root: No such file or directory");
    EXPECT_EQ(leftovers(), "");
}

TEST_F(HostileRootTest, whosePasswdIsAFifoDoesNotHangTheLaunch) { // decision 16
    fs::create_directories(spec.root.source + "/etc");
    ASSERT_EQ(::mkfifo((spec.root.source + "/etc/passwd").c_str(), 0600), 0);
    spec.init.user = "somebody";
    EXPECT_THAT(failure(), HasSubstr("/etc/passwd: not a file"));
}

TEST_F(HostileRootTest, namesNoUserByTrick) { // E24
    for (const char* user : {"0x0", "-1", "4294967295", "root ", "1000:", "+", "+root"}) {
        spec.init.user = user;
        EXPECT_THAT(failure(), HasSubstr("unknown user")) << user;
    }
}

TEST_F(HostileRootTest, cannotWriteToTheSupervisorThroughItsExe) { // E1, CVE-2019-5736
    // The script's interpreter is what init is before its exec: our program. It runs, refuses its
    // arguments, and is on a read-only mount of its own all the while.
    std::ofstream(spec.root.source + "/script") << "#!/proc/self/exe\n";
    fs::permissions(spec.root.source + "/script", fs::perms::all);
    spec.init.path = "/script";
    const std::string program = TWINVIRT_LIBEXEC "/twinvirt-supervisor";
    const auto before = fs::last_write_time(program);
    (void)launch();
    EXPECT_TRUE(waitUntilGone());
    EXPECT_EQ(fs::last_write_time(program), before);
}

TEST_F(LaunchTest, runsItsSupervisorFromAReadOnlyMount) { // what E1 rests on
    useFault("session:enter:touch-exe");
    const auto launched = launch();
    ASSERT_FALSE(launched);
    // Writing would meet ETXTBSY first, but only as long as the process lives.
    EXPECT_EQ(launched.error().message, "session: touch own program: Read-only file system");
}

} // namespace twinvirt::lxc
