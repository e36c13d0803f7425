#include "benchmark/spec/formats.h"
#include "benchmark/spec/measuring_tools.h"
#include "benchmark/spec/works.h"

#include <charconv>

namespace twinvirt::bench {

static XmlFormat<std::string> measuringToolName() {
    std::string names;
    for (const MeasuringTool& known : measuringTools())
        names += (names.empty() ? "'" : ", '") + std::string(known.name) + "'";
    return {[](std::string_view text) -> std::optional<std::string> {
                if (findMeasuringTool(text) == nullptr)
                    return std::nullopt;
                return std::string(text);
            },
            [](const std::string& text) { return text; }, "one of " + names};
}

static XmlFormat<unsigned> wholeSeconds() {
    return {[](std::string_view text) -> std::optional<unsigned> {
                constexpr unsigned most = 3600;
                unsigned value = 0;
                const auto [end, error] =
                    std::from_chars(text.data(), text.data() + text.size(), value);
                const bool unit =
                    error == std::errc() && end + 1 == text.data() + text.size() && *end == 's';
                return unit && value >= 1 && value <= most ? std::optional(value) : std::nullopt;
            },
            [](const unsigned& value) { return std::to_string(value) + "s"; },
            "whole seconds from 1s to 3600s"};
}

/// <tool name='fio' marker='twinvirt: ready' time='5s' timeout='60s' directory='/srv'
/// direct='yes'/>
static void mapTool(XmlMapping& xml, ScenarioSpec& scenario) {
    ToolSpec& tool = scenario.tool;
    std::optional<std::string> directory;
    if (!tool.directory.empty())
        directory = tool.directory;
    xml.attribute("name", tool.name, measuringToolName());
    xml.attribute("marker", scenario.readyMarker, someText());
    xml.attributeOr("time", tool.seconds, 5U, wholeSeconds());
    xml.attributeOr("timeout", scenario.timeoutSeconds, 60.0, seconds());
    xml.attribute("directory", directory, absolutePath());
    xml.attributeOr("direct", tool.direct, false, yesNo());
    tool.directory = directory.value_or("");
    const MeasuringTool* known = findMeasuringTool(tool.name);
    if (!xml.reading() || known == nullptr || known->usesFiles)
        return;
    if (directory || tool.direct)
        xml.fail("directory and direct: " + tool.name + " has no files");
}

static std::string brief(const ScenarioSpec& scenario) {
    return scenario.tool.name + " for " + std::to_string(scenario.tool.seconds) + " s";
}

static std::string whereOf(const ToolSpec& tool) {
    const std::string direct =
        tool.direct ? ", past the page cache (O_DIRECT)" : ", through the page cache";
    if (tool.directory.empty())
        return " The file is in memory (/tmp of the arm, /dev/shm on the host)" + direct + ".";
    return " The file is in " + tool.directory + " of each arm" + direct + ".";
}

static std::string method(const ScenarioSpec& scenario) {
    const MeasuringTool* tool = findMeasuringTool(scenario.tool.name);
    return std::string(tool->what) + ", for " + std::to_string(scenario.tool.seconds) +
           " s, by its own clock." + (tool->usesFiles ? whereOf(scenario.tool) : "") +
           " It is the program that the arm has: on the host that of PATH, in a container that of "
           "its root, where it is executed once the console has said \"" +
           scenario.readyMarker +
           "\". Arms of other trees may have other versions of it. On the host it is pinned to the "
           "CPU that an instance has. An arm without the program takes no part, nor does a "
           "machine, in which nobody executes it.";
}

constinit const Work toolWork{"tool", Payload::init, true, 0, oneAtATime, mapTool, brief, method};

} // namespace twinvirt::bench
