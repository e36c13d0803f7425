#pragma once

#include "api/connection.h"
#include "shell/parsed_command.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace twinvirt {

struct ShellSettings {
    std::optional<std::string> uri; ///< -c, or of the environment
    bool readOnly = false;          ///< -r
    bool quiet = false;             ///< -q: only what was asked for, no blank line, no "done" line
    bool timing = false;            ///< -t
    char escape = 0x1d;             ///< -e: the byte that leaves a console, Ctrl + ]
};

/// What the verbs work with: the connection, and the two streams in virsh's manner. Output goes to
/// stdout, complaints to stderr, in the order in which they are made.
class Shell {
  public:
    /// `table` must outlive the shell.
    Shell(ShellSettings settings, const DriverTable& table, InstallPaths paths);

    const ShellSettings& settings() const { return settings_; }
    const InstallPaths& paths() const { return paths_; }
    const DriverTable& drivers() const { return table_; }

    /// Runs commands one after another: the status of the last one that ran. A failure is said on
    /// stderr and does not stop the rest.
    int run(const std::vector<ParsedCommand>& commands);
    /// Splits, parses and runs a line; nothing runs when it does not parse.
    int runLine(std::string_view line);
    /// One command whose words are already split.
    int runWords(const std::vector<std::string>& words);

    /// Opened when first asked for. The error has been introduced with virsh's "failed to connect
    /// to the hypervisor".
    Result<Connection*> connection();
    /// The same for completion: silent, nullptr when there is none.
    Connection* connectionForCompletion();
    /// `connect`: drops the connection and makes this one.
    Result<void> connect(std::optional<std::string> uri, bool readOnly);
    /// The domain that the command's option names.
    Result<Domain> domain(const ParsedCommand& command, unsigned keys = lookupByAny,
                          std::string_view option = "domain");

    /// For a verb that changes something with some options only: operationDenied with -r.
    Result<void> requireWritable(const ParsedCommand& command) const;

    void print(std::string_view text);
    /// What -q leaves out: "Domain 'x' started".
    void done(std::string_view text);
    /// "error: TEXT" on stderr.
    void complain(std::string_view text);
    /// "PREFIX: TEXT" on stderr, for what is worth knowing and no error.
    void remark(std::string_view prefix, std::string_view text);
    /// Says `summary` as the first of virsh's two lines and hands back the error for the second.
    Error failed(std::string_view summary, const Error& error);
    /// Says which driver of a twin the last question went without, and why.
    void remarkUnavailable(const Connection& connection);
    /// Says each of them as a warning.
    void remarkErrors(const std::vector<Error>& errors);

    void quit() { quitting_ = true; }
    bool isQuitting() const { return quitting_; }
    void setInteractive() { interactive_ = true; }
    bool isInteractive() const { return interactive_; }

  private:
    Result<Connection> open(const std::optional<std::string>& uri) const;
    Result<int> execute(const ParsedCommand& command);
    void explain(const ParsedCommand& command, const Error& error);
    int refuse(const Error& error, std::string_view verb);

    ShellSettings settings_;
    const DriverTable& table_;
    InstallPaths paths_;
    std::optional<Connection> connection_;
    bool quitting_ = false;
    bool interactive_ = false;
};

} // namespace twinvirt
