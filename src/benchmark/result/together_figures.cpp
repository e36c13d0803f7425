#include "benchmark/result/work_figures.h"
#include "benchmark/spec/scenario_spec.h"

#include <charconv>

namespace twinvirt::bench {

static constexpr std::string_view togetherId = "ready-together-";
static constexpr std::string_view eachId = "ready-each-";

static std::string countOf(unsigned level) {
    return level == 1 ? "1 instance" : std::to_string(level) + " instances";
}

static Metric measured(std::string id) {
    Metric metric;
    metric.unit = "ms";
    metric.lessWord = "faster";
    metric.moreWord = "slower";
    metric.values = [id](const Block& block) { return figureOf(block, id); };
    metric.id = std::move(id);
    return metric;
}

static Metric together(unsigned level) {
    const std::string instances = countOf(level);
    Metric metric = measured(std::string(togetherId) + std::to_string(level));
    metric.title = "Time until " + instances + " at once " + (level == 1 ? "is" : "are") + " ready";
    metric.method = "From the moment at which the threads that create " + instances +
                    " are let go to the last marker line that one of them prints on its console.";
    metric.less = "faster to start " + instances + " at once";
    metric.more = "slower to start " + instances + " at once";
    metric.same = "equally fast to start " + instances + " at once";
    metric.thing =
        "the time until " + instances + " at once " + (level == 1 ? "is" : "are") + " ready";
    metric.perBlock = true;
    return metric;
}

static Metric each(unsigned level) {
    const std::string instances = countOf(level);
    Metric metric = measured(std::string(eachId) + std::to_string(level));
    metric.title = "Time to ready of each of " + instances + " at once";
    metric.method = "Of each of " + instances +
                    " that start at once: from the call that creates it to the marker line that "
                    "its own init prints on its console.";
    metric.less = "faster to become ready among " + instances;
    metric.more = "slower to become ready among " + instances;
    metric.same = "equally fast to become ready among " + instances;
    metric.thing = "the time to ready among " + instances;
    return metric;
}

static const std::vector<Metric>& togetherMetrics() {
    static const std::vector<Metric> all = [] {
        std::vector<Metric> list;
        for (unsigned level = 1; level <= mostAtOnce; ++level) {
            list.push_back(together(level));
            list.push_back(each(level));
        }
        return list;
    }();
    return all;
}

static std::vector<std::string> ofScenario(const Scenario& scenario) {
    std::vector<std::string> ids;
    for (const unsigned level : scenario.levels)
        ids.push_back(std::string(togetherId) + std::to_string(level));
    for (const unsigned level : scenario.levels)
        ids.push_back(std::string(eachId) + std::to_string(level));
    return ids;
}

std::optional<unsigned> levelOf(std::string_view metric) {
    if (!metric.starts_with(togetherId))
        return std::nullopt;
    metric.remove_prefix(togetherId.size());
    unsigned level = 0;
    const auto [end, error] = std::from_chars(metric.data(), metric.data() + metric.size(), level);
    return error == std::errc() && end == metric.data() + metric.size() ? std::optional(level)
                                                                        : std::nullopt;
}

static bool always(const Scenario&) {
    return true;
}

/// The most at once says most; a sentence for each level would be too many.
static std::string headline(const Scenario& scenario) {
    return scenario.levels.empty()
               ? ""
               : std::string(togetherId) + std::to_string(scenario.levels.back());
}

constinit const WorkFigures togetherFigures{
    "start-together", togetherMetrics, ofScenario, false, true, false, false, always, headline};

} // namespace twinvirt::bench
