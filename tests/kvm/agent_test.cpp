// Commands in a machine through a real qemu-guest-agent.
#include "kvm/agent_image.h"
#include "kvm/kvm_world.h"
#include "support/temporary_directory.h"
#include "util/atomic_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fcntl.h>
#include <fstream>
#include <thread>

namespace twinvirt {
namespace {

using test::KvmWorld;

/// A command's three files.
class Files {
  public:
    explicit Files(const std::string& input = "") {
        std::ofstream(directory_ / "0") << input;
        input_.reset(::open((directory_ / "0").c_str(), O_RDONLY | O_CLOEXEC));
        output_.reset(::open((directory_ / "1").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
        errors_.reset(::open((directory_ / "2").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    }
    ExecRequest request(const std::vector<std::string>& command) const {
        ExecRequest request;
        request.command = command;
        request.standardInput = input_.get();
        request.standardOutput = output_.get();
        request.standardError = errors_.get();
        return request;
    }
    std::string output() const { return *readFile(directory_ / "1"); }
    std::string errors() const { return *readFile(directory_ / "2"); }

  private:
    test::TemporaryDirectory directory_{"kvm-agent-files"};
    UniqueFd input_;
    UniqueFd output_;
    UniqueFd errors_;
};

void awaitAgent(KvmWorld& world) {
    const Files files;
    for (int i = 0; i < 600; ++i) {
        if (world.driver().guest().execute(world.identity(), files.request({"true"})))
            return;
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    FAIL() << "no agent answers";
}

/// One boot for all of it: the agent's is the slowest here.
TEST(GuestAgent, runsCommandsWithTheirInputOutputAndStatus) {
    if (const auto reason = test::whyNoMachines(); !reason.empty())
        GTEST_SKIP() << reason;
    const auto image = test::agentImage();
    if (!image)
        GTEST_SKIP() << "needs Debian's qemu-guest-agent: " << image.error().message;
    KvmWorld world("agent-exec");
    const auto xml = world.machineXml("qemu", *image,
                                      "<channel type='unix'><target type='virtio' "
                                      "name='org.qemu.guest_agent.0'/></channel>");
    const auto started = world.driver().createDomain(test::document(xml), {});
    ASSERT_TRUE(started) << started.error().message;
    awaitAgent(world);
    auto& guest = world.driver().guest();

    const Files script("from outside");
    auto request = script.request({"sh", "-c", "cat; echo \" $KEY\"; echo no >&2; exit 7"});
    request.environment = {"KEY=value", "PATH=/bin:/usr/bin"};
    const auto status = guest.execute(world.identity(), request);
    ASSERT_TRUE(status) << status.error().message;
    EXPECT_EQ(*status, 7);
    EXPECT_EQ(script.output(), "from outside value\n");
    EXPECT_EQ(script.errors(), "no\n");

    const Files killed;
    EXPECT_EQ(*guest.execute(world.identity(), killed.request({"sh", "-c", "kill -9 $$"})),
              128 + 9);
    const Files missing;
    const auto unknown = guest.execute(world.identity(), missing.request({"no-such-command"}));
    ASSERT_FALSE(unknown);
    EXPECT_THAT(unknown.error().message, testing::HasSubstr("no-such-command"));
}

} // namespace
} // namespace twinvirt
