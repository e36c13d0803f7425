#include "lxc/driver_fixture.h"
#include "util/atomic_file.h"
#include "util/process.h"

#include <gmock/gmock.h>
#include <sys/time.h>

#include <csignal>
#include <filesystem>
#include <poll.h>
#include <thread>

namespace twinvirt::lxc {

using testing::HasSubstr;
namespace fs = std::filesystem;
using namespace std::chrono_literals;

static std::string readUntil(int fd, const std::string& end) {
    std::string text;
    char buffer[4096];
    pollfd entry{fd, POLLIN, 0};
    while (text.find(end) == std::string::npos && ::poll(&entry, 1, 20000) > 0) {
        const ssize_t count = ::read(fd, buffer, sizeof buffer);
        if (count <= 0)
            break;
        text.append(buffer, static_cast<std::size_t>(count));
    }
    return text;
}

/** Whether a program has a handler for SIGTERM: dash catches SIGCHLD long before it sets its traps.
 */
static bool handlesSigterm(pid_t pid) {
    const auto text = readFile("/proc/" + std::to_string(pid) + "/status");
    if (!text)
        return false;
    const auto at = text->find("SigCgt:\t");
    return at != std::string::npos &&
           (std::stoull(text->substr(at + 8, 16), nullptr, 16) & (1ULL << (SIGTERM - 1))) != 0;
}

TEST_F(DriverTest, AStartedDomainIsFoundByEveryOtherDriverAndDestroyed) {
    const auto identity = defineAndStart(probe("web", {"sleep"}));
    const auto other = openDriver();
    const auto record = other->lookupByName("web");
    ASSERT_TRUE(record) << record.error().message;
    EXPECT_EQ(record->state, DomainState::running);
    EXPECT_EQ(record->reason, 1) << "VIR_DOMAIN_RUNNING_BOOTED";
    EXPECT_EQ(record->id, status("web").supervisorPid);
    EXPECT_EQ(other->lookupById(*record->id)->identity, identity);
    EXPECT_EQ(other->listDomains({.active = true, .inactive = false})->size(), 1U);
    EXPECT_EQ(driver_->startDomain(identity, {}).error().message,
              "Requested operation is not valid: domain is already running");

    const pid_t init = status("web").initPid;
    ASSERT_TRUE(other->destroyDomain(identity));
    EXPECT_TRUE(ends(init));
    EXPECT_EQ(driver_->lookupByName("web")->state, DomainState::shutoff);
    EXPECT_EQ(driver_->lookupByName("web")->reason, 2) << "VIR_DOMAIN_SHUTOFF_DESTROYED";
    EXPECT_TRUE(driver_->startDomain(identity, {})) << "and it starts again";
}

TEST_F(DriverTest, TheLiveXmlHasAnIdAndTheTerminalAndThePersistentOneHasNot) {
    const auto identity = defineAndStart(probe("web", {"sleep"}));
    const auto live = driver_->dumpXml(identity, {}).value();
    EXPECT_THAT(live, HasSubstr("<domain type='lxc' id='" +
                                std::to_string(status("web").supervisorPid) + "'>"));
    EXPECT_THAT(live, HasSubstr("<alias name='console0'/>"));
    EXPECT_THAT(live, HasSubstr("tty='"));
    EXPECT_THAT(driver_->dumpXml(identity, {.inactive = true}).value(),
                HasSubstr("<domain type='lxc'>"));
}

TEST_F(DriverTest, DefineOnARunningDomainChangesThePersistentDefinitionOnly) {
    const auto identity = defineAndStart(probe("web", {"sleep"}));
    auto changed = probe("web", {"sleep"});
    changed.definition.uuid = identity.uuid;
    changed.definition.memoryKib = 262144;
    ASSERT_TRUE(driver_->defineDomain(changed));
    EXPECT_THAT(driver_->dumpXml(identity, {}).value(), HasSubstr(">131072</memory>"));
    EXPECT_THAT(driver_->dumpXml(identity, {.inactive = true}).value(),
                HasSubstr(">262144</memory>"));
    changed.definition.uuid = Uuid::random();
    EXPECT_THAT(driver_->defineDomain(changed).error().message,
                HasSubstr("already exists with uuid"));
}

TEST_F(DriverTest, UndefineMakesARunningDomainTransient) {
    const auto identity = defineAndStart(probe("web", {"sleep"}));
    ASSERT_TRUE(driver_->undefineDomain(identity));
    const auto record = driver_->lookupByName("web");
    ASSERT_TRUE(record) << record.error().message;
    EXPECT_FALSE(record->persistent);
    EXPECT_EQ(driver_->undefineDomain(identity).error().code, ErrorCode::operationInvalid);
    ASSERT_TRUE(driver_->destroyDomain(identity));
    EXPECT_EQ(driver_->lookupByName("web").error().code, ErrorCode::noDomain);
    EXPECT_EQ(leftovers(), "");
}

TEST_F(DriverTest, ATransientDomainIsGoneWithItsInit) {
    const auto started = driver_->createDomain(probe("once", {"exit", "0"}), {});
    ASSERT_TRUE(started) << started.error().message;
    EXPECT_FALSE(started->record.persistent);
    EXPECT_TRUE(becomes([this] {
        const auto found = driver_->lookupByName("once");
        return !found && found.error().code == ErrorCode::noDomain;
    }));
    EXPECT_TRUE(becomes([this] { return leftovers().empty(); })) << leftovers();
}

TEST_F(DriverTest, AConsoleThatIsAttachedAtTheStartSeesTheFirstWord) {
    StartOptions options;
    options.attachConsole = true;
    auto started = driver_->createDomain(probe("talk", {"say", "first-word"}), options);
    ASSERT_TRUE(started) << started.error().message;
    EXPECT_THAT(readUntil(started->console.get(), "end"), HasSubstr("first-word"));
}

TEST_F(DriverTest, APausedStartRunsNothingUntilItIsResumed) {
    StartOptions options;
    options.paused = true;
    const auto started = driver_->createDomain(probe("p", {"say", "awake", "sleep"}), options);
    ASSERT_TRUE(started) << started.error().message;
    const auto identity = started->record.identity;
    EXPECT_EQ(driver_->lookupByName("p")->state, DomainState::paused);
    const auto console =
        driver_->guest().openConsole(identity, "", twinvirt::ConsoleAccess::normal);
    ASSERT_TRUE(console) << console.error().message;
    pollfd entry{console->get(), POLLIN, 0};
    EXPECT_EQ(::poll(&entry, 1, 200), 0) << "nothing was printed yet";
    ASSERT_TRUE(driver_->resumeDomain(identity));
    EXPECT_THAT(readUntil(console->get(), "awake"), HasSubstr("awake"));
    EXPECT_EQ(driver_->lookupByName("p")->reason, 5) << "VIR_DOMAIN_RUNNING_UNPAUSED";
}

TEST_F(DriverTest, SuspendStopsEveryProcessAndDestroyEndsThemAllTheSame) {
    const auto identity = defineAndStart(probe("web", {"fork", "3", "sleep"}));
    ASSERT_TRUE(driver_->suspendDomain(identity));
    EXPECT_EQ(driver_->lookupByName("web")->state, DomainState::paused);
    EXPECT_EQ(driver_->suspendDomain(identity).error().code, ErrorCode::operationInvalid);
    EXPECT_THAT(driver_->shutdownDomain(identity, {}).error().message, HasSubstr("'resume'"));
    EXPECT_THAT(execute(identity, {"true"}), HasSubstr("paused"));
    ASSERT_TRUE(driver_->destroyDomain(identity));
    EXPECT_EQ(driver_->lookupByName("web")->state, DomainState::shutoff);
}

TEST_F(DriverTest, DestroyDoesNotWaitForAnInitThatIgnoresEverything) {
    const auto identity = defineAndStart(probe("web", {"ignore-signals", "fork", "2", "sleep"}));
    ASSERT_TRUE(driver_->destroyDomain(identity));
    EXPECT_EQ(driver_->destroyDomain(identity).error().message,
              "Requested operation is not valid: domain is not running");
}

TEST_F(DriverTest, ShutdownSendsWhatInitHandlesAndSaysSoWhenThereIsNothing) {
    const auto deaf = defineAndStart(probe("deaf", {"sleep"}));
    const auto refused = driver_->shutdownDomain(deaf, {});
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, HasSubstr("'destroy'"));

    const auto polite = defineAndStart(
        document("polite", "/bin/sh", {"-c", "trap 'exit 0' TERM; while :; do sleep 0.1; done"}));
    ASSERT_TRUE(becomes([&] { return handlesSigterm(status("polite").initPid); }));
    const auto outcome = driver_->shutdownDomain(polite, {});
    ASSERT_TRUE(outcome) << outcome.error().message;
    EXPECT_EQ(*outcome, ShutdownOutcome::ended);
    EXPECT_EQ(driver_->lookupByName("polite")->reason, 1) << "VIR_DOMAIN_SHUTOFF_SHUTDOWN";
    EXPECT_THAT(driver_->rebootDomain(deaf).error().message, HasSubstr("handles no signal"));
}

TEST_F(DriverTest, ShutdownWaitsForTheHandlersOfAnInitThatHasOnlyJustBegun) {
    const auto late = defineAndStart(document(
        "late", "/bin/sh", {"-c", "sleep 0.3; trap 'exit 0' TERM; while :; do sleep 0.1; done"}));
    const auto outcome = driver_->shutdownDomain(late, {});
    ASSERT_TRUE(outcome) << outcome.error().message;
    EXPECT_EQ(*outcome, ShutdownOutcome::ended);
}

TEST_F(DriverTest, ShutdownSaysWhenTheGuestTakesItsTime) {
    const auto slow = defineAndStart(
        document("slow", "/bin/sh", {"-c", "trap : TERM; while :; do sleep 0.1; done"}));
    ASSERT_TRUE(becomes([&] { return handlesSigterm(status("slow").initPid); }));
    EXPECT_EQ(*driver_->shutdownDomain(slow, {.timeout = 100ms}), ShutdownOutcome::requested);
    EXPECT_EQ(driver_->lookupByName("slow")->state, DomainState::running);
}

TEST_F(DriverTest, InitsOwnEndIsTheDomainsEnd) {
    const auto identity = defineAndStart(probe("web", {"wait-ms", "50", "crash"}));
    EXPECT_TRUE(becomes([this] { return !driver_->lookupByName("web")->id; }));
    EXPECT_EQ(driver_->lookupByName("web")->reason, 3) << "VIR_DOMAIN_SHUTOFF_CRASHED";
}

TEST_F(DriverTest, AutodestroyEndsWithTheDriver) {
    auto owner = openDriver();
    StartOptions options;
    options.autodestroy = true;
    ASSERT_TRUE(owner->createDomain(probe("mine", {"sleep"}), options));
    const pid_t init = status("mine").initPid;
    EXPECT_EQ(driver_->lookupByName("mine")->state, DomainState::running);
    owner.reset();
    EXPECT_TRUE(ends(init));
    EXPECT_TRUE(becomes([this] { return leftovers().empty(); })) << leftovers();
}

TEST_F(DriverTest, AStartThatFailsAfterTheLaunchLeavesNothing) {
    StartOptions options; // twinvirt-enter, which watches, is not where this driver looks for it
    options.autodestroy = true;
    const auto started = openDriver(true)->createDomain(probe("half", {"sleep"}), options);
    ASSERT_FALSE(started);
    EXPECT_THAT(started.error().message, HasSubstr("twinvirt-enter"));
    EXPECT_EQ(driver_->lookupByName("half").error().code, ErrorCode::noDomain);
    EXPECT_EQ(leftovers(), "");
}

TEST_F(DriverTest, SignalsThatAreHandledDoNotDisturbAStart) {
    struct sigaction action {};
    action.sa_handler = [](int) {};
    action.sa_flags = SA_RESTART; // as twinsh bench has it
    struct sigaction previous {};
    ASSERT_EQ(::sigaction(SIGALRM, &action, &previous), 0);
    const itimerval often{{0, 200}, {0, 200}};
    ASSERT_EQ(::setitimer(ITIMER_REAL, &often, nullptr), 0);
    StartOptions options;
    options.attachConsole = true;
    std::string failure;
    for (int round = 0; round < 20 && failure.empty(); ++round) {
        const auto started = driver_->createDomain(probe("calm", {"sleep"}), options);
        const auto ended = started ? driver_->destroyDomain(started->record.identity)
                                   : Result<void>(started.error());
        failure = ended ? "" : ended.error().message;
    }
    const itimerval never{};
    ::setitimer(ITIMER_REAL, &never, nullptr);
    ::sigaction(SIGALRM, &previous, nullptr);
    EXPECT_EQ(failure, "");
}

TEST_F(DriverTest, LimitsAndFiguresAreTheKernels) {
    const auto identity =
        defineAndStart(probe("web", {"sleep"}, "<cputune><shares>512</shares></cputune>"));
    const bool version1 = cgroupFile("web", "memory", "memory.max").starts_with("cannot");
    EXPECT_EQ(cgroupFile("web", "memory", version1 ? "memory.limit_in_bytes" : "memory.max"),
              std::to_string(131072 * 1024));
    EXPECT_EQ(cgroupFile("web", "cpu", version1 ? "cpu.shares" : "cpu.weight"),
              version1 ? "512" : "50");
    const auto stats = driver_->domainStats(identity, {}).value();
    const auto value = [&stats](const std::string& key) {
        for (const auto& entry : stats)
            if (entry.key == key)
                return entry.value;
        return std::string("missing");
    };
    EXPECT_EQ(value("state.state"), "1");
    EXPECT_EQ(value("balloon.current"), "131072");
    EXPECT_NE(value("balloon.rss"), "missing");
    EXPECT_NE(value("cpu.time"), "missing");
    const auto footprint = driver_->domainFootprint(identity).value();
    EXPECT_THAT(footprint.guest, testing::ElementsAre(status("web").initPid));
    EXPECT_THAT(footprint.runtime, testing::ElementsAre(status("web").supervisorPid));
    ASSERT_EQ(footprint.cgroupMemoryFiles.size(), 1U);
    EXPECT_TRUE(fs::exists(footprint.cgroupMemoryFiles.front()));
}

TEST_F(DriverTest, TheStepsOfAStartAreTimed) {
    const auto identity = define(probe("web", {"sleep"}));
    const auto started = driver_->startDomain(identity, {});
    ASSERT_TRUE(started);
    EXPECT_GT(started->steps.size(), 5U);
    EXPECT_EQ(started->steps.front().phase, "driver");
    EXPECT_GE(started->steps.back().start, started->steps.front().duration);
}

} // namespace twinvirt::lxc
