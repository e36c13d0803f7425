#include "lxc/isolation/steps.h"
#include "lxc/network/filter_binding.h"
#include "lxc/network/interface_setup.h"
#include "lxc/network/link_list_file.h"
#include "lxc/network/namespace_file.h"
#include "lxc/network/ovs_port.h"
#include "lxc/network/user_network.h"

#include <fcntl.h>
#include <sched.h>

namespace twinvirt::lxc {

namespace {

/// A network namespace of the container's own, when the definition asks for one, with its
/// interfaces. The kernel deletes them when the namespace dies, and nobody waits for it: the
/// synchronous deletion of a veth costs 20 ms. Only the host's own devices are fetched back.
class NetworkStep : public IsolationStep {
  public:
    [[nodiscard]] std::string_view name() const override { return "network"; }

    Result<void> prepare(LaunchContext& launch) override {
        if (launch.spec.ownNetwork)
            launch.cloneFlags |= CLONE_NEWNET;
        return {};
    }

    Result<void> attach(LaunchContext& launch) override {
        const auto& interfaces = launch.spec.interfaces;
        if (interfaces.empty())
            return {};
        const auto path = "/proc/" + std::to_string(launch.initPid) + "/ns/net";
        const UniqueFd guest(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
        if (!guest)
            return systemError("open '" + path + "'");
        auto host = TRY(NetlinkSocket::open());
        if (needsNamespaceFile(interfaces))
            TRY(keepNamespace(launch.run, guest.get()));
        std::vector<std::string> names;
        for (const auto& interface : interfaces) {
            names.push_back(
                TRY_WITHIN(interface.guestName,
                           makeInterface(host, interface, guest.get(), launch.spec.linkCounter)));
            if (interface.kind == InterfaceSpec::Kind::user)
                TRY_WITHIN(interface.guestName,
                           startUserNetwork(interface, namespaceFile(launch.run)));
        }
        return writeLinkNames(launch.run, names);
    }

    Result<void> enter(InitContext& init) override {
        if (!init.spec.ownNetwork)
            return {};
        auto socket = TRY(NetlinkSocket::open());
        TRY(raiseLoopback(socket));
        for (const auto& interface : init.spec.interfaces)
            TRY_WITHIN(interface.guestName, configureInterface(socket, interface));
        return {};
    }

    Result<void> release(const LaunchSpec& spec) override {
        // A switch or a libvirt that does not answer keeps a port without a link; whoever makes
        // one of that name takes it away.
        for (const auto& interface : spec.interfaces) {
            if (interface.ovs.used)
                (void)removeOvsPort(interface);
            if (interface.filter.used())
                (void)unbindFilter(interface);
        }
        return releaseNamespace({spec.runDirectory}, spec.interfaces);
    }
};

} // namespace

StepPointer makeNetworkStep() {
    return std::make_unique<NetworkStep>();
}

} // namespace twinvirt::lxc
