#include "benchmark/spec/read_spec.h"

#include "benchmark/result/metrics.h"
#include "benchmark/spec/describe_scenario.h"
#include "benchmark/spec/spec_mapping.h"
#include "benchmark/spec/works.h"
#include "util/atomic_file.h"
#include "xml/xml_document.h"

#include <algorithm>
#include <fnmatch.h>
#include <numeric>
#include <set>

namespace twinvirt::bench {

static Error wrong(const BenchmarkSpec& spec, int line, const std::string& element,
                   const std::string& what) {
    return {ErrorCode::xmlError,
            spec.fileName + ":" + std::to_string(line) + ": <" + element + ">: " + what};
}

static std::string armNames(const BenchmarkSpec& spec) {
    std::string names;
    for (const ArmSpec& arm : spec.arms)
        names += (names.empty() ? "'" : ", '") + arm.name + "'";
    return names;
}

static Result<void> checkArm(const BenchmarkSpec& spec, const ArmSpec& arm) {
    if (arm.isHost() || arm.hasOwnRoot())
        return {};
    const bool imageExists =
        std::any_of(spec.images.begin(), spec.images.end(),
                    [&](const ImageSpec& image) { return image.id == arm.image; });
    if (!imageExists)
        return wrong(spec, arm.line, "arm",
                     "image '" + arm.image + "' is not one of the <image> elements");
    if (arm.type == "lxc" && arm.use == ImageUse::initramfs)
        return wrong(spec, arm.line, "arm",
                     "a container has no initramfs; expected use='root' or use='disk'");
    if (arm.type == "kvm" && arm.use == ImageUse::root)
        return wrong(spec, arm.line, "arm",
                     "a machine cannot have a directory as its root; expected use='initramfs', or "
                     "use='disk' for the same tree on a disk");
    return {};
}

/// Of an arm that repeats no other one.
static bool includes(const ScenarioSpec& scenario, const ArmSpec& arm) {
    const bool named =
        scenario.arms.empty() || std::ranges::find(scenario.arms, arm.name) != scenario.arms.end();
    const bool can = arm.isHost()       ? workOf(scenario).hostCan
                     : arm.isExternal() ? scenario.work == bootWork.name
                     : arm.hasOwnRoot() ? !bootsProbe(payloadOf(scenario))
                                        : true;
    return arm.controlOf.empty() && named && can;
}

static bool hasArms(const BenchmarkSpec& spec, const ScenarioSpec& scenario) {
    return std::ranges::any_of(spec.arms,
                               [&](const ArmSpec& arm) { return includes(scenario, arm); });
}

/// The ids of what the scenario measures.
static std::vector<std::string> metricIds(const ScenarioSpec& scenario) {
    std::vector<std::string> ids;
    for (const Metric* metric : metricsOf(describeScenario(scenario)))
        ids.push_back(metric->id);
    return ids;
}

static Result<void> checkCitations(const BenchmarkSpec& spec, const ScenarioSpec& scenario) {
    const auto ids = metricIds(scenario);
    for (const Citation& citation : scenario.citations) {
        if (citation.metric.empty() || std::ranges::find(ids, citation.metric) != ids.end())
            continue;
        std::string known;
        for (const std::string& id : ids)
            known += (known.empty() ? "'" : ", '") + id + "'";
        return wrong(spec, citation.line, "cite",
                     "metric: '" + citation.metric +
                         "' is not measured by the scenario; expected one of " + known);
    }
    return {};
}

static Result<void> checkScenario(const BenchmarkSpec& spec, const ScenarioSpec& scenario) {
    for (const std::string& name : scenario.arms) {
        const auto arm = std::ranges::find(spec.arms, name, &ArmSpec::name);
        if (arm == spec.arms.end())
            return wrong(spec, scenario.line, "scenario",
                         "arms: '" + name + "' is no arm; expected some of " + armNames(spec));
        if (arm->isHost() && !workOf(scenario).hostCan)
            return wrong(spec, scenario.line, "scenario",
                         "arms: '" + name + "' is a host, which cannot be booted");
        if (arm->hasOwnRoot() && bootsProbe(payloadOf(scenario)))
            return wrong(spec, scenario.line, "scenario",
                         "arms: '" + name +
                             "' has no image, so that the probe cannot be put into its root; give "
                             "the arm image='…' use='root'");
        if (arm->isExternal() && scenario.work != bootWork.name)
            return wrong(spec, scenario.line, "scenario",
                         "arms: '" + name +
                             "' is a container of another tool, which can only take part in "
                             "scenarios of <boot>");
    }
    if (!hasArms(spec, scenario))
        return wrong(spec, scenario.line, "scenario", "no arm can take part in it");
    return checkCitations(spec, scenario);
}

static Result<void> checkScenarios(const BenchmarkSpec& spec) {
    std::set<std::string> names;
    for (const ScenarioSpec& scenario : spec.scenarios) {
        if (!names.insert(scenario.name).second)
            return wrong(spec, scenario.line, "scenario",
                         "there is another scenario of the name '" + scenario.name + "'");
        TRY(checkScenario(spec, scenario));
    }
    if (names.empty())
        return wrong(spec, 1, "benchmark", "there is no <scenario>: nothing to measure");
    return {};
}

/// Narrow intervals end a run only where every pair has as many rounds as that takes.
static Result<void> checkStop(const BenchmarkSpec& spec) {
    const auto rare = [](const auto& part) { return part.every > 1; };
    if (spec.stopWidth > 0 &&
        (std::ranges::any_of(spec.arms, rare) || std::ranges::any_of(spec.scenarios, rare)))
        return wrong(spec, 1, "design",
                     "stop: not together with every='…' of an arm or a scenario, which has too "
                     "few rounds when the others have enough; expected one of the two");
    return {};
}

static Result<void> checkSpec(const BenchmarkSpec& spec) {
    std::set<std::string> names;
    for (const ArmSpec& arm : spec.arms) {
        if (!names.insert(arm.name).second)
            return wrong(spec, arm.line, "arm",
                         "there is another arm of the name '" + arm.name + "'");
        TRY(checkArm(spec, arm));
    }
    if (!names.contains(spec.baseline))
        return wrong(spec, spec.armsLine, "arms",
                     "baseline '" + spec.baseline + "' is no arm; expected one of " +
                         armNames(spec));
    TRY(checkStop(spec));
    return checkScenarios(spec);
}

Result<BenchmarkSpec> parseBenchmarkSpec(const std::string& fileName, const std::string& xml) {
    const XmlDocument document = TRY(XmlDocument::parse({fileName, xml}));
    BenchmarkSpec spec;
    spec.fileName = fileName;
    spec.xml = xml;
    TRY(readXml(document, XmlVocabulary(), "benchmark", spec));
    TRY(checkSpec(spec));
    return spec;
}

Result<BenchmarkSpec> readBenchmarkSpec(const std::string& fileName) {
    return parseBenchmarkSpec(fileName, TRY(readFile(fileName)));
}

std::string domainPath(const BenchmarkSpec& spec, const ArmSpec& arm) {
    const auto slash = spec.fileName.rfind('/');
    if (arm.domainFile.starts_with('/') || slash == std::string::npos)
        return arm.domainFile;
    return spec.fileName.substr(0, slash + 1) + arm.domainFile;
}

Result<void> keepArms(BenchmarkSpec& spec, const std::vector<std::string>& names) {
    for (const std::string& name : names)
        if (std::none_of(spec.arms.begin(), spec.arms.end(),
                         [&](const ArmSpec& arm) { return arm.name == name; }))
            return Error{ErrorCode::invalidArgument, "no arm '" + name + "' in '" + spec.fileName +
                                                         "'; it has " + armNames(spec)};
    std::erase_if(spec.arms, [&](const ArmSpec& arm) {
        return std::find(names.begin(), names.end(), arm.name) == names.end();
    });
    if (spec.arms.empty())
        return Error{ErrorCode::invalidArgument, "no arm is left to run"};
    if (std::find(names.begin(), names.end(), spec.baseline) == names.end())
        spec.baseline = spec.arms.front().name;
    std::erase_if(spec.scenarios,
                  [&](const ScenarioSpec& scenario) { return !hasArms(spec, scenario); });
    if (spec.scenarios.empty())
        return Error{ErrorCode::invalidArgument,
                     "no scenario is left to run: the arms that are left take part in none"};
    return {};
}

static bool matches(const std::string& pattern, const std::string& name) {
    return ::fnmatch(pattern.c_str(), name.c_str(), 0) == 0;
}

Result<void> keepScenarios(BenchmarkSpec& spec, const std::vector<std::string>& patterns) {
    for (const std::string& pattern : patterns)
        if (std::ranges::none_of(spec.scenarios, [&](const ScenarioSpec& scenario) {
                return matches(pattern, scenario.name);
            })) {
            std::string known;
            for (const ScenarioSpec& scenario : spec.scenarios)
                known += (known.empty() ? "'" : ", '") + scenario.name + "'";
            return Error{ErrorCode::invalidArgument, "no scenario '" + pattern + "' in '" +
                                                         spec.fileName + "'; it has " + known};
        }
    std::erase_if(spec.scenarios, [&](const ScenarioSpec& scenario) {
        return std::ranges::none_of(
            patterns, [&](const std::string& pattern) { return matches(pattern, scenario.name); });
    });
    if (spec.scenarios.empty())
        return Error{ErrorCode::invalidArgument, "no scenario is left to run"};
    std::erase_if(spec.arms, [&](const ArmSpec& arm) {
        return std::ranges::none_of(
            spec.scenarios, [&](const ScenarioSpec& scenario) { return includes(scenario, arm); });
    });
    if (std::ranges::find(spec.arms, spec.baseline, &ArmSpec::name) == spec.arms.end())
        spec.baseline = spec.arms.front().name;
    return {};
}

void addControls(BenchmarkSpec& spec) {
    if (!spec.control)
        return;
    // Each scenario has an arm that the others are compared with first: that one is repeated.
    std::vector<ArmSpec> controls;
    for (const ScenarioSpec& scenario : spec.scenarios) {
        const std::string reference = referenceArm(spec, scenario);
        if (std::ranges::find(controls, reference, &ArmSpec::controlOf) != controls.end())
            continue;
        ArmSpec again = *std::ranges::find(spec.arms, reference, &ArmSpec::name);
        again.controlOf = again.name;
        again.name += "-again";
        again.title += ", again";
        controls.push_back(std::move(again));
    }
    spec.arms.insert(spec.arms.end(), controls.begin(), controls.end());
}

std::string referenceArm(const BenchmarkSpec& spec, const ScenarioSpec& scenario) {
    const auto baseline = std::ranges::find(spec.arms, spec.baseline, &ArmSpec::name);
    if (baseline != spec.arms.end() && includes(scenario, *baseline))
        return spec.baseline;
    const auto first = std::ranges::find_if(
        spec.arms, [&](const ArmSpec& arm) { return includes(scenario, arm); });
    return first == spec.arms.end() ? "" : first->name;
}

unsigned everyOf(const ScenarioSpec& scenario, const ArmSpec& arm) {
    return std::lcm(scenario.every, arm.every);
}

bool takesPart(const BenchmarkSpec& spec, const ScenarioSpec& scenario, const ArmSpec& arm) {
    if (!arm.controlOf.empty())
        return referenceArm(spec, scenario) == arm.controlOf;
    return includes(scenario, arm);
}

} // namespace twinvirt::bench
