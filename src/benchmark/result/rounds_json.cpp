#include "benchmark/result/json_fields.h"

#include <cmath>
#include <stdexcept>

namespace twinvirt::bench {

/// Figures are written with a resolution far below what was measured: 15 digits of noise would only
/// make the file four times as long.
static double rounded(double value, double stepsPerUnit) {
    return std::round(value * stepsPerUnit) / stepsPerUnit;
}

static double microseconds(double milliseconds) {
    return rounded(milliseconds, 1e3);
}

static Json stepToJson(const BootStep& step) {
    return {{"step", step.step},
            {"phase", step.phase},
            {"startMs", microseconds(step.startMs)},
            {"durationMs", microseconds(step.durationMs)}};
}

static Json bootToJson(const Boot& boot) {
    Json json{{"instance", boot.instance},           {"start", rounded(boot.start, 1e6)},
              {"callMs", microseconds(boot.callMs)}, {"readyMs", microseconds(boot.readyMs)},
              {"cpuMs", microseconds(boot.cpuMs)},   {"steps", Json::array()}};
    for (const BootStep& step : boot.steps)
        json["steps"].push_back(stepToJson(step));
    return json;
}

static Json sampleToJson(const Sample& sample) {
    Json json{{"time", rounded(sample.time, 1e4)},
              {"moment", momentWord(sample.moment)},
              {"instances", sample.instances},
              {"usedMib", rounded(sample.usedMib, 1e3)},
              {"load1", sample.load1},
              {"cpuBusyPercent", rounded(sample.cpuBusyPercent, 1e2)}};
    if (sample.pssMib)
        json["pssMib"] = rounded(*sample.pssMib, 1e3);
    if (sample.cgroupMib)
        json["cgroupMib"] = rounded(*sample.cgroupMib, 1e3);
    return json;
}

/// A kernel's figures span from nanoseconds to seconds: seven digits of each.
static double sevenDigits(double value) {
    if (value == 0 || !std::isfinite(value))
        return value;
    const double steps = std::pow(10, 6 - std::floor(std::log10(std::abs(value))));
    return std::round(value * steps) / steps;
}

static Json valuesToJson(const std::vector<double>& values) {
    Json json = Json::array();
    for (const double value : values)
        json.push_back(sevenDigits(value));
    return json;
}

static Json kernelToJson(const KernelRun& run) {
    Json json{{"kernel", run.kernel},
              {"insideMs", microseconds(run.insideMs)},
              {"outsideMs", microseconds(run.outsideMs)},
              {"values", valuesToJson(run.values)}};
    if (run.totalTicks && run.stealTicks) {
        json["totalTicks"] = *run.totalTicks;
        json["stealTicks"] = *run.stealTicks;
    }
    return json;
}

static KernelRun kernelFromJson(const Json& json) {
    KernelRun run;
    run.kernel = json.at("kernel");
    run.insideMs = json.at("insideMs");
    run.outsideMs = json.at("outsideMs");
    run.values = json.at("values").get<std::vector<double>>();
    if (json.contains("totalTicks")) {
        run.totalTicks = json.at("totalTicks").get<std::uint64_t>();
        run.stealTicks = json.at("stealTicks").get<std::uint64_t>();
    }
    return run;
}

static Json blockToJson(const Block& block) {
    Json json{{"scenario", block.scenario},
              {"arm", block.arm},
              {"start", rounded(block.start, 1e6)},
              {"end", rounded(block.end, 1e6)},
              {"boots", Json::array()},
              {"deleteMs", Json::array()},
              {"samples", Json::array()}};
    for (const Boot& boot : block.boots)
        json["boots"].push_back(bootToJson(boot));
    for (const double milliseconds : block.deleteMs)
        json["deleteMs"].push_back(microseconds(milliseconds));
    for (const Sample& sample : block.samples)
        json["samples"].push_back(sampleToJson(sample));
    for (const KernelRun& run : block.kernels)
        json["kernels"].push_back(kernelToJson(run));
    for (const Figure& figure : block.figures)
        json["figures"].push_back(
            {{"metric", figure.metric}, {"values", valuesToJson(figure.values)}});
    return json;
}

Json roundsToJson(const std::vector<Round>& rounds) {
    Json json = Json::array();
    for (const Round& round : rounds) {
        Json entry{{"number", round.number},
                   {"warmup", round.warmup},
                   {"complete", round.complete},
                   {"blocks", Json::array()}};
        for (const Block& block : round.blocks)
            entry["blocks"].push_back(blockToJson(block));
        entry["noise"] = windowToJson(round.noise);
        json.push_back(std::move(entry));
    }
    return json;
}

static Boot bootFromJson(const Json& json) {
    Boot boot{json.at("instance"), json.at("start"), json.at("callMs"),
              json.at("readyMs"),  json.at("cpuMs"), {}};
    for (const Json& step : json.at("steps"))
        boot.steps.push_back(
            BootStep{step.at("step"), step.at("phase"), step.at("startMs"), step.at("durationMs")});
    return boot;
}

static Sample sampleFromJson(const Json& json) {
    Sample sample;
    sample.time = json.at("time");
    const auto moment = momentFromWord(json.at("moment").get<std::string>());
    if (!moment)
        throw std::runtime_error("unknown moment '" + json.at("moment").get<std::string>() + "'");
    sample.moment = *moment;
    sample.instances = json.at("instances");
    sample.usedMib = json.at("usedMib");
    sample.load1 = json.at("load1");
    sample.cpuBusyPercent = json.at("cpuBusyPercent");
    if (json.contains("pssMib"))
        sample.pssMib = json.at("pssMib").get<double>();
    if (json.contains("cgroupMib"))
        sample.cgroupMib = json.at("cgroupMib").get<double>();
    return sample;
}

static Block blockFromJson(const Json& json) {
    Block block;
    block.scenario = json.at("scenario");
    block.arm = json.at("arm");
    block.start = json.at("start");
    block.end = json.at("end");
    for (const Json& boot : json.at("boots"))
        block.boots.push_back(bootFromJson(boot));
    block.deleteMs = json.at("deleteMs").get<std::vector<double>>();
    for (const Json& sample : json.at("samples"))
        block.samples.push_back(sampleFromJson(sample));
    if (json.contains("kernels"))
        for (const Json& run : json.at("kernels"))
            block.kernels.push_back(kernelFromJson(run));
    if (json.contains("figures"))
        for (const Json& figure : json.at("figures"))
            block.figures.push_back(
                {figure.at("metric"), figure.at("values").get<std::vector<double>>()});
    return block;
}

std::vector<Round> roundsFromJson(const Json& json) {
    std::vector<Round> rounds;
    for (const Json& entry : json) {
        Round round{entry.at("number"), entry.at("warmup"), entry.at("complete"), {}};
        for (const Json& block : entry.at("blocks"))
            round.blocks.push_back(blockFromJson(block));
        if (entry.contains("noise"))
            round.noise = windowFromJson(entry.at("noise"));
        rounds.push_back(std::move(round));
    }
    return rounds;
}

} // namespace twinvirt::bench
