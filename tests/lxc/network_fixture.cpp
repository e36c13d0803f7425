#include "lxc/network_fixture.h"

#include "support/kill_process.h"
#include "util/atomic_file.h"

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <unistd.h>

namespace twinvirt::lxc {

std::string outputOf(const std::string& command) {
    std::string text;
    FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
    std::array<char, 4096> buffer{};
    for (std::size_t count = 0; (count = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
        text.append(buffer.data(), count);
    ::pclose(pipe);
    return text;
}

std::string linkName(const std::string& suffix) {
    return "tv" + std::to_string(::getpid()) + suffix;
}

HostLink::HostLink(std::string name, const std::string& what) : name_(std::move(name)) {
    if (::geteuid() != 0)
        return; // the test skips
    EXPECT_EQ(outputOf("ip link add " + name_ + " up " + what), "");
}

HostLink::~HostLink() {
    (void)!::system(("ip link del " + name_ + " 2>/dev/null").c_str());
}

bool HostLink::isOnHost() const {
    return std::filesystem::exists("/sys/class/net/" + name_);
}

void NetworkTest::SetUp() {
    DriverTest::SetUp();
    if (IsSkipped())
        return;
    if (outputOf("busybox ping -c 1 -W 1 127.0.0.1").find(received) == std::string::npos)
        GTEST_SKIP() << "needs busybox with ping";
}

void NetworkTest::TearDown() {
    DriverTest::TearDown();
    EXPECT_TRUE(becomes([] { return hostEnds().empty(); })) << hostEnds();
}

std::string NetworkTest::mac(unsigned number) {
    const auto pid = static_cast<unsigned>(::getpid());
    std::array<char, 18> text{};
    std::snprintf(text.data(), text.size(), "52:54:%02x:%02x:%02x:%02x", pid >> 16U & 0xffU,
                  pid >> 8U & 0xffU, pid & 0xffU, number);
    return text.data();
}

DomainDocument NetworkTest::container(const std::string& name, const std::string& type,
                                      unsigned number, const std::string& more) const {
    return probe(name, {"sleep"},
                 "<devices><interface " + type + "<mac address='" + mac(number) +
                     "'/><ip address='10.250.0." + std::to_string(number) + "' prefix='24'/>" +
                     more + "</interface></devices>");
}

std::string NetworkTest::onBridge() const {
    return "type='bridge'><source bridge='" + bridge_.name() + "'/>";
}

std::string NetworkTest::hostEnds() {
    std::string found;
    for (const auto& entry : std::filesystem::directory_iterator("/sys/class/net")) {
        const auto address = readFile(entry.path().string() + "/address").value_or("");
        if (address.size() > 14 && address.substr(2, 12) == mac(0).substr(2, 12) &&
            address.starts_with("fe"))
            found += entry.path().filename().string() + " ";
    }
    return found;
}

std::string NetworkTest::ping(const DomainIdentity& from, unsigned number) {
    return execute(from,
                   {"busybox", "ping", "-c", "1", "-W", "3", "10.250.0." + std::to_string(number)});
}

std::string NetworkTest::liveXml(const DomainIdentity& domain) {
    return driver_->dumpXml(domain, {}).value_or("?");
}

bool NetworkTest::crashAndRestart(const std::string& name) {
    const auto before = status(name).initPid;
    test::killProcess(before);
    return becomes([&] {
        const auto now = status(name).initPid;
        return now > 0 && now != before && driver_->lookupByName(name)->id;
    });
}

} // namespace twinvirt::lxc
