#include "benchmark/spec/citation.h"

#include "benchmark/spec/formats.h"

#include <algorithm>

namespace twinvirt::bench {
namespace {

const CitationUnit* findUnit(std::string_view name) {
    const auto found = std::ranges::find(unitsOfCitations(), name, &CitationUnit::name);
    return found == unitsOfCitations().end() ? nullptr : &*found;
}

std::optional<double> figureOf(const Citation& citation, std::string_view armType) {
    if (armType == "host")
        return citation.native;
    if (armType == "lxc")
        return citation.container;
    if (armType == "kvm")
        return citation.vm;
    return std::nullopt;
}

/// One of the names of a list, which the error says.
template <typename List, typename Name>
XmlFormat<std::string> nameOf(const List& list, Name name) {
    std::string known;
    for (const auto& entry : list)
        known += (known.empty() ? "'" : ", '") + std::string(entry.*name) + "'";
    return {[&list, name](std::string_view text) -> std::optional<std::string> {
                if (std::ranges::find(list, text, name) == list.end())
                    return std::nullopt;
                return std::string(text);
            },
            [](const std::string& text) { return text; }, "one of " + known};
}

std::optional<double> readFigure(std::string_view text) {
    constexpr std::size_t digits = 6;
    const auto value = decimal(text, digits);
    return value && *value > 0 ? value : std::nullopt;
}

XmlFormat<double> figure() {
    return {readFigure, numberText,
            "a number above 0 of at most 6 digits on each side of the point"};
}

} // namespace

const std::vector<CitationUnit>& unitsOfCitations() {
    static const std::vector<CitationUnit> all{
        {"ns", false},  {"µs", false},  {"ms", false},  {"s", false},   {"MB", false},
        {"MiB", false}, {"%", false},   {"KB/s", true}, {"MB/s", true}, {"MiB/s", true},
        {"GB/s", true}, {"Mb/s", true}, {"Gb/s", true}, {"IOPS", true}, {"GFLOPS", true},
        {"GUPS", true}, {"1/s", true},
    };
    return all;
}

std::optional<double> publishedRatio(const Citation& citation, std::string_view armType,
                                     std::string_view referenceType) {
    const Source* source = findSource(citation.ref);
    const CitationUnit* unit = findUnit(citation.unit);
    const auto figure = figureOf(citation, armType);
    const auto reference = figureOf(citation, referenceType);
    const bool comparable = armType != referenceType && figure && reference;
    if (source == nullptr || !source->read || unit == nullptr || !comparable || *figure <= 0 ||
        *reference <= 0)
        return std::nullopt;
    return unit->moreIsBetter ? *reference / *figure : *figure / *reference;
}

std::string citationText(const Citation& citation) {
    const Source* source = findSource(citation.ref);
    std::string figures;
    const auto add = [&](const char* kind, const std::optional<double>& value) {
        if (value)
            figures += (figures.empty() ? "" : ", ") + std::string(kind) + " " +
                       numberText(*value) + " " + citation.unit;
    };
    add("native", citation.native);
    add("container", citation.container);
    add("virtual machine", citation.vm);
    std::string text =
        source == nullptr ? citation.ref : source->authors + " " + std::to_string(source->year);
    if (!citation.what.empty())
        text += " (" + citation.what + ")";
    if (!figures.empty())
        text += ": " + figures;
    text += ".";
    if (source == nullptr)
        return text + " This twinsh does not know the source.";
    text += " " + source->title + ", " + source->where + ". Measured on: " + source->setup + ".";
    if (!source->read && !figures.empty())
        text += " These figures come from notes on the publication and are not drawn.";
    return text;
}

void mapXml(XmlMapping& xml, Citation& citation) {
    citation.line = xml.line();
    std::optional<std::string> metric;
    std::optional<std::string> what;
    std::optional<std::string> unit;
    if (!xml.reading()) {
        const auto unlessEmpty = [](const std::string& text) {
            return text.empty() ? std::nullopt : std::optional(text);
        };
        metric = unlessEmpty(citation.metric);
        what = unlessEmpty(citation.what);
        unit = unlessEmpty(citation.unit);
    }
    xml.attribute("ref", citation.ref, nameOf(sources(), &Source::ref));
    xml.attribute("metric", metric, someText());
    xml.attribute("what", what, someText());
    xml.attribute("native", citation.native, figure());
    xml.attribute("container", citation.container, figure());
    xml.attribute("vm", citation.vm, figure());
    xml.attribute("unit", unit, nameOf(unitsOfCitations(), &CitationUnit::name));
    if (!xml.reading())
        return;
    citation.metric = metric.value_or("");
    citation.what = what.value_or("");
    citation.unit = unit.value_or("");
    const bool figures = citation.native || citation.container || citation.vm;
    if (figures && citation.unit.empty())
        xml.fail("figures need a unit");
    if (!figures && !citation.unit.empty())
        xml.fail("unit: there is no figure; expected native, container or vm");
}

} // namespace twinvirt::bench
