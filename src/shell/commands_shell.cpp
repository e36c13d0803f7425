#include "shell/command_table.h"
#include "shell/commands.h"
#include "shell/completion.h"
#include "shell/help.h"
#include "shell/help_elements.h"
#include "shell/shell.h"

#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <unistd.h>

namespace twinvirt {

namespace {

/// "lxc-elements": the rules of that kind; nullptr for another subject.
const DriverEntry* kindWithElements(const Shell& shell, const std::string& subject) {
    for (const auto& entry : shell.drivers())
        if (entry.elementRules && subject == entry.kind + "-elements")
            return &entry;
    return nullptr;
}

Result<int> help(Shell& shell, const ParsedCommand& command) {
    const auto subject = command.text("command");
    const auto* kind = subject ? kindWithElements(shell, *subject) : nullptr;
    if (kind != nullptr) {
        shell.print(command.has("json") ? elementsJson(kind->elementRules())
                                        : elementsPage(kind->kind, kind->elementRules()));
        return 0;
    }
    if (command.has("json"))
        return Error{ErrorCode::invalidArgument,
                     "option --json of 'help' goes with 'lxc-elements' only"};
    if (!subject) {
        shell.print(helpOverview(true));
        return 0;
    }
    if (const auto* verb = findCommand(*subject))
        shell.print(helpPage(*verb));
    else if (const auto* group = findCommandGroup(*subject))
        shell.print(helpPage(*group));
    else
        return Error{ErrorCode::invalidArgument,
                     "command or command group '" + *subject + "' doesn't exist"};
    return 0;
}

Result<int> quit(Shell& shell, const ParsedCommand&) {
    shell.quit();
    return 0;
}

Result<int> cd(Shell& shell, const ParsedCommand& command) {
    if (!shell.isInteractive())
        return Error{ErrorCode::operationInvalid, "cd: command valid only in interactive mode"};
    const char* home = std::getenv("HOME");
    const auto directory = command.text("dir").value_or(home != nullptr ? home : "/");
    if (::chdir(directory.c_str()) != 0)
        return Error{ErrorCode::systemError,
                     std::string("cd: ") + std::strerror(errno) + ": " + directory, errno};
    return 0;
}

Result<int> pwd(Shell& shell, const ParsedCommand&) {
    std::array<char, PATH_MAX> path{};
    if (::getcwd(path.data(), path.size()) == nullptr)
        return systemError("pwd: cannot get current directory");
    shell.print(std::string(path.data()) + "\n");
    return 0;
}

std::string quotedForShell(const std::string& text) {
    constexpr std::string_view harmless =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+=:,./@%";
    if (!text.empty() && text.find_first_not_of(harmless) == std::string::npos)
        return text;
    std::string quoted = "'";
    for (const char c : text)
        quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return quoted + "'";
}

std::string escapedForXml(const std::string& text) {
    std::string escaped;
    for (const char c : text) {
        switch (c) {
        case '&':
            escaped += "&amp;";
            break;
        case '<':
            escaped += "&lt;";
            break;
        case '>':
            escaped += "&gt;";
            break;
        case '"':
            escaped += "&quot;";
            break;
        case '\'':
            escaped += "&apos;";
            break;
        default:
            escaped += c;
        }
    }
    return escaped;
}

Result<int> echo(Shell& shell, const ParsedCommand& command) {
    constexpr std::string_view exclusive[]{"shell", "xml"};
    TRY(requireAtMostOne(command, exclusive));
    std::string text;
    bool first = true;
    for (auto word : command.all("string")) {
        if (command.has("xml"))
            word = escapedForXml(word);
        if (command.has("shell"))
            word = quotedForShell(word);
        text += (first ? "" : " ") + word;
        first = false;
    }
    if (command.has("err"))
        shell.complain(text);
    else
        shell.print(text); // the newline is the blank line of every other command
    return 0;
}

Result<int> connect(Shell& shell, const ParsedCommand& command) {
    TRY(shell.connect(command.text("name"), command.has("readonly")));
    return 0;
}

Result<int> complete(Shell& shell, const ParsedCommand& command) {
    const auto candidates = completeWords(shell, command.all("word"));
    for (const auto& candidate : candidates)
        shell.print(candidate + "\n");
    return candidates.empty() ? 1 : 0;
}

constexpr OptionDefinition helpOptions[]{
    option::text("command",
                 "Prints global help, command specific help, or help for a group of related "
                 "commands; lxc-elements: what a container does with each element of its XML",
                 "lxc-elements"),
    option::flag("json", "print lxc-elements as JSON"),
};
constexpr OptionDefinition cdOptions[]{
    option::text("dir", "directory to switch to (default: home or else root)"),
};
constexpr OptionDefinition echoOptions[]{
    option::flag("shell", "escape for shell use"),
    option::flag("xml", "escape for XML use"),
    option::flag("err", "output to stderr"),
    option::rest("string", "arguments to echo", false),
};
constexpr OptionDefinition connectOptions[]{
    option::text("name", "hypervisor connection URI"),
    option::flag("readonly", "read-only connection"),
};
constexpr OptionDefinition completeOptions[]{
    option::rest("word", "partial string to autocomplete", false),
};

} // namespace

constinit const CommandDefinition helpCommand{
    .name = "help",
    .help = "print help",
    .description = "Prints global help, command specific help, or help for a\n"
                   "    group of related commands",
    .options = helpOptions,
    .run = help,
};
constinit const CommandDefinition quitCommand{
    .name = "quit", .help = "quit this interactive terminal", .run = quit};
constinit const CommandDefinition exitCommand{
    .name = "exit", .help = "quit this interactive terminal", .run = quit};
constinit const CommandDefinition cdCommand{
    .name = "cd",
    .help = "change the current directory",
    .description = "Change the current directory.",
    .options = cdOptions,
    .run = cd,
};
constinit const CommandDefinition pwdCommand{
    .name = "pwd",
    .help = "print the current directory",
    .description = "Print the current directory.",
    .run = pwd,
};
constinit const CommandDefinition echoCommand{
    .name = "echo",
    .help = "echo arguments. Used for internal testing.",
    .description = "Echo back arguments, possibly with quoting. Used for internal testing.",
    .options = echoOptions,
    .run = echo,
};
constinit const CommandDefinition connectCommand{
    .name = "connect",
    .help = "(re)connect to hypervisor",
    .description = "Connect to local hypervisor. This is built-in command after shell start up.",
    .options = connectOptions,
    .run = connect,
};
constinit const CommandDefinition completeCommand{
    .name = "complete",
    .help = "internal command for autocompletion",
    .description = "internal use only",
    .options = completeOptions,
    .run = complete,
    .hidden = true,
    .rawOutput = true,
};

} // namespace twinvirt
