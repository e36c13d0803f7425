#include "benchmark/run/run_network.h"

#include "image/command.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <functional>
#include <string_view>
#include <thread>

namespace twinvirt::bench {

// With the eight digits of a run both fit into the 15 letters of a device's name.
static constexpr std::string_view bridgePrefix = "tvbench";
static constexpr std::string_view vethPrefix = "tvpair";
static constexpr std::size_t idLength = 8;

/// Of the range that machines of QEMU have theirs from, with the run's number in it.
static std::string macFor(std::size_t number) {
    std::array<char, 18> text{};
    std::snprintf(
        text.data(), text.size(), "52:54:00:%02x:%02x:%02x", static_cast<unsigned>(number & 0xffU),
        static_cast<unsigned>(number >> 8U & 0xffU), static_cast<unsigned>(number >> 16U & 0xffU));
    return text.data();
}

static std::string bridgeOf(const std::string& runId) {
    return std::string(bridgePrefix) + runId.substr(0, idLength);
}

RunNetwork::RunNetwork(const std::string& runId, AddressRange range, std::string ipProgram)
    : bridge_(bridgeOf(runId)), veth_(std::string(vethPrefix) + runId.substr(0, idLength)),
      guestMac_(macFor(std::hash<std::string>{}(runId))), range_(range),
      ipProgram_(std::move(ipProgram)) {}

RunNetwork::~RunNetwork() {
    // Nobody is left to be told; who wants to know calls remove().
    static_cast<void>(remove().has_value());
}

Result<std::shared_ptr<RunNetwork>> RunNetwork::create(const std::string& runId) {
    const std::string program = TRY(findProgram("ip", "iproute2"));
    const auto start = static_cast<unsigned>(std::hash<std::string>{}(runId) % 512);
    const auto used = TRY(usedRanges());
    const AddressRange range = TRY(freeRange(used, start));
    const std::string bridge = bridgeOf(runId);
    if (deviceExists(bridge))
        return Error{ErrorCode::resourceBusy,
                     "there is a network device '" + bridge +
                         "' already; bench gc removes those of runs that were killed"};
    TRY(addBridge(bridge));
    std::shared_ptr<RunNetwork> network(new RunNetwork(runId, range, program));
    TRY(setDeviceAddress(bridge, {range.at(1), prefix}));
    TRY(setDeviceUp(bridge, true));
    return network;
}

Result<void> RunNetwork::connect(pid_t process) const {
    const std::vector<std::string> words{
        "link", "add",  "name", veth_,    "master",  bridge_,   "up",    "type",
        "veth", "peer", "name", "bench0", "address", guestMac_, "netns", std::to_string(process)};
    TRY_WITHIN("connect a namespace to the bridge '" + bridge_ + "'",
               runCommand(ipProgram_, words, std::chrono::seconds(30), {}));
    return {};
}

Result<void> RunNetwork::awaitDisconnected() const {
    using namespace std::chrono_literals;
    const auto deadline = std::chrono::steady_clock::now() + 10s;
    while (deviceExists(veth_)) {
        if (std::chrono::steady_clock::now() > deadline)
            return Error{ErrorCode::resourceBusy,
                         "the network device '" + veth_ + "' is left after 10 s"};
        std::this_thread::sleep_for(2ms);
    }
    return {};
}

Result<void> RunNetwork::remove() {
    return removeBridge(bridge_);
}

static bool isOfARun(const std::string& name) {
    const auto isHex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    return name.starts_with(bridgePrefix) && name.size() == bridgePrefix.size() + idLength &&
           std::ranges::all_of(name.substr(bridgePrefix.size()), isHex);
}

Result<std::vector<std::string>> removeLeftRunNetworks() {
    std::vector<std::string> removed;
    for (const std::string& name : TRY(listBridges())) {
        if (!isOfARun(name))
            continue;
        TRY(removeBridge(name));
        removed.push_back("bridge " + name);
    }
    return removed;
}

} // namespace twinvirt::bench
