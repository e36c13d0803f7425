#include "benchmark/probe/options.h"

#include <algorithm>
#include <charconv>

namespace twinvirt::bench::probe {

static Error unknownOption(const std::string& word, std::span<const std::string_view> allowed,
                           std::string_view subject) {
    std::string names;
    for (const auto name : allowed) {
        names += names.empty() ? "" : ", ";
        names += name;
    }
    return {ErrorCode::invalidArgument,
            "'" + word + "' is no option of " + std::string(subject) + ": expected " + names};
}

Result<Options> Options::parse(std::span<const std::string> words,
                               std::span<const std::string_view> allowed,
                               std::string_view subject) {
    Options options;
    for (std::size_t i = 0; i < words.size(); i += 2) {
        const std::string& name = words[i];
        if (std::find(allowed.begin(), allowed.end(), name) == allowed.end())
            return unknownOption(name, allowed, subject);
        if (i + 1 == words.size())
            return Error{ErrorCode::invalidArgument, name + ": expected a value after it"};
        if (!options.values_.emplace(name, words[i + 1]).second)
            return Error{ErrorCode::invalidArgument, name + ": expected once only"};
    }
    return options;
}

Result<std::uint64_t> Options::number(std::string_view name, std::uint64_t least,
                                      std::uint64_t most, std::uint64_t otherwise) const {
    const auto found = values_.find(name);
    if (found == values_.end())
        return otherwise;
    const std::string& text = found->second;
    std::uint64_t value = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
    if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size() || value < least ||
        value > most)
        return Error{ErrorCode::invalidArgument,
                     std::string(name) + " '" + text + "': expected a whole number from " +
                         std::to_string(least) + " to " + std::to_string(most)};
    return value;
}

std::string Options::text(std::string_view name, std::string_view otherwise) const {
    const auto found = values_.find(name);
    return found == values_.end() ? std::string(otherwise) : found->second;
}

} // namespace twinvirt::bench::probe
