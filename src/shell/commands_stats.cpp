#include "shell/commands.h"
#include "shell/domain_text.h"
#include "shell/json_output.h"
#include "shell/shell.h"

#include <algorithm>
#include <charconv>

namespace twinvirt {

namespace {

struct DomainFigures {
    Domain domain;
    DomainStats stats;
};

/// --list-running and the like; without any of them every domain counts.
bool wanted(const ParsedCommand& command, const DomainRecord& record) {
    const auto state = record.state;
    const bool other = state != DomainState::running && state != DomainState::paused &&
                       state != DomainState::shutoff;
    const std::pair<std::string_view, bool> stateFilters[]{
        {"list-running", state == DomainState::running},
        {"list-paused", state == DomainState::paused},
        {"list-shutoff", state == DomainState::shutoff},
        {"list-other", other}};
    const std::pair<std::string_view, bool> activeFilters[]{{"list-active", record.id.has_value()},
                                                            {"list-inactive", !record.id}};
    const std::pair<std::string_view, bool> persistenceFilters[]{
        {"list-persistent", record.persistent}, {"list-transient", !record.persistent}};
    const auto passes = [&](std::span<const std::pair<std::string_view, bool>> filters) {
        bool given = false;
        for (const auto& [option, matches] : filters) {
            if (command.has(option) && matches)
                return true;
            given = given || command.has(option);
        }
        return !given;
    };
    return passes(stateFilters) && passes(activeFilters) && passes(persistenceFilters);
}

Result<std::vector<Domain>> subjects(Shell& shell, const ParsedCommand& command) {
    auto* connection = TRY(shell.connection());
    std::vector<Domain> domains;
    for (const auto& key : command.all("domain"))
        domains.push_back(TRY(connection->lookup(key)));
    if (!domains.empty())
        return domains;
    domains = TRY(connection->listDomains({.active = true, .inactive = true}));
    std::erase_if(domains, [&](const Domain& domain) { return !wanted(command, domain.record); });
    sortAsVirsh(domains);
    shell.remarkUnavailable(*connection);
    return domains;
}

/// The groups that are asked for; all of them without any of the options, as in virsh.
StatsGroups groupsOf(const ParsedCommand& command) {
    constexpr std::pair<const char*, bool StatsGroups::*> options[]{
        {"state", &StatsGroups::state},
        {"cpu-total", &StatsGroups::cpu},
        {"balloon", &StatsGroups::balloon},
        {"vcpu", &StatsGroups::vcpu},
        {"interface", &StatsGroups::interface},
        {"block", &StatsGroups::block},
        {"perf", &StatsGroups::perf},
        {"iothread", &StatsGroups::iothread},
        {"memory", &StatsGroups::memory},
        {"dirtyrate", &StatsGroups::dirtyrate},
        {"vm", &StatsGroups::vm}};
    StatsGroups groups;
    const bool any = std::any_of(std::begin(options), std::end(options),
                                 [&](const auto& each) { return command.has(each.first); });
    for (const auto& [option, group] : options)
        groups.*group = !any || command.has(option);
    return groups;
}

std::string text(const std::vector<DomainFigures>& all) {
    std::string out;
    for (const auto& figures : all) {
        out += (out.empty() ? "" : "\n") + std::string("Domain: '") +
               figures.domain.record.identity.name + "'\n";
        for (const auto& entry : figures.stats)
            out += "  " + entry.key + "=" + entry.value + "\n";
    }
    return out;
}

/// A figure as a number where it is one.
JsonValue jsonValue(const std::string& value) {
    std::int64_t number = 0;
    const auto end = value.data() + value.size();
    const auto [stop, error] = std::from_chars(value.data(), end, number);
    return error == std::errc{} && stop == end ? JsonValue(number) : JsonValue(value);
}

std::string json(const std::vector<DomainFigures>& all) {
    JsonList list;
    for (const auto& figures : all) {
        JsonRecord values;
        for (const auto& entry : figures.stats)
            values.emplace_back(entry.key, jsonValue(entry.value));
        list.emplace_back(JsonRecord{{"name", figures.domain.record.identity.name},
                                     {"uuid", figures.domain.record.identity.uuid.toString()},
                                     {"type", std::string(nameOf(figures.domain.record.type))},
                                     {"stats", values}});
    }
    return formatJson(list);
}

Result<int> domstats(Shell& shell, const ParsedCommand& command) {
    const auto groups = groupsOf(command);
    std::vector<DomainFigures> all;
    for (const auto& domain : TRY(subjects(shell, command)))
        all.push_back({domain, TRY(domain.driver->domainStats(domain.record.identity, groups))});
    shell.print(command.has("json") ? json(all) : text(all));
    return 0;
}

constexpr OptionDefinition domstatsOptions[]{
    option::flag("state", "report domain state"),
    option::flag("cpu-total", "report domain physical cpu usage"),
    option::flag("balloon", "report domain balloon statistics"),
    option::flag("vcpu", "report domain virtual cpu information"),
    option::flag("interface", "report domain network interface information"),
    option::flag("block", "report domain block device statistics"),
    option::flag("perf", "report domain perf event statistics (machines)"),
    option::flag("iothread", "report domain IOThread information (machines)"),
    option::flag("memory", "report domain memory usage (machines)"),
    option::flag("dirtyrate", "report domain dirty rate information (machines)"),
    option::flag("vm", "report hypervisor-specific statistics (machines)"),
    option::flag("list-active", "list only active domains"),
    option::flag("list-inactive", "list only inactive domains"),
    option::flag("list-persistent", "list only persistent domains"),
    option::flag("list-transient", "list only transient domains"),
    option::flag("list-running", "list only running domains"),
    option::flag("list-paused", "list only paused domains"),
    option::flag("list-shutoff", "list only shutoff domains"),
    option::flag("list-other", "list only domains in other states"),
    option::flag("raw", "do not pretty-print the fields (these groups have no pretty form)"),
    option::refused(option::flag("enforce", ""),
                    "a group that a kind does not have is left out; ask for those that it has"),
    option::refused(option::flag("backing", ""),
                    "the backing chain of an image is not followed; use virsh for it"),
    option::refused(option::flag("nowait", ""), "no group that is offered here has to wait"),
    option::rest("domain", "list of domains to get stats for", false, Completion::domain),
    option::json(),
};

} // namespace

constinit const CommandDefinition domstatsCommand{
    .name = "domstats",
    .help = "get statistics about one or multiple domains",
    .description = "Gets statistics about one or more (or all) domains",
    .options = domstatsOptions,
    .run = domstats,
};

} // namespace twinvirt
