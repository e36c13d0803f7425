#include "kvm/probe/kvm_probe.h"
#include "support/temporary_directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <unistd.h>

namespace twinvirt::kvm {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;

/// A QEMU of the test's own: a script that writes down that it was run.
class FakeQemu {
  public:
    explicit FakeQemu(const std::string& body) {
        std::ofstream(program()) << "#!/bin/sh\necho run >>" << runs() << "\n" << body << "\n";
        ::chmod(program().c_str(), 0755);
    }
    // As tcg, so that no /dev/kvm is asked for.
    [[nodiscard]] ProbeRequest request(std::chrono::milliseconds limit = 30s) const {
        return {program(), "tcg", limit};
    }
    [[nodiscard]] std::string cache() const { return directory_ / "cache"; }
    [[nodiscard]] int timesRun() const {
        std::ifstream file(runs());
        std::string line;
        int count = 0;
        while (std::getline(file, line))
            ++count;
        return count;
    }

  private:
    [[nodiscard]] std::string program() const { return directory_ / "qemu"; }
    [[nodiscard]] std::string runs() const { return directory_ / "runs"; }
    test::TemporaryDirectory directory_{"kvm-probe-test"};
};

TEST(KvmProbe, seesItsGuestRunWhereQemuRunsGuests) {
    ProbeRequest request;
    request.accelerator = "tcg";
    request.limit = 60s;
    if (::access(request.emulator.c_str(), X_OK) != 0)
        GTEST_SKIP() << "needs " << request.emulator;
    const auto verdict = runKvmProbe(request);
    EXPECT_TRUE(verdict.works) << verdict.reason;
}

TEST(KvmProbe, doesNotTakeAQemuThatMerelyEndsForAGuestThatRan) {
    const auto verdict = runKvmProbe(FakeQemu("exit 0").request());
    EXPECT_FALSE(verdict.works);
}

TEST(KvmProbe, givesTheLastWordsOfQemuAsTheReason) {
    const auto verdict =
        runKvmProbe(FakeQemu("echo warning: old >&2; echo failed to open >&2; exit 1").request());
    EXPECT_THAT(verdict.reason, HasSubstr("failed to open"));
}

TEST(KvmProbe, endsAGuestThatHangs) {
    const FakeQemu qemu("exec sleep 600");
    const auto verdict = runKvmProbe(qemu.request(200ms));
    EXPECT_FALSE(verdict.works);
    EXPECT_THAT(verdict.reason, HasSubstr("within 200 ms"));
}

TEST(KvmProbe, namesAQemuThatIsNotInstalled) {
    ProbeRequest request;
    request.emulator = "/nonexistent/qemu";
    request.accelerator = "tcg";
    EXPECT_THAT(runKvmProbe(request).reason, HasSubstr("apt-get install"));
}

TEST(KvmProbe, runsOnceAndIsRemembered) {
    const FakeQemu qemu("exit 85");
    const auto first = probedKvm(qemu.request(), qemu.cache());
    EXPECT_TRUE(first.works) << first.reason;
    EXPECT_EQ(probedKvm(qemu.request(), qemu.cache()), first);
    EXPECT_EQ(qemu.timesRun(), 1);
}

TEST(KvmProbe, runsAgainWhenQemuChangedOrTheMemoryIsDamaged) {
    const FakeQemu qemu("exit 85");
    (void)probedKvm(qemu.request(), qemu.cache());
    const auto file = qemu.cache() + "/kvm-probe";
    std::filesystem::resize_file(file, std::filesystem::file_size(file) - 1);
    (void)probedKvm(qemu.request(), qemu.cache());
    EXPECT_EQ(qemu.timesRun(), 2);
    std::ofstream(qemu.request().emulator, std::ios::app) << "# a newer one\n";
    (void)probedKvm(qemu.request(), qemu.cache());
    EXPECT_EQ(qemu.timesRun(), 3);
}

} // namespace
} // namespace twinvirt::kvm
