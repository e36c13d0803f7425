#include "benchmark/measure/sample.h"

#include <array>
#include <utility>

namespace twinvirt::bench {

static constexpr std::array<std::pair<Moment, std::string_view>, 5> words{{
    {Moment::before, "before"},
    {Moment::between, "between"},
    {Moment::afterBoot, "after-boot"},
    {Moment::hold, "hold"},
    {Moment::afterDelete, "after-delete"},
}};

std::string_view momentWord(Moment moment) {
    for (const auto& entry : words)
        if (entry.first == moment)
            return entry.second;
    return "between";
}

std::optional<Moment> momentFromWord(std::string_view word) {
    for (const auto& entry : words)
        if (entry.second == word)
            return entry.first;
    return std::nullopt;
}

} // namespace twinvirt::bench
