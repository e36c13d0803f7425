// What is told and counted of a container's interfaces.
#include "api/device_changes.h"
#include "api/domain_monitor.h"
#include "lxc/network_fixture.h"
#include "util/atomic_file.h"

#include <gmock/gmock.h>

#include <poll.h>
#include <sstream>

namespace twinvirt::lxc {

using testing::HasSubstr;

/// "device-added 52:54:00:00:00:01", of the next event but those of definitions and life.
static std::string nextOfDevices(EventStream& stream) {
    while (true) {
        pollfd entry{stream.fd(), POLLIN, 0};
        if (::poll(&entry, 1, 20000) <= 0)
            return "nothing";
        const auto taken = stream.take();
        if (!taken)
            return taken.error().message;
        for (const auto& event : *taken)
            if (event.type.starts_with("device-"))
                return event.type + " " + event.text;
    }
}

TEST_F(NetworkTest, WhatIsPluggedInAndOutIsToldByItsMac) {
    const auto one = defineAndStart(probe("one", {"sleep"}));
    const auto watcher = openDriver();
    const auto stream = watcher->monitor()->watchEvents();
    ASSERT_TRUE(stream) << stream.error().message;
    const DeviceDocument nic{"nic.xml", "<interface type='bridge'><mac address='" + mac(1) +
                                            "'/><source bridge='" + bridge_.name() +
                                            "'/></interface>"};
    ASSERT_TRUE(driver_->deviceChanges()->attachDevice(one, nic, {.live = true}));
    EXPECT_EQ(nextOfDevices(**stream), "device-added " + mac(1));
    ASSERT_TRUE(driver_->deviceChanges()->detachDevice(one, nic, {.live = true}));
    EXPECT_EQ(nextOfDevices(**stream), "device-removed " + mac(1));
}

TEST_F(NetworkTest, TheFiguresOfAnInterfaceAreThoseInsideTheContainer) {
    const auto one = defineAndStart(container("one", onBridge(), 1));
    const auto two = defineAndStart(container("two", onBridge(), 2));
    EXPECT_THAT(ping(one, 2), HasSubstr(received));
    /// Interfaces are quiet afterwards, but for a word of IPv6 now and then.
    const auto figuresAgree = [&] {
        std::istringstream lines(execute(one, {"cat", "/proc/net/dev"}));
        std::string word;
        while (lines >> word && word != "eth0:")
            continue;
        std::string receivedBytes;
        std::string receivedPackets;
        lines >> receivedBytes >> receivedPackets;
        std::string bytes;
        std::string packets;
        const auto stats = driver_->domainStats(one, {});
        for (const auto& entry : stats.value_or(DomainStats{})) {
            bytes = entry.key == "net.0.rx.bytes" ? entry.value : bytes;
            packets = entry.key == "net.0.rx.pkts" ? entry.value : packets;
        }
        return !bytes.empty() && bytes != "0" && bytes == receivedBytes &&
               packets == receivedPackets;
    };
    EXPECT_TRUE(becomes(figuresAgree));
}

} // namespace twinvirt::lxc
