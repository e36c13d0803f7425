#include "benchmark/spec/spec_mapping.h"

#include "benchmark/spec/external_tools.h"
#include "benchmark/spec/formats.h"
#include "benchmark/spec/works.h"

#include <algorithm>
#include <iterator>
#include <sstream>

namespace twinvirt::bench {

void mapXml(XmlMapping& xml, ImageSpec& image) {
    xml.attribute("id", image.id, identifier());
    xml.attribute("template", image.treeTemplate, oneOf({"busybox"}));
}

/// every='4': in the first measured round, and then in every fourth.
static XmlFormat<unsigned> everyRound() {
    return numberBetween(1U, 100U);
}

static XmlFormat<ImageUse> imageUse() {
    return wordFor<ImageUse>(
        {{"root", ImageUse::root}, {"initramfs", ImageUse::initramfs}, {"disk", ImageUse::disk}});
}

static XmlFormat<std::string> toolName() {
    std::string names;
    for (const std::string& known : externalTools())
        names += (names.empty() ? "'" : ", '") + known + "'";
    return {[](std::string_view text) -> std::optional<std::string> {
                const auto found = std::ranges::find(externalTools(), text);
                return found == externalTools().end() ? std::nullopt : std::optional(*found);
            },
            [](const std::string& text) { return text; }, "one of " + names};
}

/// A container that a tool of others runs: its root is always the tree itself.
static void mapExternalArm(XmlMapping& xml, ArmSpec& arm) {
    std::optional<std::string> domain;
    if (!arm.domainFile.empty())
        domain = arm.domainFile;
    xml.attribute("tool", arm.tool, toolName());
    xml.attribute("domain", domain, someText());
    xml.attribute("image", arm.image, identifier());
    arm.domainFile = domain.value_or("");
}

static void mapImage(XmlMapping& xml, ArmSpec& arm) {
    xml.attribute("image", arm.image, identifier());
    xml.attribute("use", arm.use, imageUse());
}

/// A container may do without an image: then its root is what its definition says.
static void mapOwnRoot(XmlMapping& xml, ArmSpec& arm) {
    if (!xml.reading() && !arm.image.empty())
        return mapImage(xml, arm);
    std::optional<std::string> image;
    std::optional<ImageUse> use;
    xml.attribute("image", image, identifier());
    xml.attribute("use", use, imageUse());
    if (image.has_value() != use.has_value())
        xml.fail("image and use: expected both or, for the root that the definition says, none");
    arm.image = image.value_or("");
    arm.use = use.value_or(ImageUse::root);
}

void mapXml(XmlMapping& xml, ArmSpec& arm) {
    arm.line = xml.line();
    xml.attribute("name", arm.name, identifier());
    xml.attribute("type", arm.type, oneOf({"host", "lxc", "kvm", "external"}));
    xml.attribute("title", arm.title, someText());
    xml.attributeOr("every", arm.every, 1U, everyRound());
    if (arm.isHost()) {
        std::optional<std::vector<std::string>> isolation;
        if (!arm.isolation.empty())
            isolation = arm.isolation;
        xml.attribute("isolation", isolation,
                      someOf({"pid", "mount", "uts", "ipc", "net", "cgroup"}));
        arm.isolation = isolation.value_or(std::vector<std::string>());
        return;
    }
    if (arm.isExternal())
        return mapExternalArm(xml, arm);
    xml.attribute("domain", arm.domainFile, someText());
    if (arm.type == "lxc")
        mapOwnRoot(xml, arm);
    else
        mapImage(xml, arm);
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
    xml.attributeOr("budget", spec.budgetSeconds, 0.0, minutesOrSeconds());
    xml.attributeOr("stop", spec.stopWidth, 0.0, withUnit('%', 0.01, "a percentage such as '5%'"));
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

static std::vector<std::string> wordsOf(const std::string& text) {
    std::istringstream stream(text);
    return {std::istream_iterator<std::string>(stream), {}};
}

void mapXml(XmlMapping& xml, ScenarioSpec& scenario) {
    scenario.line = xml.line();
    std::optional<std::string> arms;
    xml.attribute("name", scenario.name, identifier());
    xml.attribute("title", scenario.title, someText());
    xml.attribute("arms", arms, someText());
    xml.attributeOr("every", scenario.every, 1U, everyRound());
    if (arms)
        scenario.arms = wordsOf(*arms);
    xml.elements("cite", scenario.citations);
    unsigned found = 0;
    std::string names;
    for (const Work& work : works()) {
        names += (names.empty() ? "<" : ", <") + std::string(work.name) + ">";
        if (!xml.reading() && work.name != scenario.work)
            continue;
        xml.part(work.name, Presence::optional, [&](XmlMapping& element) {
            ++found;
            scenario.work = work.name;
            work.map(element, scenario);
        });
    }
    if (xml.reading() && found != 1)
        xml.fail("expected one of " + names);
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
