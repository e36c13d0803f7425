#include "domain_presence.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <unistd.h>

using namespace twinvirt;

namespace {

class DomainPresenceTest : public testing::Test {
  protected:
    void SetUp() override {
        std::filesystem::create_directories(configuration_);
        std::filesystem::create_directories(run_);
        std::ofstream(configuration_ / "web.xml")
            << "<domain type='kvm'>\n<uuid>6695eb01-f6a4-8304-79aa-97f2502e193f</uuid></domain>";
    }
    void TearDown() override { std::filesystem::remove_all(root_); }
    bool may(const std::string& key) {
        return mayHaveDomain({configuration_.string(), run_.string()}, key);
    }

    std::filesystem::path root_ =
        std::filesystem::path(testing::TempDir()) / ("presence_" + std::to_string(::getpid()));
    std::filesystem::path configuration_ = root_ / "etc";
    std::filesystem::path run_ = root_ / "run";
};

} // namespace

TEST_F(DomainPresenceTest, goesByTheNamesOfTheFiles) {
    EXPECT_TRUE(may("web"));
    EXPECT_TRUE(may("")) << "any domain";
    EXPECT_FALSE(may("we"));
    EXPECT_FALSE(may("web.xm"));
}

TEST_F(DomainPresenceTest, findsTheUuidInHoweverItIsWritten) {
    EXPECT_TRUE(may("6695eb01-f6a4-8304-79aa-97f2502e193f"));
    EXPECT_TRUE(may("6695EB01F6A4830479AA97F2502E193F"));
    EXPECT_FALSE(may("6695eb01-f6a4-8304-79aa-000000000000"));
}

TEST_F(DomainPresenceTest, findsTheIdOfARunningDomain) {
    std::ofstream(run_ / "web.xml") << "<domstatus><domain type='kvm' id='12'></domain>";
    EXPECT_TRUE(may("12"));
    EXPECT_FALSE(may("1"));
}

TEST_F(DomainPresenceTest, takesADirectoryOfTheNameForARunningContainer) {
    std::filesystem::create_directory(run_ / "sh");
    EXPECT_TRUE(may("sh"));
}

TEST_F(DomainPresenceTest, knowsThatNothingIsThere) {
    std::filesystem::remove(configuration_ / "web.xml");
    EXPECT_FALSE(may(""));
    std::filesystem::remove_all(root_);
    EXPECT_FALSE(may(""));
    EXPECT_FALSE(may("web"));
}

TEST_F(DomainPresenceTest, leavesItToTheDriverToSayWhyADirectoryCannotBeRead) {
    if (::geteuid() == 0) {
        // root reads everything: a link that goes in a circle cannot be opened by anybody.
        std::filesystem::remove_all(run_);
        std::filesystem::create_symlink(run_, run_);
    } else {
        std::filesystem::permissions(run_, std::filesystem::perms::none);
    }
    EXPECT_TRUE(may("anything"));
    std::filesystem::permissions(root_, std::filesystem::perms::owner_all);
}
