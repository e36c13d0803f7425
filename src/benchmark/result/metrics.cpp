#include "benchmark/result/metrics.h"

#include "benchmark/result/work_figures.h"

#include <algorithm>

namespace twinvirt::bench {

static const std::vector<const WorkFigures*>& workFigures() {
    static const std::vector<const WorkFigures*> all{
        &bootFigures,      &togetherFigures,   &packFigures,     &footprintFigures,
        &rebootFigures,    &deleteFigures,     &snapshotFigures, &probeFigures,
        &neighbourFigures, &mechanismsFigures, &networkFigures,  &toolFigures};
    return all;
}

Pairing pairingOf(const Scenario& scenario) {
    const WorkFigures* work = workFiguresOf(scenario);
    return work == nullptr ? Pairing::everyOther : work->pairing;
}

const WorkFigures* workFiguresOf(const Scenario& scenario) {
    const auto found = std::ranges::find(workFigures(), scenario.work, &WorkFigures::work);
    return found == workFigures().end() ? nullptr : *found;
}

bool showsReadyOverInstances(const Scenario& scenario) {
    const WorkFigures* work = workFiguresOf(scenario);
    return work != nullptr && work->readyOverInstances != nullptr &&
           work->readyOverInstances(scenario);
}

const std::vector<Metric>& metrics() {
    static const std::vector<Metric> all = [] {
        std::vector<Metric> list;
        for (const WorkFigures* work : workFigures())
            list.insert(list.end(), work->metrics().begin(), work->metrics().end());
        return list;
    }();
    return all;
}

std::vector<const Metric*> metricsOf(const Scenario& scenario) {
    const WorkFigures* work = workFiguresOf(scenario);
    std::vector<const Metric*> list;
    if (work == nullptr)
        return list;
    if (work->ofScenario == nullptr) {
        for (const Metric& metric : work->metrics())
            list.push_back(findMetric(metric.id));
        return list;
    }
    for (const std::string& id : work->ofScenario(scenario))
        if (const Metric* metric = findMetric(id))
            list.push_back(metric);
    return list;
}

const Metric* findMetric(const std::string& id) {
    const auto found = std::ranges::find(metrics(), id, &Metric::id);
    return found == metrics().end() ? nullptr : &*found;
}

Metric blockMetric(const std::string& id, const BlockMetricWords& words) {
    Metric metric;
    metric.id = id;
    metric.less = words.less;
    metric.more = words.more;
    metric.same = words.same;
    metric.thing = words.thing;
    metric.lessWord = "less";
    metric.moreWord = "more";
    metric.perBlock = true;
    metric.values = [id](const Block& block) { return figureOf(block, id); };
    return metric;
}

std::vector<double> figureOf(const Block& block, std::string_view metric) {
    for (const Figure& figure : block.figures)
        if (figure.metric == metric)
            return figure.values;
    return {};
}

} // namespace twinvirt::bench
