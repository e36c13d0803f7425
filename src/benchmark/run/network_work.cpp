#include "benchmark/run/arm_probe.h"
#include "benchmark/run/block_works.h"
#include "benchmark/run/cpu_share.h"
#include "benchmark/run/probe_request.h"
#include "benchmark/run/served_command.h"

#include <nlohmann/json.hpp>

#include <optional>

namespace twinvirt::bench {

namespace {

/// What the probe of the arm is talked to with: the peer, and the network device that nobody else
/// has set up (our driver does it for a container).
std::string networkOptions(const PreparedArm& arm, unsigned port) {
    const RunNetwork& network = *arm.network;
    std::string options = "--peer " + network.hostAddress() + ":" + std::to_string(port);
    if (arm.spec.type != "lxc")
        options += " --mac " + network.guestMac() + " --address " +
                   deviceAddressText(network.guestAddress());
    return options;
}

/// The probe on the host that the kernels talk to, as long as this lives.
class Peer {
  public:
    static Result<std::unique_ptr<Peer>> start(const BlockContext& context,
                                               const PreparedArm& arm) {
        HostProbe::Request request;
        request.program = arm.probeProgram;
        request.cpu = cpusFor(1, 1);
        request.timeout = toMilliseconds(context.scenario.timeoutSeconds);
        std::unique_ptr<Peer> peer(new Peer(
            TRY_WITHIN("the peer", HostProbe::start(request, context.stop)), context.stop));
        peer->port_ = TRY(peer->listen(arm.network->hostAddress(), request.timeout));
        return peer;
    }

    [[nodiscard]] unsigned port() const { return port_; }
    Result<void> stillAtWork() { return command_.stillAtWork(); }
    Result<void> end() { return process_.end(); }

  private:
    Peer(HostProbe process, const StopRequest& stop)
        : process_(std::move(process)), command_(process_.fd(), stop, "peer") {}

    Result<unsigned> listen(const std::string& address, std::chrono::milliseconds timeout) {
        const std::string begin = TRY(command_.start(address, "", timeout));
        const auto event = nlohmann::json::parse("{" + begin, nullptr, false);
        if (!event.contains("port") || !event.at("port").is_number_unsigned())
            return Error{ErrorCode::internalError, "the peer told no port: " + begin};
        return event.at("port").get<unsigned>();
    }

    HostProbe process_;
    ServedCommand command_;
    unsigned port_ = 0;
};

/// CPU time of the host between two moments, each of which may fail to be read.
class CpuWatch {
  public:
    explicit CpuWatch(const HostReader& host) : host_(host) {}
    void look(std::string_view event) { (event == "begin" ? first_ : last_) = host_.busySeconds(); }
    [[nodiscard]] Result<double> seconds() const {
        if (!first_ || !last_)
            return Error{ErrorCode::internalError, "a kernel ended that had not begun"};
        return TRY(*last_) - TRY(*first_);
    }

  private:
    const HostReader& host_;
    std::optional<Result<double>> first_;
    std::optional<Result<double>> last_;
};

void addLatencies(const KernelDetails& details, Block& block) {
    constexpr double nanosecondsPerMicrosecond = 1000;
    Figure p50{"net-rr-p50", {}};
    Figure p95{"net-rr-p95", {}};
    Figure p99{"net-rr-p99", {}};
    for (const auto& latency : details.latencies) {
        p50.values.push_back(latency[0] / nanosecondsPerMicrosecond);
        p95.values.push_back(latency[1] / nanosecondsPerMicrosecond);
        p99.values.push_back(latency[2] / nanosecondsPerMicrosecond);
    }
    for (Figure* figure : {&p50, &p95, &p99})
        block.figures.push_back(std::move(*figure));
}

Result<void> runOne(const BlockContext& context, const PreparedArm& arm, const std::string& kernel,
                    unsigned port, KernelSession& session, Block& block) {
    constexpr double bytesPerGigabyte = 1e9;
    CpuWatch cpu(context.host);
    KernelRequest request = kernelRequest(context.scenario, arm.spec, kernel);
    request.options = networkOptions(arm, port);
    request.listener = [&cpu](std::string_view event) { cpu.look(event); };
    KernelDetails details;
    block.kernels.push_back(TRY(context.timed([&] { return session.run(request, &details); })));
    if (!details.latencies.empty())
        addLatencies(details, block);
    if (kernel == "net-bulk")
        block.figures.push_back(
            {"net-bulk-cpu", {TRY(cpu.seconds()) / (details.operations / bytesPerGigabyte)}});
    return {};
}

Result<void> runAll(const BlockContext& context, const PreparedArm& arm, int console, Peer& peer,
                    const StepObserver& step, Block& block) {
    KernelSession session(console, context.stop);
    unsigned number = 0;
    for (const std::string& kernel : context.scenario.probe.kernels) {
        step(++number);
        TRY(runOne(context, arm, kernel, peer.port(), session, block));
        TRY(peer.stillAtWork());
    }
    return {};
}

Result<void> run(const BlockContext& context, const PreparedArm& arm, bool emulate,
                 const StepObserver& step, Block& block) {
    const auto peer = TRY(Peer::start(context, arm));
    const auto probe = TRY(ArmProbe::start(context, arm, emulate, 1));
    const auto done = runAll(context, arm, probe->console(), *peer, step, block);
    if (!done)
        return probe->endAfter(done.error());
    TRY(probe->end());
    return peer->end();
}

} // namespace

constinit const BlockWork networkBlockWork{"network", kernelSteps, kernelStepTitle,
                                           run,       kernelTrial, kernelBlockSeconds};

} // namespace twinvirt::bench
