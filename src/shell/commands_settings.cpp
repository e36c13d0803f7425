#include "shell/commands.h"
#include "shell/shell.h"

namespace twinvirt {

namespace {

Result<int> autostart(Shell& shell, const ParsedCommand& command) {
    const auto domain = TRY(shell.domain(command));
    const auto& identity = domain.record.identity;
    const bool enable = !command.has("disable");
    if (auto set = domain.driver->settings().setAutostart(identity, enable); !set)
        return shell.failed("Failed to " + std::string(enable ? "mark" : "unmark") + " domain '" +
                                identity.name + "' as autostarted",
                            set.error());
    shell.done("Domain '" + identity.name + "' " + (enable ? "marked" : "unmarked") +
               " as autostarted");
    return 0;
}

bool isDue(const Domain& domain) {
    return domain.record.autostart && !domain.record.id;
}

/// False after a failure, which has been said. Who was started meanwhile by somebody else (libvirtd
/// starts its own) runs, and that is what was asked for.
bool startDue(Shell& shell, const Domain& domain) {
    const auto& identity = domain.record.identity;
    const auto started = domain.driver->startDomain(identity, {});
    if (started) {
        shell.done("Domain '" + identity.name + "' started");
        return true;
    }
    if (const auto now = domain.driver->lookupByUuid(identity.uuid); now && now->id)
        return true;
    shell.complain(
        shell.failed("Failed to start domain '" + identity.name + "'", started.error()).message);
    return false;
}

Result<int> autostartAll(Shell& shell, const ParsedCommand&) {
    auto* connection = TRY(shell.connection());
    const auto domains = connection->listDomains({.active = false, .inactive = true});
    if (!domains)
        return shell.failed("Failed to list domains", domains.error());
    bool good = true;
    for (const auto& domain : *domains)
        good = (!isDue(domain) || startDue(shell, domain)) && good;
    shell.remarkUnavailable(*connection);
    return good ? 0 : 1;
}

Result<int> domrename(Shell& shell, const ParsedCommand& command) {
    const auto domain = TRY(shell.domain(command, lookupByName | lookupByUuid));
    TRY(domain.driver->settings().renameDomain(domain.record.identity,
                                               command.required("new-name")));
    shell.done("Domain successfully renamed");
    return 0;
}

constexpr OptionDefinition autostartOptions[]{
    option::domain(),
    option::flag("disable", "disable autostarting"),
};
constexpr OptionDefinition domrenameOptions[]{
    option::data("domain", "domain name or uuid", Completion::inactiveDomain),
    option::data("new-name", "new domain name"),
};

} // namespace

constinit const CommandDefinition autostartCommand{
    .name = "autostart",
    .help = "autostart a domain",
    .description = "Configure a domain to be automatically started at boot.",
    .options = autostartOptions,
    .run = autostart,
    .changes = true,
};
constinit const CommandDefinition autostartAllCommand{
    .name = "autostart-all",
    .help = "start every domain that is marked as autostarted",
    .description = "Start those of this connection's domains that are marked and do not run: what "
                   "the unit\n    twinvirt-autostart.service runs when the host boots. One that "
                   "fails does not keep the\n    others from starting.",
    .run = autostartAll,
    .changes = true,
};
constinit const CommandDefinition domrenameCommand{
    .name = "domrename",
    .help = "rename a domain",
    .description = "Rename an inactive domain.",
    .options = domrenameOptions,
    .run = domrename,
    .changes = true,
};

} // namespace twinvirt
