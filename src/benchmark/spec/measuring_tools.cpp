#include "benchmark/spec/measuring_tools.h"

#include <algorithm>

namespace twinvirt::bench {

const std::vector<MeasuringTool>& measuringTools() {
    static const std::vector<MeasuringTool> all{
        {"sysbench", "sysbench", "sysbench", false, false,
         "sysbench cpu counts the primes up to 20000 in one thread (as in Boden 2014); its event "
         "is "
         "one such count"},
        {"fio", "fio", "fio", true, false,
         "fio reads and writes, in turns by chance, 4 KiB at random places of a file of 16 MiB, "
         "one "
         "at a time (psync), after a second to warm up (as the random jobs of Felter et al. 2014)"},
        {"redis", "redis-server", "redis-server", false, false,
         "redis-benchmark, 10 connections over a Unix socket, sets and gets 3 bytes in a "
         "redis-server beside it that writes nothing to a disk (after Felter et al. 2014)"},
        {"iperf3", "iperf3", "iperf3", false, true,
         "iperf3 sends a stream of TCP to its own server on the host, over the bridge of the run"},
    };
    return all;
}

const MeasuringTool* findMeasuringTool(std::string_view name) {
    const auto found = std::ranges::find(measuringTools(), name, &MeasuringTool::name);
    return found == measuringTools().end() ? nullptr : &*found;
}

} // namespace twinvirt::bench
