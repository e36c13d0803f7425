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
    field("totalTicks", window.totalTicks);
    field("megahertz", window.megahertz);
}

} // namespace

Json windowToJson(const NoiseWindow& window) {
    Json json = Json::object();
    mapWindow(window, [&](const char* name, const auto& value) { put(json, name, value); });
    return json;
}

NoiseWindow windowFromJson(const Json& json) {
    NoiseWindow window;
    mapWindow(window, [&](const char* name, auto& value) { get(json, name, value); });
    return window;
}

Json noiseToJson(const RunNoise& noise) {
    Json before = Json::object();
    mapReading(noise.before,
               [&](const char* name, const auto& value) { put(before, name, value); });
    Json json{{"before", std::move(before)}, {"window", windowToJson(noise.window)}};
    if (const auto& drift = noise.frequencyDrift)
        json["frequencyDrift"] = {
            {"estimate", drift->estimate}, {"low", drift->low}, {"high", drift->high}};
    return json;
}

RunNoise noiseFromJson(const Json& json) {
    RunNoise noise;
    mapReading(noise.before,
               [&](const char* name, auto& value) { get(json.at("before"), name, value); });
    noise.window = windowFromJson(json.at("window"));
    if (json.contains("frequencyDrift")) {
        const Json& drift = json.at("frequencyDrift");
        noise.frequencyDrift = Interval{drift.at("estimate"), drift.at("low"), drift.at("high")};
    }
    return noise;
}

Json gatesToJson(const Gates& gates) {
    Json json{{"steal", gates.steal},
              {"pressure", gates.pressure},
              {"loadPerCpu", gates.loadPerCpu},
              {"swapIn", gates.swapIn},
              {"severeOutliers", gates.severeOutliers},
              {"clockDisagreement", gates.clockDisagreement},
              {"frequency", gates.frequency},
              {"shortestMs", gates.shortestMs}};
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
    gates.frequency = json.value("frequency", gates.frequency);
    gates.shortestMs = json.value("shortestMs", gates.shortestMs);
    get(json, "drift", gates.drift);
    return gates;
}

} // namespace twinvirt::bench
