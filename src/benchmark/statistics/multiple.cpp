#include "benchmark/statistics/multiple.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace twinvirt::bench {

std::vector<double> holmAdjusted(const std::vector<double>& probabilities) {
    std::vector<std::size_t> ascending(probabilities.size());
    std::iota(ascending.begin(), ascending.end(), 0);
    std::stable_sort(ascending.begin(), ascending.end(), [&](std::size_t one, std::size_t other) {
        return probabilities[one] < probabilities[other];
    });
    std::vector<double> adjusted(probabilities.size());
    auto remaining = static_cast<double>(probabilities.size());
    double largest = 0;
    for (const std::size_t index : ascending) {
        largest = std::max(largest, std::min(1.0, remaining * probabilities[index]));
        adjusted[index] = largest;
        --remaining;
    }
    return adjusted;
}

} // namespace twinvirt::bench
