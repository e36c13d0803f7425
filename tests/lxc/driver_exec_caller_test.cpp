// What a command inside must not inherit from its caller, and what the container must not reach.
#include "lxc/driver_fixture.h"
#include "util/atomic_file.h"

#include <gmock/gmock.h>
#include <linux/capability.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <array>
#include <csignal>
#include <fcntl.h>
#include <grp.h>
#include <thread>
#include <unistd.h>

namespace twinvirt::lxc {

using testing::HasSubstr;
using testing::Not;

class ExecCallerTest : public DriverTest {
  protected:
    void SetUp() override {
        DriverTest::SetUp();
        if (!IsSkipped())
            domain_ = defineAndStart(probe(
                "web", {"sleep"}, "", "<capabilities><sys_ptrace state='off'/></capabilities>"));
    }
    std::string facts(const std::vector<std::string>& verbs) {
        std::vector<std::string> command{TWINVIRT_PROBE};
        command.insert(command.end(), verbs.begin(), verbs.end());
        return execute(domain_, command);
    }
    DomainIdentity domain_;
};

TEST_F(ExecCallerTest, ItsUmaskSignalsGroupsAndCapabilitiesStayOutside) {
    const mode_t before = ::umask(0);
    ::signal(SIGUSR1, SIG_IGN);
    const gid_t group = 4242;
    ASSERT_EQ(::setgroups(1, &group), 0);
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    std::array<__user_cap_data_struct, 2> data{};
    ASSERT_EQ(::syscall(SYS_capget, &header, data.data()), 0);
    data[0].inheritable = data[0].permitted;
    ASSERT_EQ(::syscall(SYS_capset, &header, data.data()), 0);
    const auto text = facts({"caps", "ids", "cwd"});
    EXPECT_THAT(text, HasSubstr("Umask:\t0022"));
    EXPECT_THAT(text, HasSubstr("SigIgn:\t0000000000000000"));
    EXPECT_THAT(text, HasSubstr("SigBlk:\t0000000000000000"));
    EXPECT_THAT(text, HasSubstr("CapInh:\t0000000000000000"));
    EXPECT_THAT(text, HasSubstr("groups=\n"));
    EXPECT_THAT(text, HasSubstr("cwd /\n"));
    data[0].inheritable = 0;
    ASSERT_EQ(::syscall(SYS_capset, &header, data.data()), 0);
    ASSERT_EQ(::setgroups(0, nullptr), 0);
    ::signal(SIGUSR1, SIG_DFL);
    ::umask(before);
}

TEST_F(ExecCallerTest, ADescriptorThatItLeftOpenStaysOutside) { // E2, E16
    const int leaked = ::open("/", O_RDONLY | O_DIRECTORY);     // NOLINT: not close-on-exec
    ASSERT_GE(leaked, 3);
    const auto text = facts({"fds"});
    ::close(leaked);
    EXPECT_THAT(text, HasSubstr("fds 0="));
    for (int fd = 3; fd < 32; ++fd)
        EXPECT_THAT(text, Not(HasSubstr("fds " + std::to_string(fd) + "="))) << text;
}

TEST_F(ExecCallerTest, TheCommandIsInTheContainersUnifiedCgroupToo) {
    if (cgroupFile("web", "", "cgroup.procs") == "no such hierarchy")
        GTEST_SKIP() << "this host has no cgroup v2 tree";
    std::thread runner([this] { (void)execute(domain_, {"sleep", "1.5"}); });
    EXPECT_TRUE(becomes([&] {
        const auto text = cgroupFile("web", "", "cgroup.procs");
        return std::count(text.begin(), text.end(), '\n') == 1;
    })) << cgroupFile("web", "", "cgroup.procs");
    runner.join();
}

TEST_F(ExecCallerTest, WhatJoinsTheContainerCannotBeLookedIntoFromInside) { // E10, CVE-2016-9962
    // The program that becomes the command looks for it in a PATH so long that there is time to
    // look at it; the container's root may not trace, so that only the program's own care counts.
    const std::string result = root_ / "result";
    EXPECT_EQ(execute(domain_,
                      {"sh", "-c",
                       "(while :; do for f in $(grep -las '^/proc/self/fd/' /proc/[0-9]*/cmdline); "
                       "do [ -e $f ] && { readlink ${f%cmdline}fd/0 && echo reached || "
                       "echo refused; exit; }; done; done) >$1 2>&1 &",
                       "sh", result}),
              "exit 0");
    std::string path = "PATH=";
    for (int i = 0; i < 400000; ++i)
        path += "/n:";
    EXPECT_THAT(execute(domain_, {"no-such-command"}, "", {path}), HasSubstr("exit 127"));
    ASSERT_TRUE(becomes([&] { return readFile(result)->find("re") != std::string::npos; }));
    EXPECT_EQ(*readFile(result), "refused\n");
}

} // namespace twinvirt::lxc
