#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace twinvirt::bench {

/// How many values lie outside Tukey's fences (J. W. Tukey, Exploratory Data Analysis, 1977,
/// chapter 2), the quartiles being those of summary.h (type 7; Tukey's own hinges differ a little
/// for few values).
struct OutlierCounts {
    std::size_t values = 0;
    std::size_t mild = 0;   ///< more than 1.5 and at most 3 interquartile ranges outside a quartile
    std::size_t severe = 0; ///< more than 3

    /// 0 for no values.
    [[nodiscard]] double severeFraction() const;
    bool operator==(const OutlierCounts&) const = default;
};

/// When the quartiles are equal (most values are the same) every other value is severe.
OutlierCounts countOutliers(std::vector<double> values);

/// Beyond it, in either direction, Iglewicz and Hoaglin call a value a potential outlier.
constexpr double modifiedZScoreLimit = 3.5;

/// 0.6745 * (value - median) / MAD of each value, in their order (B. Iglewicz and D. Hoaglin, How
/// to Detect and Handle Outliers, 1993): how many standard deviations it would be away from the
/// middle if the values were normal, from figures that the outliers themselves do not move.
/// nullopt when the MAD is zero (more than half of the values are the same), or for no values.
std::optional<std::vector<double>> modifiedZScores(std::vector<double> values);

} // namespace twinvirt::bench
