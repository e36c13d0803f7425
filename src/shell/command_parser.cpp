#include "shell/command_parser.h"

#include "shell/command_table.h"

#include <algorithm>
#include <cctype>

namespace twinvirt {

namespace {

Error invalid(std::string message) {
    return {ErrorCode::invalidArgument, std::move(message)};
}

class CommandParser {
  public:
    CommandParser(const CommandDefinition& definition, const Words& words)
        : definition_(definition), words_(words), command_(definition) {}

    Result<ParsedCommand> parse() {
        for (position_ = 1; position_ < words_.size(); ++position_) {
            const auto& word = words_[position_];
            const bool isOption = !dataOnly_ && word.size() > 2 && word.starts_with("--") &&
                                  std::isalnum(static_cast<unsigned char>(word[2])) != 0;
            if (!dataOnly_ && word == "--")
                dataOnly_ = true;
            else if (isOption)
                TRY(takeOption(word.substr(2)));
            else if (const auto name = optionOfShort(word); !name.empty())
                TRY(takeOption(name));
            else
                TRY(takeData(word));
        }
        if (helpWanted_)
            return helpAbout(definition_);
        TRY(checkRequired());
        return command_;
    }

  private:
    /// virsh has no short options for its verbs: where a list of words is taken, what stands in it
    /// is left alone.
    [[nodiscard]] std::string optionOfShort(const std::string& word) const {
        if (dataOnly_ || listBegan_ || word.size() != 2 || word[0] != '-')
            return {};
        const auto option =
            std::ranges::find(definition_.options, word[1], &OptionDefinition::shortName);
        return option == definition_.options.end() ? "" : std::string(option->name);
    }

    [[nodiscard]] bool isHelp() const { return definition_.name == "help"; }

    static ParsedCommand helpAbout(const CommandDefinition& about) {
        const auto* help = findCommand("help");
        ParsedCommand command(*help);
        command.add(help->options.front(), std::string(about.name));
        return command;
    }

    Result<void> takeOption(const std::string& text) {
        const auto equals = text.find('=');
        const auto name = text.substr(0, equals);
        const auto option = std::ranges::find(definition_.options, name, &OptionDefinition::name);
        if (option == definition_.options.end()) {
            if (name == "help")
                helpWanted_ = true;
            else if (!isHelp()) // virsh's help ignores what it does not know
                return invalid("command '" + command_.name() + "' doesn't support option --" +
                               name);
            return {};
        }
        if (option->type != OptionType::rest && command_.has(name))
            return invalid("option --" + name + " already seen");
        if (!option->refusal.empty())
            return invalid("option --" + name + " of '" + command_.name() +
                           "' is refused: " + std::string(option->refusal));
        if (option->type == OptionType::flag) {
            if (equals != std::string::npos)
                return invalid("invalid '=' after option --" + name);
            command_.add(*option, "");
            return {};
        }
        if (equals != std::string::npos) {
            command_.add(*option, text.substr(equals + 1));
            return {};
        }
        if (++position_ >= words_.size())
            return invalid("expected syntax: --" + name + " <" +
                           (option->type == OptionType::number ? "number" : "string") + ">");
        command_.add(*option, words_[position_]);
        return {};
    }

    /// "exec web -u nobody id" is not a command called "-u".
    Result<void> refuseUnknownShort(const OptionDefinition& option, const std::string& word) {
        const bool begins = option.type == OptionType::rest && option.required && !listBegan_;
        if (!begins || dataOnly_ || word.size() < 2 || word[0] != '-')
            return {};
        return invalid("command '" + command_.name() + "' doesn't support option " + word +
                       "; write -- before a word that begins with a hyphen");
    }

    Result<void> takeData(const std::string& word) {
        for (const auto& option : definition_.options) {
            if (option.type == OptionType::flag || option.namedOnly || !option.refusal.empty())
                continue;
            if (option.type != OptionType::rest && command_.has(option.name))
                continue;
            TRY(refuseUnknownShort(option, word));
            command_.add(option, word);
            listBegan_ = option.type == OptionType::rest;
            return {};
        }
        if (isHelp())
            return {};
        return invalid("unexpected data '" + word + "'");
    }

    Result<void> checkRequired() {
        std::string missing;
        for (const auto& option : definition_.options) {
            if (!option.required || command_.has(option.name))
                continue;
            const bool operand = option.type == OptionType::data || option.type == OptionType::rest;
            missing += (missing.empty() ? "command '" : "\ncommand '") + command_.name() +
                       "' requires " + (operand ? "<" : "--") + std::string(option.name) +
                       (operand ? ">" : "") + " option";
        }
        if (!missing.empty())
            return invalid(missing);
        return {};
    }

    const CommandDefinition& definition_;
    const Words& words_;
    ParsedCommand command_;
    std::size_t position_ = 0;
    bool dataOnly_ = false;
    bool listBegan_ = false;
    bool helpWanted_ = false;
};

} // namespace

Result<ParsedCommand> parseCommand(const Words& words) {
    const auto* definition = findCommand(words.front());
    if (definition == nullptr)
        return invalid("unknown command: '" + words.front() + "'");
    return CommandParser(*definition, words).parse();
}

} // namespace twinvirt
