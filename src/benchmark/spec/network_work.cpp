#include "benchmark/spec/formats.h"
#include "benchmark/spec/kernel_catalog.h"
#include "benchmark/spec/works.h"

namespace twinvirt::bench {

/// <kernel name='net-rr'/>
static void mapKernel(XmlMapping& xml, std::string& kernel) {
    xml.attribute("name", kernel, networkKernelName());
}

/// <network batches='5' batch-ms='200' timeout='120s'> with a <kernel> or two
static void mapNetwork(XmlMapping& xml, ScenarioSpec& scenario) {
    ProbeSpec& probe = scenario.probe;
    scenario.readyMarker = probeReadyMarker;
    xml.attributeOr("batches", probe.batches, 5U, numberBetween(1U, 100U));
    xml.attributeOr("batch-ms", probe.batchMs, 200U, numberBetween(5U, 10000U));
    xml.attributeOr("timeout", scenario.timeoutSeconds, 120.0, seconds());
    xml.elements("kernel", probe.kernels, mapKernel);
    if (probe.kernels.empty())
        xml.fail("expected at least one <kernel>");
}

static std::string kernelsOf(const ScenarioSpec& scenario) {
    std::string names;
    for (const std::string& kernel : scenario.probe.kernels)
        names += (names.empty() ? "" : ", ") + kernel;
    return names;
}

static std::string brief(const ScenarioSpec& scenario) {
    return kernelsOf(scenario) + " between host and guest";
}

static std::string method(const ScenarioSpec& scenario) {
    return "the run makes a bridge without a way out and with an address of a range that the host "
           "does not use. A peer, the probe as a process of the host, listens at that address. The "
           "probe of the arm is connected to the bridge: a container by a veth pair, a machine by "
           "a virtio network card and a tap device (with vhost-net where the host has it), and in "
           "the arm of the host it is a process in a network namespace of its own, without any "
           "other isolation, at a veth pair like the container's; so what a container costs beside "
           "its veth pair shows, and what the pair costs does not. There is no NAT. The probe runs "
           "the kernels (" +
           kernelsOf(scenario) + ") in " + std::to_string(scenario.probe.batches) +
           " batches of at least " + std::to_string(scenario.probe.batchMs) +
           " ms (net-rr: and of at least 1,000 requests), timed by the arm's own clock; the guest "
           "sends, each answer of the peer is compared. The probe is pinned to the CPU of all "
           "probes, the peer to the CPU before it, where the host has another one. The CPU time is "
           "that of everything on the host, from the first batch to the last.";
}

constinit const Work networkWork{"network",  Payload::network, true,  0,
                                 oneAtATime, mapNetwork,       brief, method};

} // namespace twinvirt::bench
