#include "shell/bench_options.h"

#include "benchmark/spec/read_spec.h"
#include "benchmark/spec/works.h"
#include "shell/bench_actions.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace twinvirt {

namespace {

/// What --quick leaves of the rounds: with fewer, an interval does not hold what it promises.
constexpr unsigned quickRounds = 5;
constexpr unsigned quickWarmups = 1;
constexpr long long mostRounds = 1000;
constexpr long long mostWarmups = 100;

Result<void> applyRounds(const ParsedCommand& command, bench::BenchmarkSpec& spec) {
    static constexpr std::array<std::string_view, 2> exclusive{"quick", "rounds"};
    TRY(requireAtMostOne(command, exclusive));
    if (command.has("quick")) {
        spec.quick = spec.rounds > quickRounds;
        spec.rounds = std::min(spec.rounds, quickRounds);
        spec.warmup = std::min(spec.warmup, quickWarmups);
    }
    if (const auto rounds = TRY(command.number("rounds", 1)))
        spec.rounds = static_cast<unsigned>(std::min(*rounds, mostRounds));
    if (const auto warmup = TRY(command.number("warmup", 0)))
        spec.warmup = static_cast<unsigned>(std::min(*warmup, mostWarmups));
    if (const auto budget = command.text("budget"))
        spec.budgetSeconds = TRY_WITHIN("--budget", parseDuration(*budget));
    return {};
}

Result<void> applyArms(const ParsedCommand& command, bench::BenchmarkSpec& spec) {
    std::vector<std::string> arms;
    for (const bench::ArmSpec& arm : spec.arms)
        if (!command.has("no-vm") || arm.type != "kvm")
            arms.push_back(arm.name);
    if (const auto chosen = command.text("arms"))
        arms = splitList(*chosen);
    TRY(bench::keepArms(spec, arms));
    for (bench::ArmSpec& arm : spec.arms)
        if (command.has("emulate") && arm.type == "kvm")
            arm.acceleration = bench::Acceleration::tcg;
    spec.allowTcgVerdicts = command.has("allow-tcg-verdicts");
    return {};
}

} // namespace

Result<double> parseDuration(const std::string& text) {
    static constexpr std::array<std::pair<std::string_view, double>, 5> units{
        {{"", 1}, {"s", 1}, {"m", 60}, {"min", 60}, {"h", 3600}}};
    constexpr double most = 1e6; // of the unit's number: a week and more in seconds
    double number = 0;
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number, std::chars_format::fixed);
    const std::string_view word(read.ptr, static_cast<std::size_t>(end - read.ptr));
    const auto unit = std::ranges::find(units, word, &decltype(units)::value_type::first);
    if (read.ec != std::errc() || unit == units.end() || !(number > 0 && number <= most))
        return Error{ErrorCode::invalidArgument,
                     "'" + text + "' is no time; expected one such as 10min, 600s or 600"};
    return number * unit->second;
}

Result<void> applyRunOptions(const ParsedCommand& command, bench::BenchmarkSpec& spec) {
    TRY(applyRounds(command, spec));
    if (const auto count = TRY(command.number("count", 1)))
        for (bench::ScenarioSpec& scenario : spec.scenarios)
            if (const long long most = bench::workOf(scenario).mostCount; most > 0)
                scenario.count = static_cast<unsigned>(std::min(*count, most));
    if (const auto only = command.text("only"))
        TRY(bench::keepScenarios(spec, splitList(*only)));
    TRY(applyArms(command, spec));
    spec.control = spec.control && !command.has("no-control");
    return {};
}

} // namespace twinvirt
