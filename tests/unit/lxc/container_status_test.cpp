#include "lxc/container_status.h"

#include <gtest/gtest.h>

namespace twinvirt::lxc {

static ContainerStatus runningContainer() {
    ContainerStatus status;
    status.bootId = "0f2c9f2e-0000-4000-8000-000000000001";
    status.initPid = 4711;
    status.initStartTime = 123456789;
    status.supervisorPid = 4710;
    status.startedAtNs = 1700000000000000000ULL;
    status.steps = {{"cgroup", "prepare", 12, 3400}, {"root", "enter", 99, 1}};
    return status;
}

TEST(ContainerStatus, readsBackWhatItWrote) {
    const std::string text = encodeStatus(runningContainer());
    const auto status = decodeStatus(text);
    ASSERT_TRUE(status) << status.error().message;
    EXPECT_EQ(status->initPid, 4711);
    EXPECT_EQ(status->startedAtNs, 1700000000000000000ULL);
    ASSERT_EQ(status->steps.size(), 2U);
    EXPECT_EQ(status->steps[0].step, "cgroup");
    EXPECT_EQ(status->steps[0].durationNs, 3400U);
    EXPECT_EQ(encodeStatus(*status), text);
}

TEST(ContainerStatus, isRefusedWhenTruncated) {
    const std::string text = encodeStatus(runningContainer());
    for (std::size_t size = 0; size + 1 < text.size(); ++size)
        EXPECT_FALSE(decodeStatus(text.substr(0, size))) << text.substr(0, size);
}

TEST(ContainerStatus, survivesEveryFlippedBitWithoutACrash) {
    const std::string text = encodeStatus(runningContainer());
    for (std::size_t bit = 0; bit < text.size() * 8; ++bit) {
        std::string damaged = text;
        damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
        const auto status = decodeStatus(damaged);
        EXPECT_TRUE(!status || status->initPid > 0) << damaged;
    }
}

TEST(LaunchReport, carriesAnErrorWithItsLines) {
    LaunchReport report;
    report.error = {ErrorCode::configUnsupported, "root: open_tree(/srv\nx): No such file", 2};
    const auto read = decodeReport(encodeReport(report));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->kind, LaunchReport::Kind::failed);
    EXPECT_EQ(read->error.message, report.error.message);
    EXPECT_EQ(read->error.code, ErrorCode::configUnsupported);
    EXPECT_EQ(read->error.errnum, 2);
}

TEST(LaunchReport, carriesTheStatusOfAContainerThatRuns) {
    const auto read =
        decodeReport(encodeReport({LaunchReport::Kind::running, runningContainer(), {}}));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->status.initPid, 4711);
    EXPECT_FALSE(decodeReport("running\n"));
    EXPECT_FALSE(decodeReport(""));
    EXPECT_FALSE(decodeReport("failed\nx\n0\nreason"));
}

} // namespace twinvirt::lxc
