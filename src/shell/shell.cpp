#include "shell/shell.h"

#include "log/log.h"
#include "shell/command_parser.h"
#include "shell/command_table.h"

#include <array>
#include <chrono>
#include <cstdio>
#include <unistd.h>

namespace twinvirt {

Shell::Shell(ShellSettings settings, const DriverTable& table, InstallPaths paths)
    : settings_(std::move(settings)), table_(table), paths_(std::move(paths)) {}

int Shell::run(const std::vector<ParsedCommand>& commands) {
    int status = 0;
    for (const auto& command : commands) {
        const auto start = std::chrono::steady_clock::now();
        log(LogLevel::info, "command " + command.name());
        auto result = execute(command);
        status = result ? *result : command.definition().errorStatus;
        if (!result)
            explain(command, result.error());
        if (quitting_)
            break;
        const std::chrono::duration<double, std::milli> time =
            std::chrono::steady_clock::now() - start;
        log(LogLevel::debug, command.name() + " ended with status " + std::to_string(status));
        if (settings_.timing) {
            std::array<char, 64> text{};
            std::snprintf(text.data(), text.size(), "\n(Time: %.3f ms)\n\n", time.count());
            print(text.data());
        } else if (!command.definition().rawOutput) {
            done("");
        }
    }
    return status;
}

Result<void> Shell::requireWritable(const ParsedCommand& command) const {
    if (settings_.readOnly)
        return Error{ErrorCode::operationDenied,
                     "operation forbidden: read only access prevents '" + command.name() + "'"};
    return {};
}

Result<int> Shell::execute(const ParsedCommand& command) {
    if (command.definition().changes)
        TRY(requireWritable(command));
    return command.definition().run(*this, command);
}

void Shell::explain(const ParsedCommand& command, const Error& error) {
    log(LogLevel::error, command.name() + ": " + error.message);
    if (!error.message.empty())
        complain(error.message);
    if (error.code == ErrorCode::accessDenied && ::geteuid() != 0)
        remark("hint", "'" + command.name() +
                           "' of a container needs root, whose namespaces, mounts and cgroups it "
                           "works on: sudo twinsh " +
                           command.name() + " …; virtual machines of qemu:///session need no root");
}

int Shell::refuse(const Error& error, std::string_view verb) {
    std::string_view rest = error.message;
    while (!rest.empty()) { // a line for each thing that is wrong
        const auto end = rest.find('\n');
        complain(rest.substr(0, end));
        rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    }
    const CommandDefinition* definition = findCommand(verb);
    return definition == nullptr ? CommandDefinition().errorStatus : definition->errorStatus;
}

int Shell::runLine(std::string_view line) {
    if (line.empty())
        return 1; // as virsh ""
    const auto words = splitCommands(line);
    if (!words)
        return refuse(words.error(), "");
    std::vector<ParsedCommand> commands;
    for (const auto& one : *words) {
        auto command = parseCommand(one);
        if (!command)
            return refuse(command.error(), one.front());
        commands.push_back(*std::move(command));
    }
    return run(commands);
}

int Shell::runWords(const std::vector<std::string>& words) {
    if (words.empty() || words.front().starts_with('#'))
        return 0;
    auto command = parseCommand(words);
    if (!command)
        return refuse(command.error(), words.front());
    return run({*std::move(command)});
}

Result<Connection*> Shell::connection() {
    if (connection_)
        return &*connection_;
    if (auto connected = connect(settings_.uri, settings_.readOnly); !connected)
        return std::move(connected).error();
    return &*connection_;
}

Result<Connection> Shell::open(const std::optional<std::string>& uri) const {
    const auto parsed = TRY(ConnectionUri::parse(uri.value_or("twin:///system")));
    auto connection = TRY(Connection::open(parsed, table_, paths_));
    if (parsed.scheme != "twin") // the drivers of a twin are opened when they are needed
        TRY(connection.drivers());
    return connection;
}

Result<void> Shell::connect(std::optional<std::string> uri, bool readOnly) {
    connection_.reset();
    settings_.readOnly = readOnly;
    const auto start = std::chrono::steady_clock::now();
    auto opened = open(uri);
    if (!opened)
        return failed("failed to connect to the hypervisor", opened.error());
    settings_.uri = std::move(uri);
    connection_ = *std::move(opened);
    const std::chrono::duration<double, std::milli> time = std::chrono::steady_clock::now() - start;
    log(LogLevel::debug, "connected to " + connection_->uri().toString() + " in " +
                             std::to_string(time.count()) + " ms");
    return {};
}

Connection* Shell::connectionForCompletion() {
    if (!connection_)
        if (auto opened = open(settings_.uri))
            connection_ = *std::move(opened);
    return connection_ ? &*connection_ : nullptr;
}

Result<Domain> Shell::domain(const ParsedCommand& command, unsigned keys, std::string_view option) {
    auto* connection = TRY(this->connection());
    return connection->lookup(command.required(option), keys);
}

void Shell::print(std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), stdout);
}

void Shell::done(std::string_view text) {
    if (settings_.quiet)
        return;
    print(text);
    print("\n");
}

void Shell::complain(std::string_view text) {
    remark("error", text);
}

void Shell::remark(std::string_view prefix, std::string_view text) {
    std::fflush(stdout);
    std::string line(prefix);
    line.append(": ").append(text).append("\n");
    std::fwrite(line.data(), 1, line.size(), stderr);
}

Error Shell::failed(std::string_view summary, const Error& error) {
    complain(summary);
    return error;
}

void Shell::remarkUnavailable(const Connection& connection) {
    remarkErrors(connection.unavailable());
}

void Shell::remarkErrors(const std::vector<Error>& errors) {
    for (const auto& error : errors)
        remark("warning", error.message);
}

} // namespace twinvirt
