#include "shell/bench_progress.h"

#include "benchmark/result/sentences.h"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <string_view>
#include <unistd.h>

namespace twinvirt {

using Json = nlohmann::ordered_json;

static std::string stepOf(const bench::RunProgress& progress) {
    if (!progress.stepTitle.empty())
        return progress.stepTitle;
    if (progress.step > progress.steps)
        return "all " + std::to_string(progress.steps) + " up";
    return "boot " + std::to_string(progress.step) + " of " + std::to_string(progress.steps);
}

std::string describe(const bench::RunProgress& progress) {
    if (progress.waitsForLoad)
        return "waiting for a quiet host (load " + bench::formatValue(*progress.waitsForLoad) + ")";
    if (progress.round == 0)
        return "trial: " + progress.arm;
    std::string text = "round " + std::to_string(progress.round) + " of " +
                       std::to_string(progress.rounds) + (progress.warmup ? " (warm-up)" : "");
    if (progress.intervalWidth)
        text += ", widest interval " + bench::formatValue(*progress.intervalWidth * 100) + " %";
    return text + ", " + progress.arm + ", " + stepOf(progress);
}

static std::string_view phaseOf(const bench::RunProgress& progress) {
    if (progress.waitsForLoad)
        return "wait";
    if (progress.round == 0)
        return "trial";
    return progress.warmup ? "warmup" : "round";
}

static std::string oneLine(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string progressJson(const bench::RunProgress& progress) {
    Json json{{"event", "progress"}, {"phase", phaseOf(progress)}};
    if (progress.waitsForLoad) {
        json["load"] = *progress.waitsForLoad;
        return oneLine(json);
    }
    json["round"] = progress.round;
    json["rounds"] = progress.rounds;
    json["scenario"] = progress.scenario;
    json["arm"] = progress.arm;
    json["step"] = progress.step;
    json["steps"] = progress.steps;
    if (!progress.stepTitle.empty())
        json["stepTitle"] = progress.stepTitle;
    if (progress.intervalWidth)
        json["intervalWidth"] = *progress.intervalWidth;
    if (progress.round > 0) {
        json["fraction"] = progress.fraction;
        json["secondsLeft"] = progress.secondsLeft;
    }
    return oneLine(json);
}

void BarObserver::progressed(const bench::RunProgress& progress) {
    bar_.report(describe(progress), progress.round == 0 ? -1 : progress.fraction);
}

static void write(int fd, const std::string& line) {
    std::fflush(stdout); // the order in which a person reads the two streams
    [[maybe_unused]] const auto written = ::write(fd, line.data(), line.size());
}

void JsonObserver::progressed(const bench::RunProgress& progress) {
    write(fd_, progressJson(progress));
}

void JsonProgress::report(const std::string& what, double) {
    if (what == last_)
        return;
    last_ = what;
    Json json = Json::object();
    json["event"] = "prepare";
    json["what"] = what;
    write(fd_, oneLine(json));
}

} // namespace twinvirt
