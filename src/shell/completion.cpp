#include "shell/completion.h"

#include "shell/command_table.h"

#include <algorithm>

namespace twinvirt {

namespace {

using Candidates = std::vector<std::string>;

void addVerbs(Candidates& candidates) {
    for (const auto& group : commandGroups())
        for (const auto* command : group.commands)
            if (!command->hidden)
                candidates.emplace_back(command->name);
}

void addDomains(Shell& shell, Completion what, Candidates& candidates) {
    auto connection = shell.connectionForCompletion();
    if (connection == nullptr)
        return;
    const ListFilter filter{.active = what != Completion::inactiveDomain,
                            .inactive = what != Completion::activeDomain};
    const auto domains = connection->listDomains(filter);
    if (!domains)
        return;
    for (const auto& domain : *domains)
        candidates.push_back(domain.record.identity.name);
}

void addChoices(std::string_view choices, Candidates& candidates) {
    while (!choices.empty()) {
        const auto end = choices.find('|');
        candidates.emplace_back(choices.substr(0, end));
        choices = end == std::string_view::npos ? std::string_view() : choices.substr(end + 1);
    }
}

void addValues(Shell& shell, const CommandDefinition& command, const OptionDefinition& option,
               Candidates& candidates) {
    addChoices(option.choices, candidates);
    if (command.name == "help")
        addVerbs(candidates);
    if (option.completion != Completion::none && option.completion != Completion::file)
        addDomains(shell, option.completion, candidates);
}

/// Where the words before the last one have got to.
struct Progression {
    std::vector<const OptionDefinition*> seen;
    const OptionDefinition* awaitsValue = nullptr; ///< "--mode" was the last word
    bool dataOnly = false;

    [[nodiscard]] bool has(const OptionDefinition& option) const {
        return std::ranges::find(seen, &option) != seen.end();
    }
    /// The option that a word without a name would fill.
    [[nodiscard]] const OptionDefinition* nextByPosition(const CommandDefinition& command) const {
        for (const auto& option : command.options) {
            const bool positional =
                option.type != OptionType::flag && !option.namedOnly && option.refusal.empty();
            if (positional && (option.type == OptionType::rest || !has(option)))
                return &option;
        }
        return nullptr;
    }
    void take(const CommandDefinition& command, const std::string& word) {
        if (awaitsValue != nullptr) {
            awaitsValue = nullptr;
        } else if (!dataOnly && word == "--") {
            dataOnly = true;
        } else if (!dataOnly && word.starts_with("--")) {
            const auto name = word.substr(2, word.find('=') - 2);
            const auto option = std::ranges::find(command.options, name, &OptionDefinition::name);
            if (option == command.options.end())
                return;
            seen.push_back(&*option);
            if (option->type != OptionType::flag && word.find('=') == std::string::npos)
                awaitsValue = &*option;
        } else if (const auto* option = nextByPosition(command)) {
            seen.push_back(option);
        }
    }
};

Candidates candidatesFor(Shell& shell, const Words& words) {
    Candidates candidates;
    if (words.size() < 2) {
        addVerbs(candidates);
        return candidates;
    }
    const auto* command = findCommand(words.front());
    if (command == nullptr)
        return candidates;
    Progression progression;
    for (std::size_t i = 1; i + 1 < words.size(); ++i)
        progression.take(*command, words[i]);
    const auto& current = words.back();
    if (progression.awaitsValue != nullptr) {
        addValues(shell, *command, *progression.awaitsValue, candidates);
        return candidates;
    }
    const auto* next = progression.nextByPosition(*command);
    if (next != nullptr && !current.starts_with('-'))
        addValues(shell, *command, *next, candidates);
    if (progression.dataOnly)
        return candidates;
    for (const auto& option : command->options)
        if (option.refusal.empty() && !progression.has(option))
            candidates.push_back("--" + std::string(option.name));
    return candidates;
}

} // namespace

std::vector<std::string> completeWords(Shell& shell, const Words& words) {
    auto candidates = candidatesFor(shell, words);
    const std::string prefix = words.empty() ? "" : words.back();
    std::erase_if(candidates,
                  [&](const std::string& candidate) { return !candidate.starts_with(prefix); });
    return candidates;
}

} // namespace twinvirt
