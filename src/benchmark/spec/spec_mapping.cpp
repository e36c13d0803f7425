#include "benchmark/spec/spec_mapping.h"

#include "benchmark/spec/kernel_catalog.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <iterator>
#include <sstream>

namespace twinvirt::bench {

static bool isIdentifier(std::string_view text) {
    constexpr std::size_t longest = 32;
    const auto isPart = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    };
    return !text.empty() && text.size() <= longest && text.front() != '-' && text.back() != '-' &&
           std::all_of(text.begin(), text.end(), isPart);
}

/// It becomes part of the names of domains.
static XmlFormat<std::string> identifier() {
    return {[](std::string_view text) -> std::optional<std::string> {
                if (!isIdentifier(text))
                    return std::nullopt;
                return std::string(text);
            },
            [](const std::string& text) { return text; },
            "1 to 32 lower-case letters, digits and hyphens, no hyphen at the ends"};
}

/// At most 4 digits on each side of the point: "120", "0.5".
static std::optional<double> smallNumber(std::string_view text) {
    constexpr std::size_t digits = 4;
    const auto point = text.find('.');
    const auto isNumber = [](std::string_view part) {
        return !part.empty() && part.size() <= digits &&
               part.find_first_not_of("0123456789") == std::string_view::npos;
    };
    if (!isNumber(text.substr(0, point)) ||
        (point != std::string_view::npos && !isNumber(text.substr(point + 1))))
        return std::nullopt;
    double value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

static std::string numberText(double value) {
    std::string text(32, '\0');
    text.resize(static_cast<std::size_t>(std::snprintf(text.data(), text.size(), "%g", value)));
    return text;
}

/// A number with its unit: "120s", "5%"; the value is the number times `scale`.
static XmlFormat<double> withUnit(char unit, double scale, const char* expected) {
    return {[unit, scale](std::string_view text) -> std::optional<double> {
                if (text.empty() || text.back() != unit)
                    return std::nullopt;
                const auto number = smallNumber(text.substr(0, text.size() - 1));
                if (!number)
                    return std::nullopt;
                return *number * scale;
            },
            [unit, scale](const double& value) { return numberText(value / scale) + unit; },
            expected};
}

static XmlFormat<double> seconds() {
    return withUnit('s', 1, "a number of seconds such as '120s'");
}

/// "5min" or "90s", in seconds; 0 is no budget.
static XmlFormat<double> budget() {
    return {[](std::string_view text) -> std::optional<double> {
                constexpr std::string_view minutes = "min";
                if (text.ends_with(minutes)) {
                    const auto number = smallNumber(text.substr(0, text.size() - minutes.size()));
                    return number ? std::optional(*number * 60) : std::nullopt;
                }
                return seconds().read(text);
            },
            [](const double& value) { return numberText(value) + "s"; },
            "a time such as '10min' or '90s'"};
}

void mapXml(XmlMapping& xml, ImageSpec& image) {
    xml.attribute("id", image.id, identifier());
    xml.attribute("template", image.treeTemplate, oneOf({"busybox"}));
}

void mapXml(XmlMapping& xml, ArmSpec& arm) {
    arm.line = xml.line();
    xml.attribute("name", arm.name, identifier());
    xml.attribute("type", arm.type, oneOf({"host", "lxc", "kvm"}));
    xml.attribute("title", arm.title, someText());
    if (arm.isHost())
        return;
    xml.attribute("domain", arm.domainFile, someText());
    xml.attribute("image", arm.image, identifier());
    xml.attribute(
        "use", arm.use,
        wordFor<ImageUse>({{"root", ImageUse::root}, {"initramfs", ImageUse::initramfs}}));
    xml.attributeOr("accel", arm.acceleration, Acceleration::automatic,
                    wordFor<Acceleration>({{"auto", Acceleration::automatic},
                                           {"kvm", Acceleration::kvm},
                                           {"tcg", Acceleration::tcg}}));
}

static void mapDesign(XmlMapping& xml, BenchmarkSpec& spec) {
    xml.attributeOr("rounds", spec.rounds, 20U, numberBetween(1U, 1000U));
    xml.attributeOr("warmup", spec.warmup, 2U, numberBetween(0U, 100U));
    xml.attributeOr("equivalence", spec.equivalence, 0.05,
                    withUnit('%', 0.01, "a percentage such as '5%'"));
    xml.attributeOr("control", spec.control, false, wordFor<bool>({{"none", false}, {"aa", true}}));
    xml.attributeOr("budget", spec.budgetSeconds, 0.0, budget());
}

static XmlFormat<double> plainNumber() {
    return {[](std::string_view text) { return smallNumber(text); }, numberText,
            "a number such as '0.5'"};
}

/// <gates steal='1%' psi='10' load='0.5' wait='60s'/>
static void mapGates(XmlMapping& xml, BenchmarkSpec& spec) {
    const Gates usual;
    xml.attributeOr("steal", spec.gates.steal, usual.steal,
                    withUnit('%', 0.01, "a percentage such as '1%'"));
    xml.attributeOr("psi", spec.gates.pressure, usual.pressure, plainNumber());
    xml.attributeOr("load", spec.gates.loadPerCpu, usual.loadPerCpu, plainNumber());
    xml.attributeOr("wait", spec.quietSeconds, 60.0, seconds());
}

static void mapBoot(XmlMapping& xml, ScenarioSpec& scenario) {
    xml.attribute("count", scenario.count, numberBetween(1U, 1000U));
    xml.attribute("marker", scenario.readyMarker, someText());
    xml.attributeOr("timeout", scenario.timeoutSeconds, 120.0, seconds());
    xml.attributeOr("hold", scenario.holdSeconds, 2.0, seconds());
}

static XmlFormat<std::string> kernelName() {
    std::string names;
    for (const Kernel& known : kernelCatalog())
        names += (names.empty() ? "'" : ", '") + known.name + "'";
    return {[](std::string_view text) -> std::optional<std::string> {
                if (findKernel(text) == nullptr)
                    return std::nullopt;
                return std::string(text);
            },
            [](const std::string& text) { return text; }, "one of " + names};
}

/// <kernel name='triad'/>
static void mapKernel(XmlMapping& xml, std::string& kernel) {
    xml.attribute("name", kernel, kernelName());
}

static std::vector<std::string> wordsOf(const std::string& text) {
    std::istringstream stream(text);
    return {std::istream_iterator<std::string>(stream), {}};
}

static void mapProbe(XmlMapping& xml, ScenarioSpec& scenario) {
    ProbeSpec& probe = scenario.probe;
    scenario.readyMarker = probeReadyMarker;
    xml.attributeOr("batches", probe.batches, 5U, numberBetween(1U, 100U));
    xml.attributeOr("batch-ms", probe.batchMs, 50U, numberBetween(5U, 10000U));
    xml.attributeOr("timeout", scenario.timeoutSeconds, 120.0, seconds());
    xml.elements("kernel", probe.kernels, mapKernel);
    if (probe.kernels.empty())
        xml.fail("expected at least one <kernel>");
}

void mapXml(XmlMapping& xml, ScenarioSpec& scenario) {
    scenario.line = xml.line();
    std::optional<std::string> arms;
    xml.attribute("name", scenario.name, identifier());
    xml.attribute("title", scenario.title, someText());
    xml.attribute("arms", arms, someText());
    if (arms)
        scenario.arms = wordsOf(*arms);
    xml.elements("cite", scenario.citations);
    unsigned works = 0;
    xml.part("boot", Presence::optional, [&](XmlMapping& boot) {
        ++works;
        mapBoot(boot, scenario);
    });
    xml.part("probe", Presence::optional, [&](XmlMapping& probe) {
        ++works;
        mapProbe(probe, scenario);
    });
    if (xml.reading() && works != 1)
        xml.fail("expected one of <boot> and <probe>");
}

void mapXml(XmlMapping& xml, BenchmarkSpec& spec) {
    std::string version = "1";
    std::optional<std::string> description = spec.description;
    xml.attribute("name", spec.name, identifier());
    xml.attribute("version", version, oneOf({"1"}));
    xml.textElement("title", spec.title, someText());
    xml.textElement("description", description, someText());
    xml.elements("image", spec.images);
    xml.part("arms", Presence::required, [&](XmlMapping& arms) {
        spec.armsLine = arms.line();
        arms.attribute("baseline", spec.baseline, identifier());
        arms.elements("arm", spec.arms);
    });
    xml.part("design", Presence::optional, [&](XmlMapping& design) { mapDesign(design, spec); });
    xml.part("gates", Presence::optional, [&](XmlMapping& gates) { mapGates(gates, spec); });
    xml.elements("scenario", spec.scenarios);
    spec.description = description.value_or("");
}

} // namespace twinvirt::bench
