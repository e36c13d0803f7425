#include "lxc/isolation/image_export.h"

#include "lxc/isolation/host_source.h"
#include "util/atomic_file.h"
#include "util/host_program.h"
#include "util/process.h"

#include <sys/mount.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

namespace twinvirt::lxc {

namespace {

constexpr const char* program = "/usr/bin/qemu-storage-daemon";
constexpr std::chrono::seconds patience{10};

/// A comma ends a value (qemu-storage-daemon(1)), two are one.
std::string quoted(const std::string& path) {
    std::string text;
    for (const char c : path)
        text += c == ',' ? std::string(2, c) : std::string(1, c);
    return text;
}

std::string exportArgument(const std::string& exported, bool readOnly) {
    return "type=fuse,id=export,node-name=image,mountpoint=" + quoted(exported) +
           ",writable=" + (readOnly ? "off" : "on");
}

std::vector<std::string> argumentsFor(const ImageExport& request) {
    const std::string readOnly = request.readOnly ? "true" : "false";
    return {"qemu-storage-daemon", "--daemonize", "--blockdev",
            // By descriptor: no link can take the place of the image that was checked.
            R"({"driver":"file","node-name":"file","filename":"/proc/self/fd/3","read-only":)" +
                readOnly + "}",
            "--blockdev",
            R"({"driver":")" + request.format +
                R"(","node-name":"image","file":"file","backing":null,"read-only":)" + readOnly +
                "}",
            "--export", exportArgument(request.exported, request.readOnly)};
}

template <typename Visit>
void forEachName(const char* directory, Visit visit) {
    DIR* stream = ::opendir(directory);
    if (stream == nullptr)
        return;
    while (const dirent* entry = ::readdir(stream))
        visit(std::string(entry->d_name));
    ::closedir(stream);
}

bool serves(pid_t pid, const std::string& exported) {
    const auto arguments = readFile("/proc/" + std::to_string(pid) + "/cmdline").value_or("");
    return arguments.starts_with("qemu-storage-daemon") &&
           (arguments.find('\0' + exportArgument(exported, true) + '\0') != std::string::npos ||
            arguments.find('\0' + exportArgument(exported, false) + '\0') != std::string::npos);
}

bool hasLoopDevice(const std::string& exported) {
    bool found = false;
    forEachName("/sys/block", [&](const std::string& name) {
        if (name.starts_with("loop"))
            found = found || readFile("/sys/block/" + name + "/loop/backing_file").value_or("") ==
                                 exported + "\n";
    });
    return found;
}

std::vector<pid_t> daemonsOf(const std::string& exported) {
    std::vector<pid_t> pids;
    forEachName("/proc", [&](const std::string& name) {
        if (const pid_t pid = std::atoi(name.c_str()); pid > 1 && serves(pid, exported))
            pids.push_back(pid);
    });
    return pids;
}

/// Of the images that are mounted and not raw.
std::vector<std::string> exportsOf(const LaunchSpec& spec) {
    std::vector<std::string> files;
    if (!spec.root.exported.empty())
        files.push_back(spec.root.exported);
    for (const MountSpec& mount : spec.mounts)
        if (!mount.exported.empty())
            files.push_back(mount.exported);
    return files;
}

void endDaemon(pid_t pid, const std::string& exported) {
    const auto pidfd = openPidfd(pid);
    if (!pidfd || !serves(pid, exported))
        return;
    (void)sendSignal(pidfd->get(), SIGTERM);
    if (!waitForExit(pidfd->get(), patience).value_or(false))
        (void)sendSignal(pidfd->get(), SIGKILL);
}

} // namespace

bool hasImageExports() {
    return ::access(program, X_OK) == 0 && ::access("/dev/fuse", F_OK) == 0;
}

Result<void> startImageExport(const ImageExport& request) {
    const UniqueFd image = TRY(openSourceImage(request.image, request.readOnly));
    const UniqueFd place(
        ::open(request.exported.c_str(), O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!place)
        return systemError("export '" + request.image + "'");
    HostProgram daemon;
    daemon.paths = {program};
    daemon.arguments = argumentsFor(request);
    daemon.third = image.get();
    daemon.endsWithCaller = true;
    const auto end = TRY(runHostProgram(daemon));
    if (end.isSuccess())
        return {};
    ::unlink(request.exported.c_str());
    if (!end.wasExecuted())
        return Error{ErrorCode::operationUnsupported,
                     "an image of format " + request.format +
                         " is read by qemu-storage-daemon, which is not installed; install the "
                         "package qemu-system-common, or convert the image with qemu-img convert "
                         "-O raw"};
    return Error{ErrorCode::operationFailed, "image '" + request.image + "': " + end.errors};
}

void endImageExport(const std::string& exported) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (hasLoopDevice(exported) && std::chrono::steady_clock::now() < deadline) {
        const timespec moment{0, 1'000'000};
        ::nanosleep(&moment, nullptr);
    }
    // One that was still starting may have left another in the background since.
    for (int round = 0; round < 3; ++round)
        for (const pid_t pid : daemonsOf(exported))
            endDaemon(pid, exported);
    // Of a daemon that was killed the mount is left.
    while (::umount2(exported.c_str(), MNT_DETACH | UMOUNT_NOFOLLOW) == 0) {
    }
    ::unlink(exported.c_str());
}

void endImageExports(const LaunchSpec& spec) {
    for (const std::string& file : exportsOf(spec))
        endImageExport(file);
}

std::vector<pid_t> imageExporters(const LaunchSpec& spec) {
    std::vector<std::string> files = exportsOf(spec);
    for (const NodeSpec& node : spec.nodes)
        if (!node.exported.empty())
            files.push_back(node.exported);
    std::vector<pid_t> pids;
    for (const std::string& file : files)
        for (const pid_t pid : daemonsOf(file))
            pids.push_back(pid);
    return pids;
}

} // namespace twinvirt::lxc
