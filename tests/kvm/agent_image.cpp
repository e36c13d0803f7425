#include "kvm/agent_image.h"

#include "image/initramfs.h"
#include "image/kernel.h"
#include "image/kernel_modules.h"
#include "image/root_tree.h"
#include "support/temporary_directory.h"
#include "util/atomic_file.h"
#include "util/process.h"

#include <sys/wait.h>

#include <sstream>

namespace twinvirt::test {

namespace {

/// devtmpfs has no names for ports (they are udev's), so the agent is told the first that comes.
constexpr const char* startAgent = R"(#!/bin/sh
port=$(ls /dev/vport*p1 2>/dev/null) || exec sleep 1
exec /usr/sbin/qemu-ga -m virtio-serial -p "$port" -t /run
)";

Result<std::string> outputOf(const std::string& script) {
    const auto run = TRY(runProcess("/bin/sh", {"-ec", script}, std::chrono::minutes(2)));
    if (!WIFEXITED(run.status) || WEXITSTATUS(run.status) != 0)
        return Error{ErrorCode::operationFailed, script + ": " + run.errors, 0};
    return run.output;
}

/// qemu-ga and what ldd(1) says that it needs, each where it will be looked for.
Result<std::vector<InitramfsFile>> agentFiles(const TemporaryDirectory& directory) {
    const auto agent = directory / "package/usr/sbin/qemu-ga";
    TRY(outputOf("cd " + directory.path() + "; apt-get -q download qemu-guest-agent; " +
                 "dpkg-deb -x qemu-guest-agent*.deb package"));
    std::vector<InitramfsFile> files{{agent, "usr/sbin/qemu-ga", 0755}};
    std::istringstream words(TRY(outputOf("ldd " + agent)));
    for (std::string word; words >> word;)
        if (word.starts_with('/'))
            files.push_back({std::filesystem::canonical(word), word.substr(1), 0755});
    return files;
}

Result<GuestImage> make(const TemporaryDirectory& directory) {
    NoProgress progress;
    std::filesystem::permissions(directory.path(), std::filesystem::perms(0755));
    auto files = TRY(agentFiles(directory));
    const auto kernel = TRY(findOrFetchKernel("/var/cache/twinvirt", progress));
    const auto modules = TRY(bootModules(kernel, {"virtio_pci", "virtio_console"}));
    files.insert(files.end(), modules.begin(), modules.end());
    TRY(createBusyboxTree(directory / "tree", progress));
    const auto inittab = TRY(readFile(directory / "tree/etc/inittab"));
    TRY(writeFileAtomically(directory / "inittab", inittab + "::respawn:/etc/init.d/agent\n",
                            Durability::volatileState));
    TRY(writeFileAtomically(directory / "agent", startAgent, Durability::volatileState));
    files.push_back({directory / "inittab", "etc/inittab", 0644});
    files.push_back({directory / "agent", "etc/init.d/agent", 0755});
    TRY(writeInitramfs(directory / "tree", directory / "initramfs.gz", files));
    return GuestImage{kernel.path, directory / "initramfs.gz"};
}

} // namespace

Result<GuestImage> agentImage() {
    static const TemporaryDirectory directory("kvm-agent");
    return make(directory);
}

} // namespace twinvirt::test
