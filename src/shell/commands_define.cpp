#include "api/domain_clones.h"
#include "shell/commands.h"
#include "shell/console_session.h"
#include "shell/json_output.h"
#include "shell/shell.h"
#include "util/atomic_file.h"
#include "xml/xpath_filter.h"

#include <cstring>

namespace twinvirt {

namespace {

constexpr std::string_view noNvram = "firmware variables are not managed yet; use virsh for it";

constexpr OptionDefinition fileOption =
    option::data("file", "file containing an XML domain description", Completion::file);
constexpr OptionDefinition strictOption =
    option::flag("strict", "fail when an element would be kept but ignored");

Result<std::string> readDocument(const std::string& file) {
    auto text = readFile(file);
    if (!text && text.error().errnum != 0)
        return Error{text.error().code,
                     "Failed to open file '" + file + "': " + std::strerror(text.error().errnum),
                     text.error().errnum};
    return text;
}

/// Says what this kind keeps but ignores (design decision 3), and what is perhaps not meant.
void showNotes(Shell& shell, const std::string& file, const std::vector<ElementNote>& notes) {
    for (const auto& note : notes)
        if (note.treatment != Treatment::refused)
            shell.remark(note.treatment == Treatment::ignored ? "note" : "warning",
                         describeNote(file, note));
}

Result<int> define(Shell& shell, const ParsedCommand& command) {
    const auto file = command.required("file");
    const auto xml = TRY(readDocument(file));
    auto* connection = TRY(shell.connection());
    std::vector<ElementNote> notes;
    const auto domain =
        connection->define(file, xml, {.validate = true, .strict = command.has("strict")}, notes);
    if (!domain)
        return shell.failed("Failed to define domain from " + file, domain.error());
    showNotes(shell, file, notes);
    shell.done("Domain '" + domain->record.identity.name + "' defined from " + file);
    return 0;
}

Result<int> create(Shell& shell, const ParsedCommand& command) {
    const auto file = command.required("file");
    const auto xml = TRY(readDocument(file));
    const auto start = TRY(startOptions(command));
    auto* connection = TRY(shell.connection());
    std::vector<ElementNote> notes;
    auto created = connection->create(
        file, xml, {.validate = command.has("validate"), .strict = command.has("strict")}, start,
        notes);
    if (!created)
        return shell.failed("Failed to create domain from " + file, created.error());
    showNotes(shell, file, notes);
    shell.done("Domain '" + created->domain.record.identity.name + "' created from " + file);
    return attachIfAsked(shell, command, created->domain, std::move(created->started.console));
}

/// What clone made is removed; what it did not make is only named.
Result<int> undefineWithStorage(Shell& shell, const Domain& domain) {
    const auto& identity = domain.record.identity;
    auto* clones = domain.driver->clones();
    if (clones == nullptr)
        return Error{ErrorCode::operationUnsupported,
                     "--remove-all-storage: the driver of domain '" + identity.name +
                         "' makes no clones, so there is no storage of theirs"};
    const auto storage = clones->undefineWithStorage(identity);
    if (!storage)
        return shell.failed("Failed to undefine domain '" + identity.name + "'", storage.error());
    shell.done("Domain '" + identity.name + "' has been undefined");
    for (const auto& path : storage->removed)
        shell.done("Storage '" + path + "' removed");
    for (const auto& path : storage->kept)
        shell.remark("note", "'" + path + "' is not removed: clone did not make it");
    return 0;
}

Result<int> undefine(Shell& shell, const ParsedCommand& command) {
    const auto domain = TRY(shell.domain(command));
    const auto& identity = domain.record.identity;
    if (command.has("remove-all-storage"))
        return undefineWithStorage(shell, domain);
    if (auto undefined = domain.driver->undefineDomain(identity); !undefined)
        return shell.failed("Failed to undefine domain '" + identity.name + "'", undefined.error());
    shell.done("Domain '" + identity.name + "' has been undefined");
    return 0;
}

Result<int> dumpxml(Shell& shell, const ParsedCommand& command) {
    const auto domain = TRY(shell.domain(command));
    const auto& identity = domain.record.identity;
    auto xml = TRY(domain.driver->dumpXml(identity, {.inactive = command.has("inactive")}));
    if (const auto xpath = command.text("xpath"))
        xml = TRY(filterByXpath(xml, *xpath, command.has("wrap")));
    else
        xml += "\n";
    if (command.has("json"))
        xml = formatJson(
            JsonRecord{{"name", identity.name}, {"uuid", identity.uuid.toString()}, {"xml", xml}});
    shell.print(xml);
    return 0;
}

constexpr OptionDefinition defineOptions[]{
    fileOption,
    option::flag("validate", "validate the XML against the schema (always done)"),
    strictOption,
};
constexpr OptionDefinition createOptions[]{
    fileOption,
    option::flag("console", "attach to console after creation"),
    option::flag("paused", "leave the guest paused after creation"),
    option::flag("autodestroy", "automatically destroy the guest when twinsh disconnects"),
    option::namedOnly(option::text("pass-fds", "pass file descriptors N,M,... to the guest")),
    option::flag("validate", "validate the XML against the schema"),
    option::refused(option::flag("reset-nvram", ""), noNvram),
    option::flag("emulate", "run a kvm domain without KVM, emulated"),
    strictOption,
};
constexpr std::string_view noStorage = "storage volumes are not managed yet; use virsh for it";
constexpr std::string_view noSnapshots = "snapshots are not managed yet; use virsh for it";
constexpr OptionDefinition undefineOptions[]{
    option::domain(),
    option::refused(option::flag("managed-save", ""),
                    "saved states are not managed yet; use virsh for it"),
    option::refused(option::text("storage", ""), noStorage),
    option::flag("remove-all-storage", "remove what clone made for it too"),
    option::refused(option::flag("delete-storage-volume-snapshots", ""), noStorage),
    option::refused(option::flag("wipe-storage", ""), noStorage),
    option::refused(option::flag("snapshots-metadata", ""), noSnapshots),
    option::refused(option::flag("checkpoints-metadata", ""), noSnapshots),
    option::refused(option::flag("nvram", ""), noNvram),
    option::refused(option::flag("keep-nvram", ""), noNvram),
    option::refused(option::flag("tpm", ""), "TPM states are not managed yet; use virsh for it"),
    option::refused(option::flag("keep-tpm", ""),
                    "TPM states are not managed yet; use virsh for it"),
};
constexpr OptionDefinition dumpxmlOptions[]{
    option::domain(),
    option::flag("inactive", "show inactive defined XML"),
    option::refused(option::flag("security-info", ""),
                    "secrets are not handed out yet; use virsh for it"),
    option::refused(option::flag("update-cpu", ""),
                    "host CPU models are not merged in yet; use virsh for it"),
    option::refused(option::flag("migratable", ""),
                    "migration is not supported yet; use virsh for it"),
    option::namedOnly(option::text("xpath", "xpath expression to filter the XML document")),
    option::flag("wrap", "wrap xpath results in an common root element"),
    option::json(),
};

} // namespace

constinit const CommandDefinition defineCommand{
    .name = "define",
    .help = "define (but don't start) a domain from an XML file",
    .description = "Define a domain. What its kind keeps but ignores is said in notes.",
    .options = defineOptions,
    .run = define,
    .changes = true,
};
constinit const CommandDefinition createCommand{
    .name = "create",
    .help = "create a domain from an XML file",
    .description = "Create a domain.",
    .options = createOptions,
    .run = create,
    .changes = true,
};
constinit const CommandDefinition undefineCommand{
    .name = "undefine",
    .help = "undefine a domain",
    .description = "Undefine an inactive domain, or convert persistent to transient.",
    .options = undefineOptions,
    .run = undefine,
    .changes = true,
};
constinit const CommandDefinition dumpxmlCommand{
    .name = "dumpxml",
    .help = "domain information in XML",
    .description = "Output the domain information as an XML dump to stdout.",
    .options = dumpxmlOptions,
    .run = dumpxml,
};

} // namespace twinvirt
