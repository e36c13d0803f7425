#include "benchmark/probe/echo.h"
#include "benchmark/probe/frames.h"
#include "benchmark/probe/helper_process.h"
#include "benchmark/probe/kernel_table.h"
#include "benchmark/probe/loopback.h"

#include <utility>

namespace twinvirt::bench::probe {

namespace {

class LoopbackRoundTrip : public Kernel {
  public:
    LoopbackRoundTrip(UniqueFd client, HelperProcess helper)
        : client_(std::move(client)), helper_(std::move(helper)) {}

    Result<void> run(std::uint64_t operations) override {
        return roundTrips(client_.get(), client_.get(), operations, token_);
    }

  private:
    UniqueFd client_;
    HelperProcess helper_;
    std::uint8_t token_ = 0;
};

class LoopbackBulk : public Kernel {
  public:
    LoopbackBulk(UniqueFd client, HelperProcess helper)
        : client_(std::move(client)), helper_(std::move(helper)) {}

    Result<void> run(std::uint64_t operations) override {
        return sendFrames(client_.get(), operations / frameSize);
    }

  private:
    UniqueFd client_;
    HelperProcess helper_;
};

Result<std::unique_ptr<Kernel>> makeRoundTrip(const KernelSettings&) {
    LoopbackConnection connection = TRY(connectLoopback());
    HelperProcess helper = TRY(HelperProcess::start([&] {
        connection.client.reset();
        return answerWithSuccessors(connection.server.get(), connection.server.get());
    }));
    return std::unique_ptr<Kernel>(
        std::make_unique<LoopbackRoundTrip>(std::move(connection.client), std::move(helper)));
}

Result<std::unique_ptr<Kernel>> makeBulk(const KernelSettings&) {
    LoopbackConnection connection = TRY(connectLoopback());
    HelperProcess helper = TRY(HelperProcess::start([&] {
        connection.client.reset();
        return receiveFrames(connection.server.get());
    }));
    return std::unique_ptr<Kernel>(
        std::make_unique<LoopbackBulk>(std::move(connection.client), std::move(helper)));
}

} // namespace

const KernelDescription loopbackRoundTripKernel{
    .name = "loopback-round-trip",
    .operation = "one byte to another process over TCP on 127.0.0.1, and one back",
    .unit = "operation",
    .source =
        "TCP_RR of netperf with one in flight, as in Felter et al. 2014 (RC25482); lat_tcp of "
        "lmbench",
    .step = 1,
    .usesDirectory = false,
    .make = makeRoundTrip,
};

const KernelDescription loopbackBulkKernel{
    .name = "loopback-bulk",
    .operation = "one byte to another process over TCP on 127.0.0.1, by 64 KiB",
    .unit = "byte",
    .source = "TCP_STREAM of netperf, as in Boden 2014; bw_tcp of lmbench",
    .step = frameSize,
    .usesDirectory = false,
    .make = makeBulk,
};

} // namespace twinvirt::bench::probe
