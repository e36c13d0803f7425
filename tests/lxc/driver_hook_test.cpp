// libvirt's hooks: which are run when, and what comes of one that fails.
#include "lxc/driver_fixture.h"
#include "support/kill_process.h"
#include "util/atomic_file.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace twinvirt::lxc {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
namespace fs = std::filesystem;

class HookTest : public DriverTest {
  protected:
    void writeScript(const std::string& name, const std::string& body) const {
        const fs::path file = root_ / ("etc/libvirt/hooks/" + name);
        fs::create_directories(file.parent_path());
        std::ofstream(file) << "#!/bin/sh\n" << body << "\n";
        fs::permissions(file, fs::perms(0755));
    }
    /// Writes "NAME OPERATION SUB -: name in the definition" of each call; fails at `failing`.
    void writeLogger(const std::string& failing = "none") const {
        writeScript("lxc", "echo \"$*: $(sed -n 's:.*<name>\\(.*\\)</name>.*:\\1:p')\" >> " +
                               (root_ / "log") + "; if [ \"$2\" = " + failing +
                               " ]; then echo \"not today\" >&2; exit 3; fi");
    }
    [[nodiscard]] std::vector<std::string> log() const {
        std::istringstream text(readFile(root_ / "log").value_or(""));
        std::vector<std::string> lines;
        for (std::string line; std::getline(text, line);)
            lines.push_back(line);
        return lines;
    }
    void forgetLog() const { fs::remove(root_ / "log"); }
};

TEST_F(HookTest, AStartHasThreeAndAnEndHasTwo) {
    writeLogger();
    const auto one = defineAndStart(probe("one", {"sleep"}));
    EXPECT_THAT(log(), ElementsAre("one prepare begin -: one", "one start begin -: one",
                                   "one started begin -: one"));
    forgetLog();
    ASSERT_TRUE(driver_->destroyDomain(one));
    EXPECT_TRUE(becomes([&] { return log().size() == 2; }));
    EXPECT_THAT(log(), ElementsAre("one stopped end -: one", "one release end -: one"));
}

TEST_F(HookTest, AnEndHasThemWhoeverBroughtItAbout) {
    writeLogger();
    const auto one = defineAndStart(probe("one", {"sleep"}));
    forgetLog();
    test::killProcess(status("one").initPid);
    EXPECT_TRUE(becomes([&] { return log().size() == 2; }));
    ASSERT_TRUE(driver_->startDomain(one, {}));
    forgetLog();
    test::killProcess(status("one").supervisorPid);
    EXPECT_TRUE(becomes([&] { return !driver_->lookupByName("one")->id && log().size() == 2; }));
}

TEST_F(HookTest, ARestartHasAllOfThem) {
    writeLogger();
    const auto one = defineAndStart(probe("one", {"sleep"}, "<on_crash>restart</on_crash>"));
    forgetLog();
    test::killProcess(status("one").initPid);
    EXPECT_TRUE(becomes([&] { return log().size() == 5; }));
    EXPECT_THAT(log().front(), HasSubstr("stopped end"));
    EXPECT_THAT(log().back(), HasSubstr("started begin"));
    EXPECT_TRUE(becomes([&] { return driver_->lookupByName("one")->id.has_value(); }));
}

TEST_F(HookTest, OneThatFailsEndsTheStartAndNothingIsLeft) {
    for (const char* operation : {"prepare", "start", "started"}) {
        SCOPED_TRACE(operation);
        writeLogger(operation);
        const auto one = define(probe("one", {"sleep"}));
        const auto started = driver_->startDomain(one, {});
        ASSERT_FALSE(started);
        EXPECT_THAT(started.error().message,
                    AllOf(HasSubstr("etc/libvirt/hooks/lxc"), HasSubstr(operation),
                          HasSubstr("exit status 3: not today")));
        EXPECT_FALSE(driver_->lookupByName("one")->id);
        EXPECT_THAT(log().back(), HasSubstr("release end"));
        EXPECT_EQ(leftoversBesidesLastRun("one"), "");
        ASSERT_TRUE(driver_->undefineDomain(one));
        forgetLog();
    }
}

TEST_F(HookTest, WhatOneLeavesInTheBackgroundHoldsNothingOfTheContainer) {
    writeScript("lxc", "[ \"$2\" = started ] || exit 0; sleep 60 & echo $! > " + (root_ / "pid"));
    const auto one = defineAndStart(probe("one", {"sleep"}));
    EXPECT_TRUE(driver_->destroyDomain(one));
    EXPECT_FALSE(driver_->lookupByName("one")->id);
    EXPECT_EQ(leftoversBesidesLastRun("one"), "");
    test::killProcess(std::stoi(readFile(root_ / "pid").value_or("0")));
}

TEST_F(HookTest, ADirectoryOfThemIsRunInOrderAndWhatIsNoProgramIsPassedOver) {
    const std::string say = "echo \"$(basename $0) $2\" >> " + (root_ / "log");
    writeScript("lxc.d/20-second", say);
    writeScript("lxc.d/10-first", say);
    writeScript("lxc.d/30-text", say);
    fs::permissions(root_ / "etc/libvirt/hooks/lxc.d/30-text", fs::perms(0644));
    fs::create_directories(root_ / "etc/libvirt/hooks/lxc.d/40-directory");
    const auto one = defineAndStart(probe("one", {"sleep"}));
    EXPECT_THAT(log(), ElementsAre("10-first prepare", "20-second prepare", "10-first start",
                                   "20-second start", "10-first started", "20-second started"));
}

} // namespace twinvirt::lxc
