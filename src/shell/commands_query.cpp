#include "shell/commands.h"
#include "shell/domain_text.h"
#include "shell/json_output.h"
#include "shell/shell.h"

#include <array>
#include <cstdio>

namespace twinvirt {

namespace {

JsonRecord identityFields(const Domain& domain) {
    return {{"name", domain.record.identity.name},
            {"uuid", domain.record.identity.uuid.toString()},
            {"type", std::string(nameOf(domain.record.type))}};
}

JsonValue idField(const DomainRecord& record) {
    return record.id ? JsonValue(*record.id) : JsonValue();
}

/// One fact about a domain: as a line, or in JSON beside the domain's identity.
Result<int> printFact(Shell& shell, const ParsedCommand& command, const Domain& domain,
                      const std::string& line, const char* field, JsonValue value) {
    if (!command.has("json")) {
        shell.print(line + "\n");
        return 0;
    }
    auto record = identityFields(domain);
    if (field != nullptr)
        record.emplace_back(field, std::move(value));
    shell.print(formatJson(record));
    return 0;
}

Result<int> domid(Shell& shell, const ParsedCommand& command) {
    const auto domain = TRY(shell.domain(command, lookupByName | lookupByUuid));
    return printFact(shell, command, domain, idText(domain.record), "id", idField(domain.record));
}

Result<int> domname(Shell& shell, const ParsedCommand& command) {
    const auto domain = TRY(shell.domain(command, lookupById | lookupByUuid));
    return printFact(shell, command, domain, domain.record.identity.name, nullptr, {});
}

Result<int> domuuid(Shell& shell, const ParsedCommand& command) {
    const auto domain = TRY(shell.domain(command, lookupById | lookupByName));
    return printFact(shell, command, domain, domain.record.identity.uuid.toString(), nullptr, {});
}

Result<int> domstate(Shell& shell, const ParsedCommand& command) {
    const auto domain = TRY(shell.domain(command));
    const auto state = stateName(domain.record.state);
    const auto reason = reasonName(domain.record.state, domain.record.reason);
    if (command.has("json")) {
        auto record = identityFields(domain);
        record.emplace_back("state", state);
        record.emplace_back("reason", reason);
        shell.print(formatJson(record));
    } else {
        shell.print(state + (command.has("reason") ? " (" + reason + ")" : "") + "\n");
    }
    return 0;
}

std::string line(std::string_view title, const std::string& value) {
    std::string text(title);
    text.resize(15, ' ');
    return text + " " + value + "\n";
}

std::string seconds(std::chrono::nanoseconds time) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.1fs", std::chrono::duration<double>(time).count());
    return text.data();
}

std::string infoText(const DomainInfo& info) {
    const auto& record = info.record;
    std::string text = line("Id:", idText(record)) + line("Name:", record.identity.name) +
                       line("UUID:", record.identity.uuid.toString()) +
                       line("OS Type:", info.osType) + line("State:", stateName(record.state)) +
                       line("CPU(s):", std::to_string(info.vcpus));
    if (info.cpuTime)
        text += line("CPU time:", seconds(*info.cpuTime));
    text += line("Max memory:", std::to_string(info.maxMemoryKib) + " KiB") +
            line("Used memory:", std::to_string(info.usedMemoryKib) + " KiB") +
            line("Persistent:", record.persistent ? "yes" : "no") +
            line("Autostart:", record.autostart ? "enable" : "disable") +
            line("Managed save:", info.managedSave ? "yes" : "no");
    if (!info.securityModel.empty())
        text +=
            line("Security model:", info.securityModel) + line("Security DOI:", info.securityDoi);
    if (!info.securityLabel.empty())
        text +=
            line("Security label:",
                 info.securityLabel + (info.securityEnforcing ? " (enforcing)" : " (permissive)"));
    for (std::size_t i = 0; i < info.messages.size(); ++i)
        text += line(i == 0 ? "Messages:" : "", info.messages[i]);
    return text;
}

JsonRecord infoRecord(const Domain& domain, const DomainInfo& info) {
    auto record = identityFields(domain);
    record.emplace_back("id", idField(info.record));
    record.emplace_back("osType", info.osType);
    record.emplace_back("state", stateName(info.record.state));
    record.emplace_back("vcpus", info.vcpus);
    record.emplace_back("cpuTimeNs", info.cpuTime ? JsonValue(info.cpuTime->count()) : JsonValue());
    record.emplace_back("maxMemoryKiB", info.maxMemoryKib);
    record.emplace_back("usedMemoryKiB", info.usedMemoryKib);
    record.emplace_back("persistent", info.record.persistent);
    record.emplace_back("autostart", info.record.autostart);
    record.emplace_back("managedSave", info.managedSave);
    record.emplace_back("securityModel", info.securityModel);
    record.emplace_back("securityDoi", info.securityDoi);
    record.emplace_back("securityLabel", info.securityLabel);
    record.emplace_back("securityEnforcing", info.securityEnforcing);
    record.emplace_back("messages", JsonList(info.messages.begin(), info.messages.end()));
    return record;
}

Result<int> dominfo(Shell& shell, const ParsedCommand& command) {
    const auto domain = TRY(shell.domain(command));
    const auto info = TRY(domain.driver->domainInfo(domain.record.identity));
    shell.print(command.has("json") ? formatJson(infoRecord(domain, info)) : infoText(info));
    return 0;
}

constexpr OptionDefinition domidOptions[]{
    option::data("domain", "domain name or uuid", Completion::domain), option::json()};
constexpr OptionDefinition domnameOptions[]{
    option::data("domain", "domain id or uuid", Completion::domain), option::json()};
constexpr OptionDefinition domuuidOptions[]{
    option::data("domain", "domain id or name", Completion::domain), option::json()};
constexpr OptionDefinition dominfoOptions[]{option::domain(), option::json()};
constexpr OptionDefinition domstateOptions[]{
    option::domain(), option::flag("reason", "also print reason for the state"), option::json()};

} // namespace

constinit const CommandDefinition domidCommand{
    .name = "domid",
    .help = "convert a domain name or UUID to domain id",
    .options = domidOptions,
    .run = domid,
};
constinit const CommandDefinition domnameCommand{
    .name = "domname",
    .help = "convert a domain id or UUID to domain name",
    .options = domnameOptions,
    .run = domname,
};
constinit const CommandDefinition domuuidCommand{
    .name = "domuuid",
    .help = "convert a domain name or id to domain UUID",
    .options = domuuidOptions,
    .run = domuuid,
};
constinit const CommandDefinition dominfoCommand{
    .name = "dominfo",
    .help = "domain information",
    .description = "Returns basic information about the domain.",
    .options = dominfoOptions,
    .run = dominfo,
};
constinit const CommandDefinition domstateCommand{
    .name = "domstate",
    .help = "domain state",
    .description = "Returns state about a domain.",
    .options = domstateOptions,
    .run = domstate,
};

} // namespace twinvirt
