#include "benchmark/result/result.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <time.h>

namespace twinvirt::bench {

std::string_view outcomeWord(Outcome outcome) {
    switch (outcome) {
    case Outcome::complete:
        return "complete";
    case Outcome::interrupted:
        return "interrupted";
    case Outcome::failed:
        break;
    }
    return "failed";
}

std::string_view endingWord(Ending ending) {
    switch (ending) {
    case Ending::budget:
        return "budget";
    case Ending::precision:
        return "precision";
    case Ending::rounds:
        break;
    }
    return "rounds";
}

const ArmDescription* findArm(const BenchmarkResult& result, std::string_view name) {
    const auto found = std::find_if(result.arms.begin(), result.arms.end(),
                                    [&](const ArmDescription& arm) { return arm.name == name; });
    return found == result.arms.end() ? nullptr : &*found;
}

std::vector<const Round*> measuredRounds(const BenchmarkResult& result) {
    std::vector<const Round*> measured;
    for (const Round& round : result.rounds)
        if (round.complete && !round.warmup)
            measured.push_back(&round);
    return measured;
}

const Block* findBlock(const Round& round, std::string_view arm) {
    const auto found = std::find_if(round.blocks.begin(), round.blocks.end(),
                                    [&](const Block& block) { return block.arm == arm; });
    return found == round.blocks.end() ? nullptr : &*found;
}

BenchmarkResult scenarioView(const BenchmarkResult& result, const Scenario& scenario,
                             Controls controls) {
    BenchmarkResult view;
    static_cast<RunDescription&>(view) = result; // not the rounds: there may be a thousand
    view.scenarios = {scenario};
    for (std::size_t i = 0; i < view.arms.size(); ++i)
        if (!view.arms[i].place)
            view.arms[i].place = i;
    const auto tookPart = [&](const std::string& arm) {
        return std::ranges::any_of(result.rounds, [&](const Round& round) {
            return std::ranges::any_of(round.blocks, [&](const Block& block) {
                return block.scenario == scenario.name && block.arm == arm;
            });
        });
    };
    std::erase_if(view.arms, [&](const ArmDescription& arm) {
        return (controls == Controls::drop && !arm.controlOf.empty()) || !tookPart(arm.name);
    });
    for (const Round& round : result.rounds) {
        Round& kept = view.rounds.emplace_back();
        kept.number = round.number;
        kept.warmup = round.warmup;
        kept.complete = round.complete;
        std::ranges::copy_if(
            round.blocks, std::back_inserter(kept.blocks), [&](const Block& block) {
                return block.scenario == scenario.name && findArm(view, block.arm) != nullptr;
            });
    }
    return view;
}

std::string utcNow() {
    const time_t now = ::time(nullptr);
    tm parts{};
    ::gmtime_r(&now, &parts);
    std::array<char, 32> text{};
    const std::size_t length = ::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
    return {text.data(), length};
}

} // namespace twinvirt::bench
