#include "shell/help.h"

#include "shell/command_table.h"

namespace twinvirt {

namespace {

std::string padded(std::string_view text, std::size_t width) {
    std::string out(text);
    out.resize(std::max(width, out.size()), ' ');
    return out;
}

/// How the option stands in the synopsis. An operand can be given with its name as well, which is
/// only said for a list that follows other operands, as in virsh.
std::string synopsisOf(const OptionDefinition& option, bool afterOperands) {
    const std::string name(option.name);
    switch (option.type) {
    case OptionType::flag:
        return "[--" + name + "]";
    case OptionType::number:
        return option.required ? "<" + name + ">" : "[--" + name + " <number>]";
    case OptionType::text:
        return option.required ? "--" + name + " <string>" : "[--" + name + " <string>]";
    case OptionType::data:
        return option.required ? "<" + name + ">" : "[<" + name + ">]";
    case OptionType::rest:
        if (option.namedOnly)
            return "[--" + name + " <string>]...";
        if (afterOperands)
            return option.required ? "{[--" + name + "] <string>}..."
                                   : "[[--" + name + "] <string>]...";
        return option.required ? "<" + name + ">..." : "[<" + name + ">]...";
    }
    return name;
}

std::string headOf(const OptionDefinition& option, bool afterOperands) {
    const std::string name(option.name);
    switch (option.type) {
    case OptionType::flag:
        return "--" + name;
    case OptionType::number:
        return (option.required ? "[--" + name + "]" : "--" + name) + " <number>";
    case OptionType::text:
        return "--" + name + " <string>";
    case OptionType::data:
        return "[--" + name + "] <string>";
    case OptionType::rest:
        if (option.namedOnly)
            return "--" + name + " <string>";
        return afterOperands ? "[--" + name + "] <string>" : "<" + name + ">";
    }
    return name;
}

/// An option that we refuse is not advertised.
template <typename Visit>
void forEachShownOption(const CommandDefinition& command, Visit visit) {
    bool afterOperands = false;
    for (const auto& option : command.options) {
        if (!option.refusal.empty())
            continue;
        visit(option, afterOperands);
        afterOperands = afterOperands || (option.type != OptionType::flag && !option.namedOnly);
    }
}

} // namespace

std::string helpPage(const CommandDefinition& command) {
    std::string page = "  NAME\n    " + std::string(command.name) + " - " +
                       std::string(command.help) + "\n\n  SYNOPSIS\n    " +
                       std::string(command.name);
    forEachShownOption(command, [&](const OptionDefinition& option, bool afterOperands) {
        page += " " + synopsisOf(option, afterOperands);
    });
    page += "\n";
    if (!command.description.empty())
        page += "\n  DESCRIPTION\n    " + std::string(command.description) + "\n";
    std::string options;
    forEachShownOption(command, [&](const OptionDefinition& option, bool afterOperands) {
        options += "    " + padded(headOf(option, afterOperands), 15) + "  " +
                   std::string(option.help) + "\n";
    });
    if (!options.empty())
        page += "\n  OPTIONS\n" + options;
    return page + "\n";
}

namespace {

std::string linesOf(const CommandGroup& group) {
    std::string lines;
    for (const auto* command : group.commands)
        if (!command->hidden)
            lines += "    " + padded(command->name, 30) + " " + std::string(command->help) + "\n";
    return lines;
}

std::string headOf(const CommandGroup& group) {
    return " " + std::string(group.name) + " (help keyword '" + std::string(group.keyword) + "')";
}

} // namespace

std::string helpPage(const CommandGroup& group) {
    return headOf(group) + ":\n" + linesOf(group);
}

std::string helpOverview(bool grouped) {
    std::string text = grouped ? "Grouped commands:\n\n" : "";
    for (const auto& group : commandGroups())
        text += headOf(group) + (grouped ? ":\n" : "\n") + linesOf(group) + "\n";
    return text;
}

} // namespace twinvirt
