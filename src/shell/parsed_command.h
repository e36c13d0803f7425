#pragma once

#include "shell/command.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace twinvirt {

/// A verb and the values of its options, checked against its definition. Asking for an option
/// that the definition does not have is a programming error and finds nothing.
class ParsedCommand {
  public:
    explicit ParsedCommand(const CommandDefinition& definition) : definition_(&definition) {}

    [[nodiscard]] const CommandDefinition& definition() const { return *definition_; }
    [[nodiscard]] std::string name() const { return std::string(definition_->name); }

    [[nodiscard]] bool has(std::string_view option) const;
    /// The value; the first when there are many.
    [[nodiscard]] std::optional<std::string> text(std::string_view option) const;
    /// The value of a required option.
    [[nodiscard]] std::string required(std::string_view option) const;
    /// nullopt when it was not given; invalidArgument with virsh's text when it is no number or
    /// below `minimum`.
    [[nodiscard]] Result<std::optional<long long>> number(std::string_view option,
                                                          long long minimum = 0) const;
    [[nodiscard]] std::vector<std::string> all(std::string_view option) const;

    void add(const OptionDefinition& option, std::string value);

  private:
    const CommandDefinition* definition_;
    std::vector<std::pair<const OptionDefinition*, std::string>> values_;
};

/// virsh's VSH_EXCLUSIVE_OPTIONS: an error when more than one of them was given.
Result<void> requireAtMostOne(const ParsedCommand& command,
                              std::span<const std::string_view> names);

} // namespace twinvirt
