#include "shell/commands.h"
#include "shell/json_output.h"
#include "shell/shell.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <unistd.h>

namespace twinvirt {

namespace {

std::string_view verdictName(CheckVerdict verdict) {
    switch (verdict) {
    case CheckVerdict::pass:
        return "PASS";
    case CheckVerdict::warn:
        return "WARN";
    case CheckVerdict::fail:
        return "FAIL";
    }
    return "?";
}

std::string coloured(CheckVerdict verdict) {
    const std::string name(verdictName(verdict));
    if (::isatty(STDOUT_FILENO) == 0)
        return name;
    const char* colour = verdict == CheckVerdict::pass   ? "\033[32m"
                         : verdict == CheckVerdict::warn ? "\033[33m"
                                                         : "\033[31m";
    return colour + name + "\033[0m";
}

/// A line of virt-host-validate, and a second one with what to do about it.
std::string lineOf(const HostCheck& check) {
    std::array<char, 256> head{};
    std::snprintf(head.data(), head.size(), "%6s: Checking %-60s: ", check.driver.c_str(),
                  check.topic.c_str());
    std::string line = head.data() + coloured(check.verdict);
    if (!check.detail.empty())
        line += " (" + check.detail + ")";
    line += "\n";
    if (check.verdict != CheckVerdict::pass && !check.remedy.empty())
        line += "        remedy: " + check.remedy + "\n";
    return line;
}

JsonRecord recordOf(const HostCheck& check) {
    return {{"driver", check.driver},
            {"check", check.topic},
            {"verdict", std::string(verdictName(check.verdict))},
            {"detail", check.detail},
            {"remedy", check.remedy}};
}

/// The checks of every driver of the connection; a driver of a twin that cannot even be opened is
/// itself a failed check.
Result<std::vector<HostCheck>> allChecks(Connection& connection) {
    std::vector<HostCheck> checks;
    for (auto* driver : TRY(connection.drivers())) {
        auto own = TRY_WITHIN(driver->uri(), driver->host().hostChecks());
        std::ranges::move(own, std::back_inserter(checks));
    }
    for (const auto& error : connection.unavailable())
        checks.push_back({"QEMU", "if the driver can be opened", CheckVerdict::fail, error.message,
                          "install libvirt-daemon-system and qemu-system-x86, or use containers "
                          "only (-c lxc:///system)"});
    return checks;
}

/// "lxc", "qemu" as virt-host-validate takes them; case does not matter.
bool isAbout(const HostCheck& check, std::string driver) {
    const auto same = [](char a, char b) { return std::toupper(a) == std::toupper(b); };
    if (driver == "kvm")
        driver = "qemu";
    return std::ranges::equal(check.driver, driver, same);
}

Result<int> hostValidate(Shell& shell, const ParsedCommand& command) {
    auto* connection = TRY(shell.connection());
    auto checks = TRY(allChecks(*connection));
    if (const auto driver = command.text("driver"))
        std::erase_if(checks, [&](const HostCheck& check) { return !isAbout(check, *driver); });
    if (checks.empty())
        return Error{ErrorCode::invalidArgument, "'" + command.required("driver") +
                                                     "' is no driver of this connection; known "
                                                     "are lxc and qemu"};
    JsonList list;
    for (const auto& check : checks) {
        list.emplace_back(recordOf(check));
        if (!command.has("json"))
            shell.print(lineOf(check));
    }
    if (command.has("json"))
        shell.print(formatJson(list));
    const auto failed = [](const HostCheck& check) { return check.verdict == CheckVerdict::fail; };
    return std::ranges::any_of(checks, failed) ? 1 : 0;
}

constexpr OptionDefinition hostValidateOptions[]{
    option::text("driver", "lxc or qemu (default: both)", "lxc|qemu"),
    option::json(),
};

} // namespace

constinit const CommandDefinition hostValidateCommand{
    .name = "host-validate",
    .help = "what this host can do for containers and machines",
    .description = "Checks the host and says what to do about what is missing. Exit status 1 when "
                   "a check fails.",
    .options = hostValidateOptions,
    .run = hostValidate,
};

} // namespace twinvirt
