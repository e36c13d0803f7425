#include "lxc/isolation/isolation.h"
#include "lxc/network_fixture.h"
#include "support/kill_process.h"
#include "util/process.h"

#include <gmock/gmock.h>
#include <sys/wait.h>

#include <cerrno>
#include <csignal>
#include <filesystem>

namespace twinvirt::lxc {

using namespace std::chrono_literals;

/// Sets TWINVIRT_FAULT for the supervisors that are started while it lives.
class Fault {
  public:
    explicit Fault(const std::string& fault) { ::setenv("TWINVIRT_FAULT", fault.c_str(), 1); }
    ~Fault() { ::unsetenv("TWINVIRT_FAULT"); }
};

/// A link on the host, one that a program serves, and a device of the host.
static std::string everyLink(const std::string& mac, const std::string& device) {
    const std::string user = std::filesystem::exists("/usr/bin/pasta")
                                 ? "<interface type='user'/>"
                                 : "<interface type='ethernet'/>";
    return "<devices><interface type='ethernet'><mac address='" + mac +
           "'/><ip address='10.251.0.1'/></interface>" + user +
           "<hostdev mode='capabilities' type='net'><source><interface>" + device +
           "</interface></source></hostdev></devices>";
}

TEST_F(NetworkTest, EachStepThatFailsLeavesADomainThatIsShutOffAndNothingElse) {
    const HostLink lent(linkName("d"), "type veth peer name " + linkName("p"));
    const auto identity = define(probe("web", {"sleep"}, everyLink(mac(1), lent.name())));
    const auto faulty = openDriver(true);
    int failures = 0;
    for (const auto& step : isolationSteps())
        for (const char* phase : {"prepare", "attach", "enter"})
            for (const char* how : {"fail", "kill", "die"}) {
                const std::string fault = std::string(step->name()) + ":" + phase + ":" + how;
                const Fault set(fault);
                const auto started = faulty->startDomain(identity, {});
                if (started) { // this step has no such phase
                    ASSERT_TRUE(faulty->destroyDomain(identity)) << fault;
                    continue;
                }
                ++failures;
                EXPECT_NE(started.error().message, "") << fault;
                EXPECT_EQ(driver_->lookupByName("web")->id, std::nullopt) << fault;
                ASSERT_TRUE(becomes([this] { return leftoversBesidesLastRun("web").empty(); }))
                    << fault << "\n"
                    << leftovers();
                EXPECT_TRUE(becomes([&] { return hostEnds().empty() && lent.isOnHost(); }))
                    << fault << " " << hostEnds();
            }
    EXPECT_GT(failures, 35);
}

TEST_F(DriverTest, AKilledSupervisorIsACrashAndNothingIsLeft) {
    const auto identity = defineAndStart(probe("web", {"fork", "3", "sleep"}));
    const auto running = status("web");
    test::killProcess(running.supervisorPid);
    EXPECT_TRUE(ends(running.initPid));
    EXPECT_TRUE(
        becomes([&] { return driver_->lookupByName("web")->state == DomainState::crashed; }));
    EXPECT_EQ(openDriver()->lookupByName("web")->reason, 3) << "VIR_DOMAIN_SHUTOFF_CRASHED";
    EXPECT_EQ(leftoversBesidesLastRun("web"), "");
    EXPECT_TRUE(driver_->startDomain(identity, {})) << "and it starts again";
    EXPECT_EQ(driver_->lookupByName("web")->state, DomainState::running);
}

TEST_F(DriverTest, AKilledSupervisorOfAFrozenContainerLeavesNothingEither) {
    const auto identity = defineAndStart(probe("web", {"fork", "2", "sleep"}));
    ASSERT_TRUE(driver_->suspendDomain(identity));
    const auto running = status("web");
    test::killProcess(running.supervisorPid);
    EXPECT_TRUE(becomes([&] { return !driver_->lookupByName("web")->id; }));
    EXPECT_TRUE(ends(running.initPid));
}

TEST_F(DriverTest, WhoeverIsKilledWhileStartingTheDomainIsWholeAfterwards) {
    const auto identity = define(probe("web", {"sleep"}));
    for (int step = 0; step < 30; ++step) {
        runAndKill([&] { (void)openDriver()->startDomain(identity, {}); }, step * step * 50us);
        EXPECT_TRUE(becomes([&] { // a launch that is under way comes to its end
            (void)driver_->destroyDomain(identity);
            return leftoversBesidesLastRun("web").empty();
        })) << leftovers();
    }
}

TEST_F(DriverTest, WhoeverIsKilledWhileDestroyingTheDomainIsWholeAfterwards) {
    const auto identity = define(probe("web", {"fork", "3", "sleep"}));
    for (int step = 0; step < 30; ++step) {
        ASSERT_TRUE(becomes([&] { // the keeper of the last round may still be at its release
            return driver_->startDomain(identity, {}) || driver_->lookupByName("web")->id;
        }));
        const pid_t init = status("web").initPid;
        runAndKill([&] { (void)openDriver()->destroyDomain(identity); }, step * 200us);
        (void)driver_->destroyDomain(identity); // is not running, if the other one came that far
        EXPECT_TRUE(ends(init));
        EXPECT_EQ(driver_->lookupByName("web")->id, std::nullopt);
    }
}

TEST_F(DriverTest, OfManyWhoStartADomainAtOnceOneWins) {
    const auto identity = define(probe("web", {"sleep"}));
    std::vector<pid_t> starters;
    for (int i = 0; i < 6; ++i) {
        const pid_t pid = ::fork();
        if (pid == 0) {
            const auto started = openDriver()->startDomain(identity, {});
            const bool told = !started && started.error().code == ErrorCode::operationInvalid;
            ::_exit(started ? 0 : (told ? 1 : 2));
        }
        starters.push_back(pid);
    }
    int won = 0;
    for (const pid_t pid : starters) {
        int result = 0;
        ::waitpid(pid, &result, 0);
        won += WEXITSTATUS(result) == 0 ? 1 : 0;
        EXPECT_LT(WEXITSTATUS(result), 2) << "the others are told that it runs already";
    }
    EXPECT_EQ(won, 1);
    EXPECT_EQ(driver_->lookupByName("web")->state, DomainState::running);
}

TEST_F(DriverTest, ManyAtOnceDefineStartDestroyAndUndefineAndNothingIsLeft) {
    std::vector<pid_t> workers;
    for (int i = 0; i < 4; ++i) {
        const pid_t pid = ::fork();
        if (pid == 0) {
            const auto own = openDriver();
            bool good = true;
            for (int round = 0; good && round < 5; ++round) {
                const auto document = probe("d" + std::to_string(i), {"fork", "1", "sleep"});
                const auto record = own->defineDomain(document);
                good = record && own->startDomain(record->identity, {}) &&
                       own->destroyDomain(record->identity) &&
                       own->undefineDomain(record->identity);
            }
            ::_exit(good ? 0 : 1);
        }
        workers.push_back(pid);
    }
    for (const pid_t pid : workers) {
        int result = 0;
        ::waitpid(pid, &result, 0);
        EXPECT_EQ(WEXITSTATUS(result), 0);
    }
    EXPECT_EQ(leftovers(), "");
}

} // namespace twinvirt::lxc
