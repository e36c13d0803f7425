#include "kvm/embed.h"

#include "util/atomic_file.h"

#include <filesystem>

namespace twinvirt::kvm {

Result<void> prepareEmbedRoot(const std::string& root) {
    if (root.empty() || root.front() != '/')
        return Error{ErrorCode::invalidArgument,
                     "qemu:///embed: root: needs an absolute directory, as in "
                     "qemu:///embed?root=/tmp/t",
                     0};
    const std::string file = root + "/etc/qemu.conf";
    std::error_code error;
    std::filesystem::create_directories(root + "/etc", error);
    if (error)
        return systemError("create directory(" + root + "/etc)", error.value());
    if (std::filesystem::exists(file, error))
        return {};
    return writeFileAtomically(file, "stdio_handler = \"file\"\n", Durability::volatileState);
}

} // namespace twinvirt::kvm
