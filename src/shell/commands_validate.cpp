#include "shell/commands.h"
#include "shell/host_check_text.h"
#include "shell/json_output.h"
#include "shell/shell.h"

#include <algorithm>

namespace twinvirt {

namespace {

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
            shell.print(textOf(check));
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
