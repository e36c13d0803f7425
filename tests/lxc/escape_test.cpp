// The escapes of threats-and-faults (E1 to E25) against a plain container, one with <idmap> and
// both presets, of init and of a command that joins. Rows that stand elsewhere:
//   E1, E3-E9, E12  escape_root_test; of single steps launch_attack_test
//   E10 escape_join_test, driver_exec_caller_test; E23 escape_ids_test, id_ranges_test
//   E24 launch_attack_test (namesNoUserByTrick), escape_plug_test; there E8, E9 and E22 too
//   E25 launch_caller_test too
// E16 is E2 of a command that joins; E20 cannot be prevented (README says so).
#include "lxc/escape_fixture.h"
#include "util/atomic_file.h"

#include <gmock/gmock.h>
#include <linux/keyctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>

#include <array>
#include <cstring>
#include <filesystem>
#include <sched.h>

namespace twinvirt::lxc {

using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

/// What must not be written, E17; the kernel of a test machine has not all of them.
static constexpr std::array dangerousPaths = {"/proc/sysrq-trigger",
                                              "/proc/kcore",
                                              "/proc/kmsg",
                                              "/proc/keys",
                                              "/proc/timer_list",
                                              "/proc/sched_debug",
                                              "/proc/latency_stats",
                                              "/proc/kallsyms",
                                              "/proc/iomem",
                                              "/proc/mtrr",
                                              "/proc/irq/default_smp_affinity",
                                              "/proc/bus/pci/devices",
                                              "/proc/fs/nfsd/exports",
                                              "/proc/sys/kernel/core_pattern",
                                              "/proc/sys/kernel/modprobe",
                                              "/proc/sys/kernel/hotplug",
                                              "/proc/sys/kernel/panic",
                                              "/proc/sys/kernel/sysrq",
                                              "/proc/sys/kernel/hostname",
                                              "/proc/sys/kernel/randomize_va_space",
                                              "/proc/sys/kernel/ns_last_pid",
                                              "/proc/sys/kernel/unprivileged_bpf_disabled",
                                              "/proc/sys/kernel/kptr_restrict",
                                              "/proc/sys/vm/drop_caches",
                                              "/proc/sys/vm/overcommit_memory",
                                              "/proc/sys/vm/panic_on_oom",
                                              "/proc/sys/fs/file-max",
                                              "/proc/sys/fs/suid_dumpable",
                                              "/proc/sys/fs/binfmt_misc/register",
                                              "/proc/sys/user/max_user_namespaces",
                                              "/sys/kernel/uevent_helper",
                                              "/sys/kernel/debug/x",
                                              "/sys/kernel/notes",
                                              "/sys/kernel/vmcoreinfo",
                                              "/sys/power/state",
                                              "/sys/power/disk",
                                              "/sys/firmware/efi/vars",
                                              "/sys/class/net/lo/mtu",
                                              "/sys/module/kernel/parameters/panic",
                                              "/sys/fs/cgroup/memory/memory.limit_in_bytes",
                                              "/sys/fs/cgroup/release_agent"};
static_assert(dangerousPaths.size() >= 40);

TEST_P(EscapeTest, E2NoDescriptorAndNoDirectoryOfTheHostIsLeft) {
    const auto text = fromInside({"fds", "cwd"});
    for (int fd = 3; fd < 32; ++fd)
        EXPECT_THAT(text, Not(HasSubstr("fds " + std::to_string(fd) + "="))) << text;
    EXPECT_THAT(lines(text, "cwd"), ElementsAre("/", "/"));
}

TEST_P(EscapeTest, E11NoCgroupTreeCanBeMountedForItsReleaseAgent) {
    const auto text = fromInside({"mkdir", "/trees", "cgroup-v1", "/trees", "unshare-all", "it"});
    EXPECT_THAT(lines(text, "cgroup-v1"), AllOf(SizeIs(2), Each(Not(HasSubstr(": done"))))) << text;
    if (hasFilter()) { // compat has libvirt's looseness
        EXPECT_THAT(lines(text, "unshare-all"), Each(EndsWith("Operation not permitted")));
    }
}

TEST_P(EscapeTest, E13NoAbstractSocketOfTheHostAnswers) {
    const UniqueFd listener(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const std::string name = "twinvirt-test-" + std::to_string(::getpid());
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path + 1, name.data(), name.size());
    const auto size = offsetof(sockaddr_un, sun_path) + 1 + name.size();
    ASSERT_EQ(::bind(listener.get(), reinterpret_cast<const sockaddr*>(&address),
                     static_cast<socklen_t>(size)),
              0);
    ASSERT_EQ(::listen(listener.get(), 1), 0);
    EXPECT_THAT(lines(fromInside({"abstract", name}), "abstract"),
                AllOf(SizeIs(2), Each(EndsWith("Connection refused"))));
}

TEST_P(EscapeTest, E14NoKeyOfTheHostsSessionIsFound) {
    if (::syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, "twinvirt-test") < 0)
        GTEST_SKIP() << "this kernel has no keyrings";
    ASSERT_GE(
        ::syscall(SYS_add_key, "user", "twinvirt-test", "secret", 6, KEY_SPEC_SESSION_KEYRING), 0);
    EXPECT_THAT(lines(fromInside({"key", "twinvirt-test"}), "key"),
                AllOf(SizeIs(2), Each(EndsWith(hasFilter() ? "Operation not permitted"
                                                           : "Required key not available"))));
}

TEST_P(EscapeTest, E15NothingIsTypedIntoATerminal) {
    if (!hasFilter())
        GTEST_SKIP() << "compat has no filter; its terminal is its own, as in libvirt";
    const auto text = fromInside({"syscall", "tiocsti", "syscall", "tioclinux"});
    EXPECT_THAT(lines(text, "syscall"), AllOf(SizeIs(4), Each(EndsWith("Operation not permitted"))))
        << text;
}

TEST_P(EscapeTest, E17NothingThatChangesTheHostIsWritable) {
    std::vector<std::string> verbs;
    for (const char* path : dangerousPaths) {
        if (mode() == Mode::compat && std::string_view(path).rfind("/proc/sys/", 0) != 0)
            continue; // as in libvirt
        verbs.insert(verbs.end(), {"open-write", path, "stat", path});
    }
    const auto text = fromInside(verbs);
    const auto stats = lines(text, "stat");
    const auto opens = lines(text, "open-write");
    ASSERT_EQ(opens.size(), verbs.size() / 2) << text;
    ASSERT_EQ(stats.size(), opens.size());
    for (std::size_t i = 0; i < opens.size(); ++i)
        if (opens[i].find(": opened") != std::string::npos) { // then it is our null device
            EXPECT_THAT(stats[i], HasSubstr("device=1:3"));
        }
}

TEST_P(EscapeTest, E18NoDeviceNodeIsMade) {
    const auto text =
        fromInside({"mknod", "b:8:0", "mknod", "b:254:0", "mknod", "c:1:1", "mknod", "c:10:229"});
    EXPECT_THAT(lines(text, "mknod"), AllOf(SizeIs(8), Each(EndsWith("Operation not permitted"))))
        << text;
}

TEST_P(EscapeTest, E19TwoContainersHaveNoIdAndNoProcessInCommon) {
    const auto first = defineAndStart(container("web", {"sleep"}));
    const auto second = defineAndStart(container("db", {"sleep"}));
    EXPECT_THAT(execute(first, {"/probe", "stat", "/proc/3"}), HasSubstr("No such file"));
    EXPECT_THAT(execute(second, {"/probe", "ids"}), HasSubstr("pid=2 "));
    if (hasUserNamespace()) {
        const auto map = [this](const char* name) {
            return readFile("/proc/" + std::to_string(status(name).initPid) + "/uid_map").value();
        };
        EXPECT_NE(map("web"), map("db"));
    }
}

TEST_P(EscapeTest, E21DangerousSystemCallsAreRefused) {
    std::vector<std::string> verbs;
    for (const char* name :
         {"bpf", "keyctl", "init_module", "open_by_handle_at", "kexec_load", "perf_event_open",
          "userfaultfd", "io_uring_setup", "swapon", "settimeofday", "quotactl", "unshare-user"})
        verbs.insert(verbs.end(), {"syscall", name});
    const auto text = fromInside(verbs);
    if (!hasFilter())
        GTEST_SKIP() << "compat has no filter";
    EXPECT_THAT(lines(text, "syscall"),
                AllOf(SizeIs(24), Each(EndsWith("Operation not permitted"))))
        << text;
}

TEST_P(EscapeTest, E22CapabilitiesAreThoseOfTheTable) {
    const auto text = fromInside({"caps"});
    const auto all = lines(text, "caps");
    const std::string bounding = mode() == Mode::hardened ? "00000000a00005fb" : "";
    for (const char* field : {"CapInh", "CapAmb"})
        EXPECT_EQ(std::count(all.begin(), all.end(), std::string(field) + ":\t0000000000000000"), 2)
            << text;
    std::vector<std::string> bounds;
    for (const auto& line : all) {
        if (line.rfind("CapBnd", 0) == 0)
            bounds.push_back(line.substr(8));
        if (line.rfind("NoNewPrivs", 0) == 0) {
            EXPECT_EQ(line, mode() == Mode::hardened ? "NoNewPrivs:\t1" : "NoNewPrivs:\t0");
        }
    }
    ASSERT_EQ(bounds.size(), 2U);
    EXPECT_EQ(bounds[0], bounds[1]) << "init and a command differ";
    if (!bounding.empty()) {
        EXPECT_EQ(bounds[0], bounding);
    }
}

TEST_P(EscapeTest, E25TheHostsMountsAreWhatTheyWere) {
    // In a mount namespace of our own, in which nothing else happens and everything spreads.
    ASSERT_EQ(::unshare(CLONE_NEWNS), 0);
    for (const unsigned long kind : {MS_PRIVATE, MS_SHARED}) {
        ASSERT_EQ(::mount(nullptr, "/", nullptr, MS_REC | kind, nullptr), 0);
    }
    const auto before = readFile("/proc/self/mountinfo").value();
    const auto text = fromInside({"mounts"});
    EXPECT_THAT(lines(text, "mounts"), Each(Not(HasSubstr(" shared:"))));
    EXPECT_EQ(readFile("/proc/self/mountinfo").value(), before);
}

INSTANTIATE_TEST_SUITE_P(Modes, EscapeTest,
                         testing::Values(Mode::plain, Mode::idmap, Mode::hardened, Mode::compat),
                         nameOfMode);

} // namespace twinvirt::lxc
