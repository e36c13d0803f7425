#pragma once

#include "benchmark/report/svg.h"

#include <string>
#include <vector>

namespace twinvirt::bench {

struct Tick {
    double value;
    std::string label;
};

/// Maps values to pixels, linearly or logarithmically.
class Axis {
  public:
    /// From 0 or below to at least `high`, ending on a round number; `ticks`: about how many.
    static Axis linear(double low, double high, int ticks);
    /// Covers low … high (both positive) with a margin; ticks at 1, 2 and 5 times a power of ten,
    /// fewer when they would be too many.
    static Axis logarithmic(double low, double high, int ticks);

    /// Where the axis lies on the picture; `from` is the pixel of the low end.
    void place(double from, double to) {
        from_ = from;
        to_ = to;
    }
    /// Values beyond the ends land on the ends.
    [[nodiscard]] double at(double value) const;
    [[nodiscard]] const std::vector<Tick>& ticks() const { return ticks_; }
    [[nodiscard]] bool isLogarithmic() const { return logarithmic_; }

  private:
    bool logarithmic_ = false;
    double low_ = 0;
    double high_ = 1;
    double from_ = 0;
    double to_ = 1;
    std::vector<Tick> ticks_;
};

/// Grid lines from `top` to `bottom` and the labels below them; a label that would run into the one
/// before it or out of the picture is left out.
void drawHorizontalAxis(Svg& svg, const Axis& axis, double top, double bottom);
/// Grid lines from `left` to `right` and the labels left of them.
void drawVerticalAxis(Svg& svg, const Axis& axis, double left, double right);

} // namespace twinvirt::bench
