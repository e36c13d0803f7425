#include "lxc/driver_fixture.h"
#include "support/kill_process.h"
#include "util/atomic_file.h"

#include <gmock/gmock.h>
#include <sys/wait.h>

#include <array>
#include <csignal>
#include <fcntl.h>
#include <sstream>
#include <thread>

namespace twinvirt::lxc {

using testing::HasSubstr;
using testing::Not;

class ExecTest : public DriverTest {
  protected:
    void SetUp() override {
        DriverTest::SetUp();
        if (!IsSkipped())
            domain_ = defineAndStart(probe("web", {"sleep"}));
    }
    DomainIdentity domain_;
};

TEST_F(ExecTest, TheExitCodeComesBackAsAShellSeesIt) {
    EXPECT_EQ(execute(domain_, {"true"}), "exit 0");
    EXPECT_EQ(execute(domain_, {"sh", "-c", "exit 3"}), "exit 3");
    EXPECT_EQ(execute(domain_, {"sh", "-c", "kill -9 $$"}), "exit 137");
    EXPECT_THAT(execute(domain_, {"no-such-command"}), HasSubstr("exit 127"));
    EXPECT_THAT(execute(domain_, {"/etc"}), HasSubstr("exit 126"));
    EXPECT_THAT(execute(domain_, {""}), HasSubstr("no command"));
}

TEST_F(ExecTest, InputAndOutputPassThrough) {
    EXPECT_EQ(execute(domain_, {"tr", "a-z", "A-Z"}, "hello\n"), "HELLO\nexit 0");
    EXPECT_EQ(execute(domain_, {"cat"}), "exit 0") << "standard input at its end";
}

TEST_F(ExecTest, TheCommandIsInEveryNamespaceOfInit) {
    const std::string init = "/proc/" + std::to_string(status("web").initPid) + "/ns/";
    for (const char* name : {"pid", "mnt", "uts", "ipc", "net", "cgroup"}) {
        char target[64] = {};
        ASSERT_GT(::readlink((init + name).c_str(), target, sizeof target - 1), 0);
        EXPECT_EQ(execute(domain_, {"readlink", std::string("/proc/self/ns/") + name}),
                  std::string(target) + "\nexit 0");
    }
}

TEST_F(ExecTest, TheCommandIsInTheContainersCgroups) {
    std::thread runner([this] { (void)execute(domain_, {"sleep", "1.5"}); });
    const std::string init = std::to_string(status("web").initPid);
    EXPECT_TRUE(becomes([&] {
        std::istringstream text(cgroupFile("web", "memory", "cgroup.procs"));
        int others = 0;
        for (std::string pid; text >> pid;)
            others += pid != init ? 1 : 0;
        return others == 1; // and not the program that waits for it
    })) << cgroupFile("web", "memory", "cgroup.procs");
    runner.join();
    EXPECT_EQ(
        execute(domain_, {"sh", "-c", "grep -v ':/$' /proc/self/cgroup | grep -c twinvirt-test"}),
        "0\nexit 1")
        << "seen from inside it is the root";
}

TEST_F(ExecTest, CapabilitiesAndSeccompAreInits) {
    const std::string fields = "^(Cap(Inh|Prm|Eff|Bnd|Amb)|Seccomp|NoNewPrivs):";
    const std::string command = "grep -E '" + fields + "' /proc/$1/status";
    const auto own = execute(domain_, {"sh", "-c", command, "sh", "self"});
    EXPECT_EQ(own, execute(domain_, {"sh", "-c", command, "sh", "1"}));
    EXPECT_THAT(own, HasSubstr("Seccomp:\t2"));
}

TEST_F(ExecTest, TheEnvironmentIsTheContainers) {
    ::setenv("OF_THE_HOST", "1", 1);
    const auto text = execute(domain_, {"env"}, "", {"ADDED=yes", "TERM=xterm"});
    ::unsetenv("OF_THE_HOST");
    EXPECT_THAT(text, HasSubstr("LIBVIRT_LXC_NAME=web"));
    EXPECT_THAT(text, HasSubstr("container=twinvirt"));
    EXPECT_THAT(text, HasSubstr("ADDED=yes"));
    EXPECT_THAT(text, HasSubstr("TERM=xterm"));
    EXPECT_THAT(text, Not(HasSubstr("TERM=linux")));
    EXPECT_THAT(text, Not(HasSubstr("OF_THE_HOST")));
}

TEST_F(ExecTest, NoDescriptorOfTheHostComesAlong) {
    EXPECT_EQ(execute(domain_, {TWINVIRT_PROBE, "cwd"}), "cwd /\nend\nexit 0");
    const auto text = execute(domain_, {"sh", "-c", "ls /proc/$$/fd"});
    EXPECT_THAT(text, testing::AnyOf("0\n1\n2\nexit 0", "0\n1\n10\n2\nexit 0"));
}

TEST_F(ExecTest, TheCommandHasASessionAndAKeyringOfItsOwn) {
    EXPECT_THAT(execute(domain_, {TWINVIRT_PROBE, "ids"}), HasSubstr("ppid=0"));
    EXPECT_EQ(execute(domain_, {"sh", "-c", "test $(cut -d' ' -f6 /proc/$$/stat) = $$"}), "exit 0");
}

TEST_F(ExecTest, ASignalToTheCallerReachesTheCommand) {
    const pid_t caller = ::fork();
    if (caller == 0) {
        const auto code = openDriver()->guest().execute(
            domain_,
            {{"sh", "-c",
              "trap 'exit 42' TERM; touch " + (root_ / "armed") + "; while :; do sleep 0.05; done"},
             {}});
        ::_exit(code.value_or(99));
    }
    ASSERT_TRUE(becomes([this] { return ::access((root_ / "armed").c_str(), F_OK) == 0; }));
    test::killProcess(caller, SIGTERM);
    int result = 0;
    ::waitpid(caller, &result, 0);
    EXPECT_EQ(WEXITSTATUS(result), 42);
}

TEST_F(ExecTest, AKilledCallerLeavesNoCommandBehind) {
    const pid_t caller = ::fork();
    if (caller == 0) {
        (void)openDriver()->guest().execute(domain_, {{"sleep", "1000"}, {}});
        ::_exit(0);
    }
    const auto count = [this] {
        const auto text = cgroupFile("web", "memory", "cgroup.procs");
        return std::count(text.begin(), text.end(), '\n') + 1;
    };
    ASSERT_TRUE(becomes([&] { return count() == 2; }));
    test::killProcess(caller);
    ::waitpid(caller, nullptr, 0);
    EXPECT_TRUE(becomes([&] { return count() == 1; }));
}

/// A pipe that is full: who writes to it waits.
static UniqueFd fullPipe(UniqueFd& reader) {
    std::array<int, 2> ends{};
    EXPECT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
    reader.reset(ends[0]);
    UniqueFd writer(ends[1]);
    const int capacity = ::fcntl(writer.get(), F_SETPIPE_SZ, 4096);
    const std::string filling(static_cast<std::size_t>(capacity), 'x');
    EXPECT_EQ(::write(writer.get(), filling.data(), filling.size()), capacity);
    return writer;
}

TEST_F(ExecTest, TheProgramOfTheHostCannotBeReachedForWriting) {
    // CVE-2019-5736: as the interpreter of a script our own program runs inside once more; a
    // process of the container opens its file there, and writes to it once it has ended.
    const std::string script = root_ / "payload";
    ASSERT_TRUE(writeFileAtomically(script, "#!/proc/self/exe\n", Durability::volatileState, 0755));
    const std::string program = std::string(TWINVIRT_LIBEXEC) + "/twinvirt-enter";
    const auto before = readFile(program).value();
    UniqueFd reader;
    const UniqueFd writer = fullPipe(reader); // it says how it wants to be started, and waits there
    // In the background: the program that waits for an exec keeps its file from being written.
    const std::string result = root_ / "result";
    EXPECT_EQ(
        execute(domain_, {"sh", "-c",
                          "(while :; do for p in /proc/[0-9]*; do case $(readlink $p/exe) in "
                          "*twinvirt-enter*) exec 9<$p/exe; kill -9 ${p#/proc/}; sleep 0.5; "
                          "echo payload >>/proc/self/fd/9 && echo written; echo tried; exit;; "
                          "esac; done; done) >$1 2>&1 &",
                          "sh", result}),
        "exit 0");
    (void)driver_->guest().execute(domain_, {{script}, {}, 0, 1, writer.get()});
    ASSERT_TRUE(becomes([&] { return readFile(result)->find("tried") != std::string::npos; }));
    EXPECT_THAT(*readFile(result), Not(HasSubstr("written")));
    EXPECT_TRUE(readFile(program).value() == before) << "the program of the host was changed";
}

} // namespace twinvirt::lxc
