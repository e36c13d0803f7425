#pragma once

#include <cstddef>
#include <vector>

namespace twinvirt::bench {

/// What a table says of one set of values, in their unit. All zero for an empty set.
struct Summary {
    std::size_t count = 0;
    double median = 0;
    double mad = 0; ///< median of the absolute deviations from the median, not scaled
    double minimum = 0;
    double p5 = 0;
    double q1 = 0;
    double q3 = 0;
    double p95 = 0;
    double maximum = 0;

    bool operator==(const Summary&) const = default;
};

/// The value below which the fraction `p` (0 to 1) of the sorted values lies, interpolated between
/// neighbours (type 7 of Hyndman and Fan 1996, the default of R and NumPy). 0 for no values.
double quantileOfSorted(const std::vector<double>& sorted, double p);
/// Reorders its argument. 0 for no values.
double medianInPlace(std::vector<double>& values);
double median(std::vector<double> values);
Summary summarize(std::vector<double> values);

} // namespace twinvirt::bench
