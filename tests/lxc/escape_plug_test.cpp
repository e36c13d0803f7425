// What comes while a container runs, and who joins it as whom, in each mode (E8, E9, E22, E24 of
// threats-and-faults); driver_filesystem_plug_test races with the container, and
// escape_live_test has what is still true once something came.
#include "lxc/escape_fixture.h"
#include "util/atomic_file.h"

#include <gmock/gmock.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <array>
#include <fcntl.h>
#include <filesystem>
#include <fstream>

namespace twinvirt::lxc {

using testing::HasSubstr;
using testing::Not;
namespace fs = std::filesystem;

class EscapePlugTest : public EscapeTest {
  protected:
    /// Of a command that joins as `user`: what it prints, or the error.
    std::string runAs(const DomainIdentity& domain, const std::string& user,
                      const std::vector<std::string>& command) {
        const UniqueFd out(::memfd_create("output", MFD_CLOEXEC));
        const UniqueFd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
        ExecRequest request;
        request.command = command;
        request.standardInput = null.get();
        request.standardOutput = request.standardError = out.get();
        request.user = user;
        const auto code = driver_->guest().execute(domain, request);
        if (!code)
            return code.error().message;
        return readFile("/proc/self/fd/" + std::to_string(out.get())).value_or("?");
    }
};

TEST_P(EscapePlugTest, E8NoLinkLeadsAFilesystemThatComesToAnotherPlace) {
    const std::string data = root_ / "data";
    fs::create_directories(data);
    fs::create_directory_symlink("/etc", tree_ + "/link");
    const auto web = defineAndStart(container("web", {"sleep"}));
    EXPECT_THAT(attach(web, "<filesystem type='mount'><source dir='" + data +
                                "'/><target dir='/link/x'/></filesystem>"),
                HasSubstr("symbolic link"));
    EXPECT_FALSE(fs::exists(tree_ + "/etc/x"));
}

/// CVE-2013-6456: the host's root made the node where the container said.
TEST_P(EscapePlugTest, E9NoLinkInDevLeadsANodeThatComesToTheHost) {
    if (::access("/dev/net/tun", F_OK) != 0)
        GTEST_SKIP() << "this host has no /dev/net/tun";
    const std::string marker = root_ / "marker";
    fs::create_directories(marker);
    const auto web = defineAndStart(container("web", {"sleep"}));
    fs::create_directory_symlink(marker, inside("/dev/net"));
    EXPECT_THAT(attach(web, "<hostdev mode='capabilities' type='misc'><source><char>/dev/net/tun"
                            "</char></source></hostdev>"),
                HasSubstr("symbolic link"));
    EXPECT_TRUE(fs::is_empty(marker));
}

TEST_P(EscapePlugTest, E22ASetuidProgramIsWhatTheModeSays) {
    fs::copy_file(tree_ + "/probe", tree_ + "/setuid");
    ASSERT_EQ(::chmod((tree_ + "/setuid").c_str(), 04755), 0);
    std::ofstream(tree_ + "/etc/passwd") << "user:x:1000:1000::/:/bin/sh\n";
    const auto web = defineAndStart(container("web", {"sleep"}));
    const auto text = runAs(web, "user", {"/setuid", "caps"});
    const bool noNewPrivileges = mode() == Mode::hardened;
    const std::string uids = noNewPrivileges ? "1000\t1000\t1000\t1000" : "1000\t0\t0\t0";
    EXPECT_THAT(lines(text, "caps"), testing::Contains("Uid:\t" + uids)) << text;
}

TEST_P(EscapePlugTest, E24NobodyJoinsByATrick) { // CVE-2026-30892
    const auto web = defineAndStart(container("web", {"sleep"}));
    for (const char* user : {"0x0", "-1", "4294967295", "4294967296", "1000:", "root ", " 0", "+"})
        EXPECT_THAT(runAs(web, user, {"/probe", "ids"}), Not(HasSubstr("uid="))) << user;
    EXPECT_THAT(runAs(web, "0", {"/probe", "ids"}), HasSubstr("uid=0 "));
}

INSTANTIATE_TEST_SUITE_P(Modes, EscapePlugTest,
                         testing::Values(Mode::plain, Mode::idmap, Mode::hardened, Mode::compat),
                         nameOfMode);

/// <features><capabilities><mknod state='on'/>: libvirt opens its device list for making nodes.
TEST_F(DriverTest, WithMknodAnyNodeIsMadeAndNoneMoreIsOpened) {
    const auto web = defineAndStart(probe("web", {"sleep"}, "",
                                          "<capabilities><mknod state='on'/>"
                                          "</capabilities>"));
    const std::string probe = TWINVIRT_PROBE;
    const auto made = execute(web, {probe, "mknod", "c:1:1", "stat", "/dev/twinvirt-node"});
    EXPECT_THAT(made, HasSubstr("mknod c:1:1: Operation not permitted"));
    EXPECT_THAT(made, HasSubstr("device=1:1"));
    EXPECT_THAT(execute(web, {probe, "mknod", "c:1:3"}), HasSubstr("mknod c:1:3: done"));
}

} // namespace twinvirt::lxc
