#include "shell/commands.h"
#include "shell/domain_parts.h"
#include "shell/scaled_size.h"
#include "shell/scope_options.h"
#include "shell/shell.h"

namespace twinvirt {

namespace {

Result<std::uint64_t> someMemory(const ParsedCommand& command) {
    const auto kib = TRY(sizeKib(command, "size"));
    if (kib == 0)
        return Error{ErrorCode::invalidArgument,
                     "memory in virDomainSetMemoryFlags must not be zero"};
    return kib;
}

Result<int> setmem(Shell& shell, const ParsedCommand& command) {
    const auto scope = TRY(changeScope(command));
    const auto domain = TRY(shell.domain(command));
    const auto kib = TRY(someMemory(command));
    auto* resources = TRY(resourcesOf(domain));
    TRY(resources->setMemory(domain.record.identity, kib, scope));
    return 0;
}

Result<int> setmaxmem(Shell& shell, const ParsedCommand& command) {
    const auto scope = TRY(changeScope(command));
    const auto domain = TRY(shell.domain(command));
    auto* resources = TRY(resourcesOf(domain));
    const auto kib = someMemory(command);
    const auto changed =
        kib ? resources->setMaxMemory(domain.record.identity, *kib, scope) : kib.error();
    if (!changed)
        return shell.failed("Unable to change MaxMemorySize", changed.error());
    return 0;
}

constexpr OptionDefinition size(std::string_view help) {
    return {.name = "size", .type = OptionType::number, .help = help, .required = true};
}
constexpr OptionDefinition setmemOptions[]{
    option::domain(),      size("new memory size, as scaled integer (default KiB)"),
    option::affectConfig,  option::affectLive,
    option::affectCurrent,
};
constexpr OptionDefinition setmaxmemOptions[]{
    option::domain(),      size("new maximum memory size, as scaled integer (default KiB)"),
    option::affectConfig,  option::affectLive,
    option::affectCurrent,
};

} // namespace

constinit const CommandDefinition setmemCommand{
    .name = "setmem",
    .help = "change memory allocation",
    .description = "Change the current memory allocation in the guest domain.",
    .options = setmemOptions,
    .run = setmem,
    .changes = true,
};
constinit const CommandDefinition setmaxmemCommand{
    .name = "setmaxmem",
    .help = "change maximum memory limit",
    .description = "Change the maximum memory allocation limit in the guest domain.",
    .options = setmaxmemOptions,
    .run = setmaxmem,
    .changes = true,
};

} // namespace twinvirt
