#include "benchmark/report/svg.h"

#include "benchmark/report/escape.h"
#include "benchmark/report/style.h"

#include <algorithm>
#include <cstdio>

namespace twinvirt::bench {

/// A coordinate with at most two decimals and none that say nothing: "12", "12.5".
static std::string coordinate(double value) {
    std::string text(32, '\0');
    const int length = std::snprintf(text.data(), text.size(), "%.1f", value);
    text.resize(static_cast<std::size_t>(length));
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.')
        text.pop_back();
    return text == "-0" ? "0" : text;
}

Svg::Svg(double width, std::string title, std::string description)
    : width_(width), title_(std::move(title)), description_(std::move(description)) {}

void Svg::attribute(std::string_view name, double value) {
    body_.append(" ").append(name).append("=\"").append(coordinate(value)).append("\"");
}

void Svg::line(double x1, double y1, double x2, double y2, std::string_view classes) {
    body_.append("<line class=\"").append(classes).append("\"");
    attribute("x1", x1);
    attribute("y1", y1);
    attribute("x2", x2);
    attribute("y2", y2);
    body_ += "/>\n";
}

void Svg::rect(double x, double y, double width, double height, std::string_view classes,
               double radius) {
    body_.append("<rect class=\"").append(classes).append("\"");
    attribute("x", x);
    attribute("y", y);
    attribute("width", std::max(0.0, width));
    attribute("height", std::max(0.0, height));
    if (radius > 0)
        attribute("rx", radius);
    body_ += "/>\n";
}

void Svg::circle(double x, double y, double radius, std::string_view classes) {
    body_.append("<circle class=\"").append(classes).append("\"");
    attribute("cx", x);
    attribute("cy", y);
    attribute("r", radius);
    body_ += "/>\n";
}

void Svg::polyline(const std::vector<std::pair<double, double>>& points, std::string_view classes) {
    body_.append("<polyline class=\"").append(classes).append("\" points=\"");
    for (std::size_t i = 0; i < points.size(); ++i)
        body_.append(i == 0 ? "" : " ")
            .append(coordinate(points[i].first))
            .append(",")
            .append(coordinate(points[i].second));
    body_ += "\"/>\n";
}

void Svg::stair(const std::vector<std::pair<double, double>>& points, std::string_view classes) {
    body_.append("<path class=\"").append(classes).append("\" d=\"");
    for (std::size_t i = 0; i < points.size(); ++i)
        body_.append(i == 0 ? "M" : "H")
            .append(coordinate(points[i].first))
            .append(i == 0 ? "," : "V")
            .append(coordinate(points[i].second));
    body_ += "\"/>\n";
}

void Svg::dots(const std::vector<std::pair<double, double>>& centres, std::string_view classes) {
    body_.append("<path class=\"").append(classes).append("\" d=\"");
    for (const auto& [x, y] : centres)
        body_.append("M").append(coordinate(x)).append(",").append(coordinate(y)).append("h0");
    body_ += "\"/>\n";
}

void Svg::segments(const std::vector<std::pair<double, double>>& ends, std::string_view classes) {
    body_.append("<path class=\"").append(classes).append("\" d=\"");
    for (std::size_t i = 0; i < ends.size(); ++i)
        body_.append(i % 2 == 0 ? "M" : "L")
            .append(coordinate(ends[i].first))
            .append(",")
            .append(coordinate(ends[i].second));
    body_ += "\"/>\n";
}

static std::string_view anchorWord(Anchor anchor) {
    return anchor == Anchor::start ? "start" : anchor == Anchor::middle ? "middle" : "end";
}

void Svg::labels(const std::vector<Label>& labels, std::string_view classes, Anchor anchor) {
    body_.append("<g class=\"").append(classes).append("\" text-anchor=\"");
    body_.append(anchorWord(anchor)).append("\">");
    for (const Label& label : labels)
        text(label.x, label.y, label.text);
    body_ += "</g>\n";
}

void Svg::text(double x, double y, std::string_view content, std::string_view classes,
               Anchor anchor) {
    body_ += "<text";
    if (!classes.empty())
        body_.append(" class=\"").append(classes).append("\"");
    attribute("x", x);
    attribute("y", y);
    if (anchor != Anchor::start)
        body_.append(" text-anchor=\"").append(anchorWord(anchor)).append("\"");
    body_.append(">").append(escapeMarkup(content)).append("</text>\n");
}

void Svg::beginGroup(std::string_view tooltip) {
    body_ += "<g>";
    if (!tooltip.empty())
        body_.append("<title>").append(escapeMarkup(tooltip)).append("</title>");
    body_ += "\n";
}

void Svg::endGroup() {
    body_ += "</g>\n";
}

/// The four numbers of a viewBox, or the attributes of a rectangle: x, y, width, height.
struct Frame {
    double x;
    double y;
    double width;
    double height;

    [[nodiscard]] std::string viewBox() const {
        return coordinate(x) + " " + coordinate(y) + " " + coordinate(width) + " " +
               coordinate(height);
    }
    [[nodiscard]] std::string size() const {
        return " width=\"" + coordinate(width) + "\" height=\"" + coordinate(height) + "\"";
    }
};

std::string Svg::element(std::string_view viewBox, std::string_view attributes,
                         std::string_view before) const {
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"" +
           std::string(viewBox) + "\"" + std::string(attributes) + ">\n<title>" +
           escapeMarkup(title_) + "</title>\n<desc>" + escapeMarkup(description_) + "</desc>\n" +
           std::string(before) + body_ + "</svg>\n";
}

std::string Svg::markup(std::string_view classes) const {
    // The size in pixels is the largest one; the style sheet lets it shrink with the page.
    const Frame frame{0, 0, width_, height_};
    return element(frame.viewBox(), " class=\"" + std::string(classes) + "\"" + frame.size(), "");
}

std::string Svg::standalone(std::string_view heading) const {
    constexpr double margin = 16;
    constexpr double headingHeight = 34;
    const Frame frame{-margin, -margin - headingHeight, width_ + 2 * margin,
                      height_ + 2 * margin + headingHeight};
    const std::string paper = "<rect class=\"paper\" x=\"" + coordinate(frame.x) + "\" y=\"" +
                              coordinate(frame.y) + "\"" + frame.size() + "/>\n";
    const std::string line =
        "<text class=\"heading\" x=\"0\" y=\"-18\">" + escapeMarkup(heading) + "</text>\n";
    return element(frame.viewBox(), frame.size(),
                   "<style>" + std::string(colourStyle()) + std::string(chartStyle()) +
                       "</style>\n" + paper + line);
}

std::string Svg::shortened(std::string_view text, double most, double fontSize) {
    if (textWidth(text, fontSize) <= most)
        return std::string(text);
    std::size_t end = text.size();
    const auto isContinuation = [&](std::size_t at) {
        return (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
    };
    while (end > 0 && textWidth(text.substr(0, end), fontSize) + fontSize > most) {
        --end;
        while (end > 0 && isContinuation(end))
            --end;
    }
    return std::string(text.substr(0, end)) + "…";
}

double Svg::textWidth(std::string_view text, double fontSize) {
    std::size_t characters = 0;
    for (const char byte : text)
        if ((static_cast<unsigned char>(byte) & 0xC0U) != 0x80U)
            ++characters;
    return static_cast<double>(characters) * fontSize * 0.57;
}

} // namespace twinvirt::bench
