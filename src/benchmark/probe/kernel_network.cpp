#include "benchmark/probe/frames.h"
#include "benchmark/probe/kernel_table.h"
#include "benchmark/probe/monotonic_clock.h"
#include "benchmark/probe/network_setup.h"
#include "benchmark/probe/peer.h"
#include "benchmark/probe/percentile.h"
#include "benchmark/probe/requests.h"
#include "benchmark/probe/tcp_socket.h"
#include "benchmark/probe/whole_transfer.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace twinvirt::bench::probe {

namespace {

/// A connection to the peer, which knows what is wanted of it.
Result<UniqueFd> connectToPeer(const NetworkSettings& settings, PeerTask task) {
    TRY(bringNetworkUp(settings));
    const sockaddr_in address = TRY(parseAddress(settings.peer, "--peer"));
    UniqueFd connection = TRY_WITHIN(
        "the peer (does a packet filter drop what comes in over the bridge?)", connectTo(address));
    TRY(writeWhole(connection.get(), &task, sizeof task));
    return connection;
}

/// Closed loop: the next request is sent when the answer to the one before has come, so that what
/// a stall delays is one request and not all that would have been sent meanwhile.
class RequestResponse : public Kernel {
  public:
    explicit RequestResponse(UniqueFd connection) : connection_(std::move(connection)) {}

    Result<void> run(std::uint64_t operations) override {
        std::uint64_t before = nanosecondsNow();
        for (std::uint64_t i = 0; i < operations; ++i) {
            TRY(exchange(connection_.get(), ++number_));
            const std::uint64_t now = nanosecondsNow();
            latencies_.push_back(now - before);
            before = now;
        }
        return {};
    }

    std::optional<Latency> takeLatency() override {
        auto sorted = std::exchange(latencies_, {});
        std::sort(sorted.begin(), sorted.end());
        return Latency{percentile(sorted, 50), percentile(sorted, 95), percentile(sorted, 99)};
    }

  private:
    UniqueFd connection_;
    std::uint64_t number_ = 0;
    std::vector<std::uint64_t> latencies_;
};

class Bulk : public Kernel {
  public:
    explicit Bulk(UniqueFd connection) : connection_(std::move(connection)) {}

    Result<void> run(std::uint64_t operations) override {
        return sendFrames(connection_.get(), operations / frameSize);
    }

  private:
    UniqueFd connection_;
};

Result<std::unique_ptr<Kernel>> makeRequestResponse(const KernelSettings& settings) {
    UniqueFd connection = TRY(connectToPeer(settings.network, PeerTask::answerRequests));
    return std::unique_ptr<Kernel>(std::make_unique<RequestResponse>(std::move(connection)));
}

Result<std::unique_ptr<Kernel>> makeBulk(const KernelSettings& settings) {
    UniqueFd connection = TRY(connectToPeer(settings.network, PeerTask::receiveFrames));
    return std::unique_ptr<Kernel>(std::make_unique<Bulk>(std::move(connection)));
}

} // namespace

const KernelDescription netRrKernel{
    .name = "net-rr",
    .operation = "a request of 100 bytes to the peer over TCP, and its answer of 200; each batch "
                 "tells the latencies",
    .unit = "operation",
    .source = "TCP_RR of netperf with one in flight, as in Felter et al. 2014 (RC25482)",
    .step = 1000, // so that ten requests of a batch are above its 99th percentile
    .usesDirectory = false,
    .usesNetwork = true,
    .make = makeRequestResponse,
};

const KernelDescription netBulkKernel{
    .name = "net-bulk",
    .operation = "one byte to the peer over TCP, by 64 KiB",
    .unit = "byte",
    .source = "nuttcp and netperf's TCP_STREAM, as in Felter et al. 2014 (RC25482)",
    .step = frameSize,
    .usesDirectory = false,
    .usesNetwork = true,
    .make = makeBulk,
};

} // namespace twinvirt::bench::probe
