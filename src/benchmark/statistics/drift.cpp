#include "benchmark/statistics/drift.h"

#include "benchmark/statistics/summary.h"

#include <algorithm>
#include <cmath>

namespace twinvirt::bench {

static std::vector<double> slopesBetween(const std::vector<Point>& points) {
    std::vector<double> slopes;
    slopes.reserve(points.size() * (points.size() - 1) / 2);
    for (std::size_t second = 1; second < points.size(); ++second)
        for (std::size_t first = 0; first < second; ++first)
            slopes.push_back((points[second].y - points[first].y) /
                             (points[second].x - points[first].x));
    return slopes;
}

/// The one at this rank from 0; of half a million slopes a sort would take the time of the report.
static double slopeAt(std::vector<double>& slopes, std::size_t rank) {
    const auto place = slopes.begin() + static_cast<std::ptrdiff_t>(rank);
    std::nth_element(slopes.begin(), place, slopes.end());
    return *place;
}

/// n (n-1) (2n+5), of all points or of a group of ties: the terms of the variance of Kendall's S.
static double varianceTerm(std::size_t size) {
    const auto n = static_cast<double>(size);
    return n * (n - 1) * (2 * n + 5);
}

/// Standard deviation of Kendall's S, the number of slopes above zero less that of those below,
/// when there is no trend.
static double deviationOfScore(const std::vector<Point>& points) {
    std::vector<double> values;
    for (const Point& point : points)
        values.push_back(point.y);
    std::sort(values.begin(), values.end());
    double variance = varianceTerm(values.size());
    for (auto first = values.begin(); first != values.end();) {
        const auto next = std::upper_bound(first, values.end(), *first);
        variance -= varianceTerm(static_cast<std::size_t>(next - first));
        first = next;
    }
    return std::sqrt(variance / 18);
}

std::optional<Interval> theilSenSlope(const std::vector<Point>& points) {
    if (points.size() < fewestForDrift)
        return std::nullopt;
    constexpr double normalQuantile = 1.959963984540054; // of 97.5 %
    std::vector<double> slopes = slopesBetween(points);
    const auto count = static_cast<double>(slopes.size());
    const double reach = normalQuantile * deviationOfScore(points);
    // The (count - reach) / 2 th from below and from above, counted from 1.
    const double below = std::max(0.0, std::round((count - reach) / 2) - 1);
    const double above = std::min(count - 1, std::round((count + reach) / 2));
    const double low = slopeAt(slopes, static_cast<std::size_t>(below));
    const double high = slopeAt(slopes, static_cast<std::size_t>(above));
    return Interval{medianInPlace(slopes), low, high};
}

std::optional<Interval> relativeDrift(const RoundValues& rounds) {
    std::vector<Point> points;
    std::vector<double> middles;
    for (std::size_t round = 0; round < rounds.size(); ++round) {
        if (rounds[round].empty())
            continue;
        middles.push_back(median(rounds[round]));
        points.push_back({static_cast<double>(round), middles.back()});
    }
    const auto slope = theilSenSlope(points);
    const double middle = median(std::move(middles));
    if (!slope || middle <= 0)
        return std::nullopt;
    const double scale = static_cast<double>(rounds.size() - 1) / middle;
    return Interval{slope->estimate * scale, slope->low * scale, slope->high * scale};
}

} // namespace twinvirt::bench
