#include "shell/commands.h"
#include "shell/json_output.h"
#include "shell/shell.h"
#include "util/atomic_file.h"
#include "xml/domain_xml.h"

#include <cstring>
#include <filesystem>

namespace twinvirt {

namespace {

const NativeFormat* findFormat(const Shell& shell, const std::string& name) {
    for (const auto& entry : shell.drivers())
        for (const auto& format : entry.nativeFormats)
            if (format.name == name)
                return &format;
    return nullptr;
}

Result<const NativeFormat*> requireFormat(const Shell& shell, const std::string& name) {
    if (const auto* format = findFormat(shell, name))
        return format;
    std::string known;
    for (const auto& entry : shell.drivers())
        for (const auto& format : entry.nativeFormats)
            known += (known.empty() ? "" : ", ") + format.name;
    return Error{ErrorCode::invalidArgument, "unsupported config type '" + name + "'; expected " +
                                                 known + " (for those of QEMU use virsh)"};
}

/// A regular file of at most 1 MiB: what a file names must not block or fill the memory.
Result<std::string> readConfig(const std::string& path) {
    constexpr std::uintmax_t largest = std::uintmax_t{1} << 20U;
    std::error_code failure;
    const auto status = std::filesystem::status(path, failure);
    const bool regular = std::filesystem::is_regular_file(status);
    if (std::filesystem::exists(status) && !regular)
        return Error{ErrorCode::invalidArgument,
                     "Failed to open file '" + path + "': it is no regular file"};
    if (regular && std::filesystem::file_size(path, failure) > largest)
        return Error{ErrorCode::invalidArgument,
                     "Failed to open file '" + path + "': it is larger than 1 MiB"};
    auto text = readFile(path);
    if (!text && text.error().errnum != 0)
        return Error{text.error().code,
                     "Failed to open file '" + path + "': " + std::strerror(text.error().errnum),
                     text.error().errnum};
    return text;
}

/// The result on stdout and what was left out on stderr; or both as JSON.
void show(Shell& shell, bool json, const std::string& key, const std::string& text,
          const std::vector<std::string>& notes) {
    if (json) {
        JsonList list;
        for (const auto& note : notes)
            list.emplace_back(note);
        return shell.print(formatJson(JsonRecord{{key, text}, {"notes", std::move(list)}}));
    }
    shell.print(text);
    for (const auto& note : notes)
        shell.remark("note", note);
}

Result<int> fromNative(Shell& shell, const ParsedCommand& command) {
    const auto* format = TRY(requireFormat(shell, command.required("format")));
    const auto file = command.required("config");
    const NativeSource source{file, TRY(readConfig(file)), readConfig};
    const auto import = TRY(format->read(source));
    show(shell, command.has("json"), "xml", formatDomainDefinition(import.definition),
         import.notes);
    return 0;
}

Result<DomainDefinition> definitionOf(Shell& shell, const ParsedCommand& command) {
    if (const auto file = command.text("xml"))
        return readDomainDefinition({*file, TRY(readConfig(*file))});
    const auto domain = TRY(shell.domain(command));
    const auto& identity = domain.record.identity;
    return readDomainDefinition({identity.name, TRY(domain.driver->dumpXml(identity, {}))});
}

Result<int> toNative(Shell& shell, const ParsedCommand& command) {
    const auto* format = TRY(requireFormat(shell, command.required("format")));
    const bool named = command.text("domain").has_value();
    if (named && command.text("xml"))
        return Error{ErrorCode::invalidArgument,
                     "Options --domain and --xml are mutually exclusive"};
    if (!named && !command.text("xml"))
        return Error{ErrorCode::invalidArgument, "need either domain or domain XML"};
    const auto definition = TRY(definitionOf(shell, command));
    const auto exported = TRY(format->write(definition));
    show(shell, command.has("json"), "config", exported.text, exported.notes);
    return 0;
}

constexpr OptionDefinition formatOption(std::string_view help) {
    auto option = option::data("format", help);
    option.choices = "lxc-tools";
    return option;
}

constexpr OptionDefinition optionalDomain() {
    auto option = option::domain();
    option.required = false;
    return option;
}

constexpr OptionDefinition fromNativeOptions[]{
    formatOption("source config data format"),
    option::data("config", "config data file to import from", Completion::file),
    option::json(),
};
constexpr OptionDefinition toNativeOptions[]{
    formatOption("target config data type format"),
    optionalDomain(),
    option::text("xml", "xml data file to export from"),
    option::json(),
};

} // namespace

constinit const CommandDefinition domxmlFromNativeCommand{
    .name = "domxml-from-native",
    .help = "Convert native config to domain XML",
    .description = "Convert native guest configuration format to domain XML format. What has no\n"
                   "    counterpart in a definition is listed with its line.",
    .options = fromNativeOptions,
    .run = fromNative,
};
constinit const CommandDefinition domxmlToNativeCommand{
    .name = "domxml-to-native",
    .help = "Convert domain XML to native config",
    .description = "Convert domain XML config to a native guest configuration format. What the\n"
                   "    format has no key for is listed.",
    .options = toNativeOptions,
    .run = toNative,
};

} // namespace twinvirt
