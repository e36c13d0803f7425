#include "benchmark/result/json_fields.h"

namespace twinvirt::bench {

namespace {

/// What is absent is left out.
template <typename T>
void put(Json& json, const char* name, const std::optional<T>& value) {
    if (value)
        json[name] = *value;
}

template <typename T>
void get(const Json& json, const char* name, std::optional<T>& value) {
    if (json.contains(name))
        value = json.at(name).get<T>();
}

/// One list of the fields, for both directions.
template <typename Field, typename Reading>
void mapReading(Reading& reading, Field field) {
    field("stealTicks", reading.stealTicks);
    field("totalTicks", reading.totalTicks);
    field("cpuPressure", reading.cpuPressure);
    field("memoryPressure", reading.memoryPressure);
    field("ioPressure", reading.ioPressure);
    field("pagesSwappedIn", reading.pagesSwappedIn);
    field("load1", reading.load1);
    field("cpus", reading.cpus);
    field("clockSource", reading.clockSource);
    field("megahertz", reading.megahertz);
}

template <typename Field, typename Window>
void mapWindow(Window& window, Field field) {
    field("stealFraction", window.stealFraction);
    field("pagesSwappedIn", window.pagesSwappedIn);
    field("clockSourceChanged", window.clockSourceChanged);
    field("megahertzRatio", window.megahertzRatio);
}

} // namespace

Json noiseToJson(const RunNoise& noise) {
    Json before = Json::object();
    Json window = Json::object();
    mapReading(noise.before,
               [&](const char* name, const auto& value) { put(before, name, value); });
    mapWindow(noise.window, [&](const char* name, const auto& value) { put(window, name, value); });
    return {{"before", std::move(before)}, {"window", std::move(window)}};
}

RunNoise noiseFromJson(const Json& json) {
    RunNoise noise;
    mapReading(noise.before,
               [&](const char* name, auto& value) { get(json.at("before"), name, value); });
    mapWindow(noise.window,
              [&](const char* name, auto& value) { get(json.at("window"), name, value); });
    return noise;
}

Json gatesToJson(const Gates& gates) {
    Json json{{"steal", gates.steal},
              {"pressure", gates.pressure},
              {"loadPerCpu", gates.loadPerCpu},
              {"swapIn", gates.swapIn},
              {"severeOutliers", gates.severeOutliers},
              {"clockDisagreement", gates.clockDisagreement}};
    put(json, "drift", gates.drift);
    return json;
}

Gates gatesFromJson(const Json& json) {
    Gates gates;
    gates.steal = json.at("steal");
    gates.pressure = json.at("pressure");
    gates.loadPerCpu = json.at("loadPerCpu");
    gates.swapIn = json.at("swapIn");
    gates.severeOutliers = json.at("severeOutliers");
    gates.clockDisagreement = json.at("clockDisagreement");
    get(json, "drift", gates.drift);
    return gates;
}

} // namespace twinvirt::bench
