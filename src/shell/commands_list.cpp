#include "shell/commands.h"
#include "shell/domain_text.h"
#include "shell/json_output.h"
#include "shell/shell.h"
#include "shell/table.h"

#include <algorithm>

namespace twinvirt {

namespace {

/// A pair of opposite flags: none or both mean "all", as in virsh.
bool passes(const ParsedCommand& command, std::string_view wanted, std::string_view unwanted,
            bool value) {
    if (command.has(wanted) == command.has(unwanted))
        return true;
    return command.has(wanted) == value;
}

bool stateWanted(const ParsedCommand& command, DomainState state) {
    const bool any = command.has("state-running") || command.has("state-paused") ||
                     command.has("state-shutoff") || command.has("state-other");
    if (!any)
        return true;
    switch (state) {
    case DomainState::running:
        return command.has("state-running");
    case DomainState::paused:
        return command.has("state-paused");
    case DomainState::shutoff:
        return command.has("state-shutoff");
    default:
        return command.has("state-other");
    }
}

bool wanted(const ParsedCommand& command, const DomainRecord& record) {
    return stateWanted(command, record.state) &&
           passes(command, "persistent", "transient", record.persistent) &&
           passes(command, "autostart", "no-autostart", record.autostart);
}

ListFilter filterOf(const ParsedCommand& command) {
    const bool all = command.has("all");
    // A state filter alone finds domains of that state, shut off ones too, as in virsh.
    const bool shutoff = command.has("state-shutoff") || command.has("state-other");
    return {.active = all || !command.has("inactive"),
            .inactive = all || command.has("inactive") || shutoff};
}

std::string table(const ParsedCommand& command, const std::vector<Domain>& domains, bool withType,
                  bool withTitles) {
    std::vector<std::string> titles{"Id", "Name", "State"};
    if (withType)
        titles.emplace_back("Type");
    if (command.has("title"))
        titles.emplace_back("Title");
    Table rows(titles);
    for (const auto& [driver, kind, record] : domains) {
        std::vector<std::string> cells{idText(record), record.identity.name,
                                       stateName(record.state)};
        if (withType)
            cells.emplace_back(nameOf(record.type));
        if (command.has("title"))
            cells.push_back(record.title.value_or(""));
        rows.addRow(std::move(cells));
    }
    return rows.format(withTitles);
}

/// The columns that --uuid, --name and --id ask for; the UUID comes first and --id alone leaves
/// out who has none, as in virsh.
std::string plain(const ParsedCommand& command, const std::vector<Domain>& domains) {
    std::string text;
    for (const auto& [driver, kind, record] : domains) {
        std::string line;
        const auto add = [&line](const std::string& word) {
            line += (line.empty() ? "" : " ") + word;
        };
        if (command.has("uuid"))
            add(record.identity.uuid.toString());
        if (command.has("id"))
            add(idText(record));
        if (command.has("name"))
            add(record.identity.name);
        if (line == "-" && !command.has("name"))
            continue;
        text += line + "\n";
    }
    return text;
}

std::string json(const std::vector<Domain>& domains) {
    JsonList list;
    for (const auto& [driver, kind, record] : domains)
        list.emplace_back(JsonRecord{
            {"id", record.id ? JsonValue(*record.id) : JsonValue()},
            {"name", record.identity.name},
            {"uuid", record.identity.uuid.toString()},
            {"type", std::string(nameOf(record.type))},
            {"state", stateName(record.state)},
            {"reason", reasonName(record.state, record.reason)},
            {"persistent", record.persistent},
            {"autostart", record.autostart},
            {"title", record.title ? JsonValue(*record.title) : JsonValue()},
        });
    return formatJson(list);
}

Result<int> list(Shell& shell, const ParsedCommand& command) {
    for (const std::string_view column : {"name", "uuid", "id", "json"})
        TRY(requireAtMostOne(command, std::array<std::string_view, 2>{"table", column}));
    auto* connection = TRY(shell.connection());
    auto domains = connection->listDomains(filterOf(command));
    if (!domains)
        return shell.failed("Failed to list domains", domains.error());
    std::erase_if(*domains, [&](const Domain& domain) { return !wanted(command, domain.record); });
    sortAsVirsh(*domains);
    const bool columns = command.has("name") || command.has("uuid") || command.has("id");
    const bool twin = connection->uri().scheme == "twin";
    shell.print(command.has("json") ? json(*domains)
                : columns           ? plain(command, *domains)
                                    : table(command, *domains, twin, !shell.settings().quiet));
    shell.remarkUnavailable(*connection);
    return 0;
}

constexpr std::string_view noSnapshots = "snapshots are not managed yet; use virsh for it";
constexpr std::string_view noSaves = "saved states are not managed yet; use virsh for it";

constexpr OptionDefinition listOptions[]{
    option::flag("inactive", "list inactive domains"),
    option::flag("all", "list inactive & active domains"),
    option::flag("transient", "list transient domains"),
    option::flag("persistent", "list persistent domains"),
    option::refused(option::flag("with-snapshot", ""), noSnapshots),
    option::refused(option::flag("without-snapshot", ""), noSnapshots),
    option::refused(option::flag("with-checkpoint", ""), noSnapshots),
    option::refused(option::flag("without-checkpoint", ""), noSnapshots),
    option::flag("state-running", "list domains in running state"),
    option::flag("state-paused", "list domains in paused state"),
    option::flag("state-shutoff", "list domains in shutoff state"),
    option::flag("state-other", "list domains in other states"),
    option::flag("autostart", "list domains with autostart enabled"),
    option::flag("no-autostart", "list domains with autostart disabled"),
    option::refused(option::flag("with-managed-save", ""), noSaves),
    option::refused(option::flag("without-managed-save", ""), noSaves),
    option::flag("uuid", "list uuid's only"),
    option::flag("name", "list domain names only"),
    option::flag("id", "list domain IDs only"),
    option::flag("table", "list table (default)"),
    option::refused(option::flag("managed-save", ""), noSaves),
    option::flag("title", "show domain title"),
    option::json(),
};

} // namespace

constinit const CommandDefinition listCommand{
    .name = "list",
    .help = "list domains",
    .description = "Returns list of domains.",
    .options = listOptions,
    .run = list,
};

} // namespace twinvirt
