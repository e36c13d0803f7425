#include "shell/tune_output.h"

#include "api/tune_definition.h"

namespace twinvirt {

namespace {

bool isUnlimited(const TuneParameter& parameter) {
    const auto* number = std::get_if<std::uint64_t>(&parameter.value);
    return number != nullptr && *number == unlimitedMemoryKib;
}

std::string textOf(const TuneParameter& parameter) {
    if (isUnlimited(parameter))
        return "unlimited";
    if (const auto* text = std::get_if<std::string>(&parameter.value))
        return *text;
    if (const auto* number = std::get_if<std::uint64_t>(&parameter.value))
        return std::to_string(*number);
    const auto number = std::get<std::int64_t>(parameter.value);
    if (parameter.name == "numa_mode")
        return numaModeName(number).value_or(std::to_string(number));
    return std::to_string(number);
}

JsonValue jsonOf(const TuneParameter& parameter) {
    if (isUnlimited(parameter))
        return {}; // null: no limit
    if (const auto* number = std::get_if<std::uint64_t>(&parameter.value))
        return *number;
    if (const auto* number = std::get_if<std::int64_t>(&parameter.value))
        return parameter.name == "numa_mode" ? JsonValue(textOf(parameter)) : JsonValue(*number);
    return std::get<std::string>(parameter.value);
}

} // namespace

std::string parameterLine(const TuneParameter& parameter) {
    auto label = parameter.name == "scheduler" ? std::string("Scheduler") : parameter.name;
    label.resize(std::max<std::size_t>(label.size(), 15), ' ');
    return label + ": " + textOf(parameter) + "\n";
}

void printParameters(Shell& shell, const ParsedCommand& command, const Domain& domain,
                     const std::vector<TuneParameter>& parameters) {
    if (command.has("json")) {
        JsonRecord record{{"name", domain.record.identity.name},
                          {"uuid", domain.record.identity.uuid.toString()},
                          {"type", std::string(nameOf(domain.record.type))}};
        for (const auto& parameter : parameters)
            record.emplace_back(parameter.name, jsonOf(parameter));
        return shell.print(formatJson(record));
    }
    for (const auto& parameter : parameters)
        shell.print(parameterLine(parameter));
}

} // namespace twinvirt
