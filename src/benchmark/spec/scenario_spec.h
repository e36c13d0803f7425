#pragma once

#include "benchmark/spec/citation.h"

#include <string>
#include <vector>

namespace twinvirt::bench {

/// Instances that start at the same time: a thread and a driver object for each.
inline constexpr unsigned mostAtOnce = 64;

/// <probe batches='5' batch='50ms'>: kernels that the static probe runs, one after the other.
struct ProbeSpec {
    std::vector<std::string> kernels; ///< names of kernelCatalog(); empty: the scenario has none
    unsigned batches = 5;
    unsigned batchMs = 50; ///< least duration of a batch, so that the clock costs nothing
};

/// <neighbour kernel='cpu-int' hogs='cpu memory'>: the kernel runs alone and beside each hog.
struct NeighbourSpec {
    std::vector<std::string> hogs; ///< words of hogWords()
    unsigned mebibytes = 96;       ///< that the memory hog writes to
    unsigned processes = 64;       ///< that the fork hog has at a time
};

/// <tool name='fio' time='5s'>: a program of others that the arm has (measuring_tools.h).
struct ToolSpec {
    std::string name;      ///< one of measuringTools(); empty: the scenario has none
    unsigned seconds = 5;  ///< that it measures
    std::string directory; ///< where it has its files, as the arm sees it; empty: in memory
    bool direct = false;   ///< past the page cache
};

/// The hogs of the probe.
inline const std::vector<std::string>& hogWords() {
    static const std::vector<std::string> words{"cpu", "memory", "disk", "fork", "net"};
    return words;
}

/// What an instance boots: its own init, or the probe.
enum class Payload {
    init,
    power, ///< the same; a machine also hears its power button, for a price at boot
    probe,
    network,   ///< the probe, connected to the network of the run
    connected, ///< its own init, connected to it
};
inline bool usesRunNetwork(Payload payload) {
    return payload == Payload::network || payload == Payload::connected;
}
inline bool bootsProbe(Payload payload) {
    return payload == Payload::probe || payload == Payload::network;
}

/// <scenario name='boot' title='Serial boot'>: one part of each round, a block of it in each arm
/// that takes part.
struct ScenarioSpec {
    std::string name;
    std::string title;
    std::string work;              ///< what a block does: the name of its element, one of works()
    std::vector<std::string> arms; ///< those that take part; empty: all that can
    unsigned every = 1;            ///< N: it takes part in every Nth round alone
    unsigned count = 1;            ///< instances of a block
    std::string readyMarker;       ///< the line that makes an instance ready
    double timeoutSeconds = 120;   ///< for an instance to be ready, and for a kernel to end
    double holdSeconds = 0;
    double settleSeconds = 0;     ///< from the last instance's ready to the steady window
    std::vector<unsigned> levels; ///< instances that start at once, one level after the other
    double untilUsed = 1;         ///< share of the host's memory at which boots end; 1: never
    unsigned times = 1;           ///< what is repeated on one instance
    bool byShutdown = false;      ///< instances are asked to end, not destroyed
    ProbeSpec probe;
    NeighbourSpec neighbour;
    ToolSpec tool;
    std::vector<Citation> citations;
    int line = 0;
};

} // namespace twinvirt::bench
