#include "image/busybox_files.h"
#include "image/command.h"
#include "image/root_tree.h"
#include "image/static_program.h"
#include "image/tree_directory.h"
#include "util/process.h"

#include <filesystem>
#include <sstream>

namespace twinvirt {

namespace fs = std::filesystem;

/// The host's busybox, which has to be static: the tree has no libraries.
static Result<std::string> findStaticBusybox() {
    const std::string program = TRY(findProgram("busybox", "busybox-static"));
    if (!TRY(isStaticProgram(program)))
        return Error{ErrorCode::operationUnsupported,
                     "use '" + program +
                         "': it needs shared libraries; install the package 'busybox-static'"};
    return program;
}

static Result<void> copyProgram(const std::string& from, const std::string& to) {
    std::error_code error;
    fs::copy_file(from, to, error);
    if (error)
        return systemError("copy '" + from + "' to '" + to + "'", error.value());
    fs::permissions(to, fs::perms(0755), error);
    if (error)
        return systemError("chmod(" + to + ")", error.value());
    return {};
}

/// "usr/bin/env" is a link to "../../bin/busybox": relative, so that it holds wherever the tree is.
static Result<void> linkApplet(const std::string& directory, const std::string& applet) {
    const fs::path link = fs::path(directory) / applet;
    const auto target = fs::path("bin/busybox").lexically_relative(fs::path(applet).parent_path());
    std::error_code error;
    fs::create_symlink(applet.find('/') == std::string::npos ? "bin/busybox" : target, link, error);
    if (error)
        return systemError("symlink(" + link.string() + ")", error.value());
    return {};
}

static Result<void> linkApplets(const std::string& directory, const std::string& busybox) {
    const auto list = TRY(runProcess(busybox, {"--list-full"}, std::chrono::seconds(10)));
    std::istringstream lines(list.output);
    int linked = 0;
    for (std::string applet; std::getline(lines, applet);) {
        if (applet.empty() || applet == "bin/busybox")
            continue;
        TRY(linkApplet(directory, applet));
        ++linked;
    }
    if (linked == 0)
        return Error{ErrorCode::operationFailed,
                     "run '" + busybox + " --list-full': it named no applet\n" + list.errors};
    return {};
}

Result<void> createBusyboxTree(const std::string& directory, Progress& progress) {
    const std::string busybox = TRY(findStaticBusybox());
    Rollback rollback;
    TRY(prepareTreeDirectory(directory, rollback));
    progress.report("directories and files", 0.0);
    for (const auto& entry : busyboxDirectories())
        TRY(makeTreeDirectory(directory + "/" + std::string(entry.path), entry.mode));
    for (const auto& file : busyboxFiles())
        TRY(writeTreeFile(directory + "/" + std::string(file.path), file.content, file.mode));
    progress.report("busybox and its applets", 0.5);
    TRY(copyProgram(busybox, directory + "/bin/busybox"));
    TRY(linkApplets(directory, busybox));
    progress.report("done", 1.0);
    rollback.dismiss();
    return {};
}

} // namespace twinvirt
