#include "benchmark/result/run_noise.h"

#include "benchmark/statistics/drift.h"

namespace twinvirt::bench {

void joinNoise(BenchmarkResult& result) {
    std::vector<NoiseWindow> windows;
    RoundValues megahertz;
    for (const Round* round : measuredRounds(result)) {
        windows.push_back(round->noise);
        megahertz.emplace_back();
        if (round->noise.megahertz)
            megahertz.back().push_back(*round->noise.megahertz);
    }
    result.noise.window = joined(windows);
    result.noise.frequencyDrift = relativeDrift(megahertz);
}

} // namespace twinvirt::bench
