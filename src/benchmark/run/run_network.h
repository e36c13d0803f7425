#pragma once

#include "benchmark/run/address_range.h"
#include "util/network_device.h"
#include "util/result.h"

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

namespace twinvirt::bench {

/// The network that a run makes for its <network> scenarios: a bridge without any way out, named
/// after the run, with an address of a range that is free on this host. One guest at a time is
/// connected to it. It is gone with this object.
class RunNetwork {
  public:
    /// Errors: no free range; systemError; operationUnsupported without the program `ip`.
    static Result<std::shared_ptr<RunNetwork>> create(const std::string& runId);
    ~RunNetwork();
    RunNetwork(const RunNetwork&) = delete;
    RunNetwork& operator=(const RunNetwork&) = delete;

    [[nodiscard]] const std::string& bridge() const { return bridge_; }
    /// Of the bridge, at which the peer listens.
    [[nodiscard]] std::string hostAddress() const { return range_.at(1); }
    [[nodiscard]] DeviceAddress guestAddress() const { return {range_.at(2), prefix}; }
    /// Of the guest's network device, whichever guest it is: so no neighbour entry of the host ever
    /// tells of another one.
    [[nodiscard]] const std::string& guestMac() const { return guestMac_; }

    /// A veth pair from the bridge into the network namespace of that process, down there and
    /// without an address.
    Result<void> connect(pid_t process) const;
    /// Waits until that pair is gone, which goes with the namespace; resourceBusy after some
    /// seconds.
    Result<void> awaitDisconnected() const;

    /// Idempotent.
    Result<void> remove();

  private:
    RunNetwork(const std::string& runId, AddressRange range, std::string ipProgram);
    static constexpr unsigned prefix = 24;

    std::string bridge_;
    std::string veth_;
    std::string guestMac_;
    AddressRange range_;
    std::string ipProgram_;
};

/// Bridges of runs that were killed, removed: their names. Only to be called while no benchmark
/// runs.
Result<std::vector<std::string>> removeLeftRunNetworks();

} // namespace twinvirt::bench
