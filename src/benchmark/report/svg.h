#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace twinvirt::bench {

enum class Anchor { start, middle, end };

/// Builds one SVG picture. Looks are classes of the style sheet (report/style.h), so that a picture
/// follows the page into dark mode and print. Every text is escaped here.
class Svg {
  public:
    /// `title` is read to people who do not see the picture, `description` says what it shows.
    Svg(double width, std::string title, std::string description);

    void line(double x1, double y1, double x2, double y2, std::string_view classes);
    void rect(double x, double y, double width, double height, std::string_view classes,
              double radius = 0);
    void circle(double x, double y, double radius, std::string_view classes);
    void polyline(const std::vector<std::pair<double, double>>& points, std::string_view classes);
    /// A stair from the first point: along to each next one, then up or down to it.
    void stair(const std::vector<std::pair<double, double>>& points, std::string_view classes);
    /// Round dots, all of one size (class "dots"), as one element: a tenth of as many circles.
    void dots(const std::vector<std::pair<double, double>>& centres, std::string_view classes);
    void text(double x, double y, std::string_view content, std::string_view classes = "",
              Anchor anchor = Anchor::start);
    /// Lines from the first of each pair of points to the second, as one element.
    void segments(const std::vector<std::pair<double, double>>& ends, std::string_view classes);
    /// Texts of one look, which only the group around them says.
    struct Label {
        double x;
        double y;
        std::string_view text;
    };
    void labels(const std::vector<Label>& labels, std::string_view classes, Anchor anchor);
    /// What is drawn until endGroup belongs together and shows `tooltip`, unless it is
    /// empty, under the pointer.
    void beginGroup(std::string_view tooltip);
    void endGroup();

    [[nodiscard]] double width() const { return width_; }
    void setHeight(double height) { height_ = height; }

    /// <svg> for an HTML page; `classes` of the element.
    [[nodiscard]] std::string markup(std::string_view classes) const;
    /// A file of its own, with a heading, a margin and the style sheet in it.
    [[nodiscard]] std::string standalone(std::string_view heading) const;

    /// The text, cut so that it is about no wider than `most` pixels, an ellipsis at its end.
    static std::string shortened(std::string_view text, double most, double fontSize = 13);
    /// About how wide a text is, rather too wide than too narrow: a picture has no way to ask.
    static double textWidth(std::string_view text, double fontSize = 13);

  private:
    [[nodiscard]] std::string element(std::string_view viewBox, std::string_view attributes,
                                      std::string_view before) const;
    void attribute(std::string_view name, double value);

    double width_;
    double height_ = 0;
    std::string title_;
    std::string description_;
    std::string body_;
};

} // namespace twinvirt::bench
