#include "image/boot_files.h"
#include "image/kernel.h"
#include "image/root_tree.h"
#include "shell/commands.h"
#include "shell/interrupt_guard.h"
#include "shell/progress_bar.h"
#include "shell/shell.h"

#include <filesystem>
#include <sstream>

namespace twinvirt {

namespace {

std::vector<std::string> splitAtCommas(const std::string& text) {
    std::vector<std::string> parts;
    std::istringstream list(text);
    for (std::string part; std::getline(list, part, ',');)
        parts.push_back(part);
    return parts;
}

/// With --boot the tree goes again when the files that boot it cannot be made.
Result<void> createBusybox(const ParsedCommand& command, const std::string& directory,
                           Progress& progress) {
    TRY(createBusyboxTree(directory, progress));
    if (!command.has("boot"))
        return {};
    const auto boot =
        writeBootFiles(directory, command.required("boot"), systemCacheDirectory, progress);
    if (boot)
        return {};
    std::error_code ignored;
    std::filesystem::remove_all(directory, ignored);
    return boot.error();
}

Result<void> create(const ParsedCommand& command, const std::string& directory) {
    const std::string name = command.text("template").value_or("busybox");
    const bool debian = name == "debian";
    if (!debian && name != "busybox")
        return Error{ErrorCode::invalidArgument,
                     "no template '" + name + "'; the templates are busybox and debian"};
    if (!debian && (command.has("suite") || command.has("include")))
        return Error{ErrorCode::invalidArgument, "--suite and --include are for --template debian"};
    if (debian && command.has("boot"))
        return Error{ErrorCode::invalidArgument,
                     "--boot is for --template busybox: a tree of Debian is too big to be an "
                     "initramfs"};
    const InterruptGuard guard;
    ProgressBar progress;
    if (!debian)
        return createBusybox(command, directory, progress);
    return createDebianTree(directory, command.text("suite").value_or("bookworm"), progress,
                            splitAtCommas(command.text("include").value_or("")));
}

Result<int> rootfsCreate(Shell& shell, const ParsedCommand& command) {
    std::error_code error;
    const std::string directory =
        std::filesystem::absolute(command.required("directory"), error).lexically_normal();
    if (error)
        return systemError("absolute path of '" + command.required("directory") + "'",
                           error.value());
    if (const auto created = create(command, directory); !created)
        return shell.failed("Failed to create root file system '" + directory + "'",
                            created.error());
    shell.done("Root file system '" + directory + "' created");
    return 0;
}

constexpr OptionDefinition rootfsCreateOptions[]{
    option::data("directory", "a new or empty directory", Completion::file),
    option::text("template", "busybox (default) or debian", "busybox|debian"),
    option::namedOnly(
        option::text("boot", "a directory: also write a kernel and the tree as initramfs into it, "
                             "which boot it as a machine (busybox)")),
    option::namedOnly(option::text("suite", "Debian release (default: bookworm)")),
    option::namedOnly(option::text("include", "more Debian packages: NAME,NAME")),
};

} // namespace

constinit const CommandDefinition rootfsCreateCommand{
    .name = "rootfs-create",
    .help = "make the root file system of an OS container",
    .description =
        "busybox: the host's static busybox with its init, in less than a second. debian: a "
        "minimal Debian with systemd, made by mmdebstrap in about half a minute (as root). In both "
        "root has no password: whoever reaches the domain's console is root in it. Nothing in them "
        "listens on a network.",
    .options = rootfsCreateOptions,
    .run = rootfsCreate,
};

} // namespace twinvirt
