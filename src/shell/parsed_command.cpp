#include "shell/parsed_command.h"

#include <charconv>

namespace twinvirt {

bool ParsedCommand::has(std::string_view option) const {
    return text(option).has_value();
}

std::optional<std::string> ParsedCommand::text(std::string_view option) const {
    for (const auto& [definition, value] : values_)
        if (definition->name == option)
            return value;
    return std::nullopt;
}

std::string ParsedCommand::required(std::string_view option) const {
    return text(option).value_or(std::string());
}

Result<std::optional<long long>> ParsedCommand::number(std::string_view option,
                                                       long long minimum) const {
    const auto given = text(option);
    if (!given)
        return std::optional<long long>();
    long long value = 0;
    const auto end = given->data() + given->size();
    const auto [stop, error] = std::from_chars(given->data(), end, value);
    if (error != std::errc{} || stop != end || value < minimum)
        return Error{ErrorCode::invalidArgument, "Numeric value '" + *given + "' for <" +
                                                     std::string(option) +
                                                     "> option is malformed or out of range"};
    return std::optional<long long>(value);
}

std::vector<std::string> ParsedCommand::all(std::string_view option) const {
    std::vector<std::string> texts;
    for (const auto& [definition, value] : values_)
        if (definition->name == option)
            texts.push_back(value);
    return texts;
}

void ParsedCommand::add(const OptionDefinition& option, std::string value) {
    values_.emplace_back(&option, std::move(value));
}

Result<void> requireAtMostOne(const ParsedCommand& command,
                              std::span<const std::string_view> names) {
    std::string_view first;
    for (const auto name : names) {
        if (!command.has(name))
            continue;
        if (!first.empty())
            return Error{ErrorCode::invalidArgument, "Options --" + std::string(first) + " and --" +
                                                         std::string(name) +
                                                         " are mutually exclusive"};
        first = name;
    }
    return {};
}

} // namespace twinvirt
