#pragma once

#include "util/result.h"

#include <span>
#include <string_view>

namespace twinvirt {

class Shell;
class ParsedCommand;

// How to add a verb:
//  1. Write, in the commands_*.cpp of its group, the options (constexpr array of the helpers below,
//     in the order in which they may be given without "--name"), the handler, and
//         constinit const CommandDefinition fooCommand{.name = "foo", …};
//     The handler does its work through Shell (connection(), domain(), print(), done(), failed())
//     and returns the exit status, or the error that becomes virsh's "error: …" line.
//  2. Declare fooCommand in commands.h and put it into its group in command_table.cpp.
// The parser, help, completion, read-only mode and the interactive shell need nothing more.

enum class OptionType {
    flag,   ///< --all
    number, ///< --timeout N, or by position
    text,   ///< --mode WORD, or by position
    data,   ///< like text, but shown as an operand: <domain>
    rest,   ///< may be given often; by position it takes all that is left
};

enum class Completion {
    none,
    domain,
    activeDomain,
    inactiveDomain,
    file, ///< left to the terminal's or the calling shell's own completion
};

struct OptionDefinition {
    std::string_view name = {};
    OptionType type = OptionType::flag;
    std::string_view help = {};
    bool required = false;
    bool namedOnly = false; ///< never taken by position
    char shortName = '\0';  ///< 't' for "-t", where no list of words has begun; '\0': none
    Completion completion = Completion::none;
    std::string_view choices = {}; ///< "busybox|debian": for completion
    /// An option of virsh's that we know and cannot honour: why, and what to do instead. Using it
    /// is an error.
    std::string_view refusal = {};
};

/// The handler's value is the exit status: 0, or what `exec` hands back.
using CommandHandler = Result<int> (*)(Shell& shell, const ParsedCommand& command);

struct CommandDefinition {
    std::string_view name = {};
    std::string_view help = {};        ///< one line
    std::string_view description = {}; ///< of the help page; may be empty
    std::span<const OptionDefinition> options = {};
    CommandHandler run = nullptr;
    bool changes = false;   ///< refused by a read-only connection
    bool hidden = false;    ///< not listed by help
    int errorStatus = 1;    ///< exit status of an error; virsh has 1 for all, keep it
    bool rawOutput = false; ///< no blank line behind the output, whose bytes are not ours
};

struct CommandGroup {
    std::string_view name;    ///< "Domain Management"
    std::string_view keyword; ///< "domain"
    std::span<const CommandDefinition* const> commands;
};

namespace option {

constexpr OptionDefinition flag(std::string_view name, std::string_view help) {
    return {.name = name, .type = OptionType::flag, .help = help};
}
constexpr OptionDefinition number(std::string_view name, std::string_view help) {
    return {.name = name, .type = OptionType::number, .help = help};
}
constexpr OptionDefinition text(std::string_view name, std::string_view help,
                                std::string_view choices = {}) {
    return {.name = name, .type = OptionType::text, .help = help, .choices = choices};
}
constexpr OptionDefinition data(std::string_view name, std::string_view help,
                                Completion completion = Completion::none) {
    return {.name = name,
            .type = OptionType::data,
            .help = help,
            .required = true,
            .completion = completion};
}
constexpr OptionDefinition rest(std::string_view name, std::string_view help, bool required,
                                Completion completion = Completion::none) {
    return {.name = name,
            .type = OptionType::rest,
            .help = help,
            .required = required,
            .completion = completion};
}
constexpr OptionDefinition namedOnly(OptionDefinition definition) {
    definition.namedOnly = true;
    return definition;
}
constexpr OptionDefinition refused(OptionDefinition definition, std::string_view reason) {
    definition.refusal = reason;
    return definition;
}
constexpr OptionDefinition domain(Completion completion = Completion::domain) {
    return data("domain", "domain name, id or uuid", completion);
}
constexpr OptionDefinition json() {
    return flag("json", "print JSON instead of text");
}

} // namespace option

} // namespace twinvirt
