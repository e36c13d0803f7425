// Root trees and volumes that somebody hostile made (E1, E3 to E9 of threats-and-faults), in each
// mode, through the whole driver. launch_attack_test has the same for single steps.
#include "lxc/escape_fixture.h"
#include "util/atomic_file.h"

#include <gmock/gmock.h>
#include <sys/mount.h>

#include <array>
#include <atomic>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sched.h>
#include <sstream>
#include <thread>

namespace twinvirt::lxc {

using testing::Each;
using testing::HasSubstr;
using testing::Not;
namespace fs = std::filesystem;

/// With a directory of the host, `marker_`, whose one file must stay what it is.
class HostileTreeTest : public EscapeTest {
  protected:
    void SetUp() override {
        EscapeTest::SetUp();
        if (IsSkipped())
            return;
        marker_ = root_ / "marker";
        fs::create_directory(marker_);
        std::ofstream(marker_ + "/canary") << "sings\n";
        fs::permissions(marker_, fs::perms(0777));
    }

    void TearDown() override {
        if (!IsSkipped() && !marker_.empty()) {
            EXPECT_EQ(readFile(marker_ + "/canary").value_or("gone"), "sings\n");
            EXPECT_EQ(std::distance(fs::directory_iterator(marker_), fs::directory_iterator()), 1);
        }
        EscapeTest::TearDown();
    }

    /// What a start of the hostile tree is told; "" when it starts.
    std::string failure(const DomainDocument& document) {
        const auto started = driver_->createDomain(document, {});
        if (!started)
            return started.error().message;
        (void)driver_->destroyDomain(started->record.identity); // or it has ended by itself
        return "";
    }

    std::string marker_;
};

TEST_P(HostileTreeTest, E1NoScriptWritesToTheProgramThatStartsIt) {
    std::ofstream(tree_ + "/init") << "#!/proc/self/exe\n";
    fs::permissions(tree_ + "/init", fs::perms(0755));
    const std::string program = TWINVIRT_LIBEXEC "/twinvirt-supervisor";
    constexpr std::size_t wholeProgram = 1U << 30U;
    const auto before = readFile(program, wholeProgram).value();
    auto document = container("web", {});
    document.definition.os.init = "/init";
    (void)failure(document);
    EXPECT_TRUE(readFile(program, wholeProgram).value() == before);
}

TEST_P(HostileTreeTest, E4LinksInItsDevAreNotWhatMasksAreMadeOf) {
    fs::create_directories(tree_ + "/dev");
    for (const char* name : {"null", "zero", "console", "ptmx"})
        fs::create_symlink("/proc/sys/kernel/core_pattern", tree_ + "/dev/" + name);
    const auto before = readFile("/proc/sys/kernel/core_pattern").value();
    const auto text = fromInside({"stat", "/dev/null", "stat", "/proc/keys", "open-write",
                                  "/proc/keys", "open-write", "/dev/null"});
    EXPECT_EQ(readFile("/proc/sys/kernel/core_pattern").value(), before);
    for (const auto& line : lines(text, "stat"))
        if (line.starts_with("/dev/null") || mode() != Mode::compat) { // which masks nothing
            EXPECT_THAT(line, HasSubstr("device=1:3")) << text;
        }
    EXPECT_THAT(text, HasSubstr("open-write /dev/null: opened"));
}

TEST_P(HostileTreeTest, E5LinksForItsTerminalsLeadTheConsoleNowhere) {
    fs::create_directories(tree_ + "/dev/pts");
    fs::create_symlink(marker_ + "/canary", tree_ + "/dev/pts/0");
    fs::create_symlink(marker_ + "/canary", tree_ + "/dev/console");
    const auto text = fromInside({"stat", "/dev/console"});
    EXPECT_THAT(lines(text, "stat"), Each(HasSubstr("device=136:"))) << text;
}

TEST_P(HostileTreeTest, E7LinksForSystemDirectoriesRefuseTheStart) { // E6 too
    for (const char* name : {"proc", "sys", "dev"}) {
        fs::remove_all(tree_ + "/" + name);
        fs::create_directory_symlink(marker_, tree_ + "/" + name);
        EXPECT_THAT(
            failure(container("web", {"sleep"})),
            HasSubstr(std::string("/") + name + "' in the container: there is a symbolic link"));
        fs::remove(tree_ + "/" + name);
    }
}

/// A tmpfs at /volume/place of the container, /volume being a directory that others write to.
static std::string volumeXml(const std::string& volume) {
    return "<filesystem type='mount'><source dir='" + volume +
           "'/><target dir='/volume'/></filesystem><filesystem type='ram'><source usage='1024' "
           "units='KiB'/><target dir='/volume/place'/></filesystem>";
}

TEST_P(HostileTreeTest, E8ALinkInAMountsTargetRefusesTheStart) {
    const std::string volume = root_ / "volume";
    fs::create_directory(volume);
    fs::create_directory_symlink(marker_, volume + "/place");
    EXPECT_THAT(failure(container("web", {"sleep"}, volumeXml(volume))),
                HasSubstr("there is a symbolic link"));
    // One that leads to a directory that the container itself has is none the better.
    fs::remove(volume + "/place");
    fs::create_directory_symlink("/etc", volume + "/place");
    EXPECT_THAT(failure(container("web", {"sleep"}, volumeXml(volume))),
                HasSubstr("there is a symbolic link"));
}

/// Exchanges two names again and again while it lives, as a container that shares the volume can.
class Swapper {
  public:
    Swapper(std::string first, std::string second)
        : first_(std::move(first)), second_(std::move(second)), thread_([this] {
              while (!stop_) {
                  ::renameat2(AT_FDCWD, first_.c_str(), AT_FDCWD, second_.c_str(), RENAME_EXCHANGE);
                  ++count_;
              }
          }) {}
    Swapper(const Swapper&) = delete;
    Swapper& operator=(const Swapper&) = delete;
    ~Swapper() {
        stop_ = true;
        thread_.join();
    }
    [[nodiscard]] unsigned long count() const { return count_; }

  private:
    std::string first_;
    std::string second_;
    std::atomic<bool> stop_ = false;
    std::atomic<unsigned long> count_ = 0;
    std::thread thread_;
};

/// The mount points of the init of a container.
static std::vector<std::string> mountPointsOf(pid_t init) {
    std::vector<std::string> points;
    std::istringstream text(readFile("/proc/" + std::to_string(init) + "/mountinfo").value_or(""));
    for (std::string line; std::getline(text, line);) {
        std::istringstream fields(line);
        std::string word;
        for (int field = 0; field < 5; ++field)
            fields >> word;
        points.push_back(word);
    }
    return points;
}

TEST_P(HostileTreeTest, E3ATargetThatIsSwappedForALinkMountsNothingOutside) {
    // In a mount namespace of our own, in which nothing else happens and everything spreads.
    ASSERT_EQ(::unshare(CLONE_NEWNS), 0);
    for (const unsigned long kind : {MS_PRIVATE, MS_SHARED}) {
        ASSERT_EQ(::mount(nullptr, "/", nullptr, MS_REC | kind, nullptr), 0);
    }
    const std::string volume = root_ / "volume";
    fs::create_directories(volume + "/place");
    fs::create_directory_symlink("../../../../../../.." + marker_, volume + "/other");
    const auto before = readFile("/proc/self/mountinfo").value();
    const auto document = container("web", {"sleep"}, volumeXml(volume));
    unsigned started = 0;
    unsigned refused = 0;
    const Swapper swapper(volume + "/place", volume + "/other");
    for (int round = 0; round < 200; ++round) {
        const auto domain = driver_->createDomain(document, {});
        if (!domain) {
            ++refused;
            continue;
        }
        ++started;
        for (const auto& point : mountPointsOf(status("web").initPid)) {
            EXPECT_THAT(point, Not(HasSubstr("marker")));
        }
        ASSERT_TRUE(driver_->destroyDomain(domain->record.identity));
    }
    EXPECT_EQ(readFile("/proc/self/mountinfo").value(), before);
    EXPECT_GT(started, 0U) << "of 200; else the race was never won by the directory";
    EXPECT_GT(refused, 0U) << "of 200; else it was never won by the link";
    EXPECT_GT(swapper.count(), 200U);
}

TEST_P(HostileTreeTest, E9LinksForTheWaysToTellInitLeadAShutdownNowhere) {
    for (const char* directory : {"dev", "run"}) {
        fs::create_directories(tree_ + "/" + directory);
        fs::create_symlink(marker_ + "/canary", tree_ + "/" + directory + "/initctl");
    }
    const auto document = container("web", {"obey-signals", "say", "finished", "sleep"});
    StartOptions options;
    options.attachConsole = true;
    const auto started = driver_->createDomain(document, options);
    ASSERT_TRUE(started) << started.error().message;
    EXPECT_THAT(readToEnd(started->console.get()), HasSubstr("finished"));
    const auto done =
        driver_->shutdownDomain(started->record.identity, {.timeout = std::chrono::seconds(20)});
    EXPECT_TRUE(done) << done.error().message;
}

TEST_P(HostileTreeTest, E12NoLimitOfItsOwnIsRaisedAndNoParentsProcessListWritten) {
    std::vector<std::string> verbs;
    for (const char* hierarchy : {"", "/memory", "/unified", "/systemd"})
        for (const char* file : {"memory.limit_in_bytes", "memory.max", "notify_on_release",
                                 "../cgroup.procs", "../notify_on_release", "../memory.max"})
            verbs.insert(verbs.end(),
                         {"open-write", std::string("/sys/fs/cgroup") + hierarchy + "/" + file});
    const auto text = fromInside(verbs);
    for (const auto& line : lines(text, "open-write"))
        if (line.find("../") != std::string::npos || line.find("memory.") != std::string::npos) {
            EXPECT_THAT(line, Not(HasSubstr(": opened"))) << text;
        }
    const bool version1 = cgroupFile("web", "memory", "memory.max").starts_with("cannot");
    EXPECT_EQ(cgroupFile("web", "memory", version1 ? "memory.limit_in_bytes" : "memory.max"),
              std::to_string(131072 * 1024));
}

INSTANTIATE_TEST_SUITE_P(Modes, HostileTreeTest,
                         testing::Values(Mode::plain, Mode::idmap, Mode::hardened, Mode::compat),
                         nameOfMode);

} // namespace twinvirt::lxc
