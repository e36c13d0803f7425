#include "lxc/filesystem_probe.h"

#include <blkid/blkid.h>
#include <cerrno>
#include <memory>

namespace twinvirt::lxc {

struct ProbeDeleter {
    void operator()(blkid_probe probe) const { blkid_free_probe(probe); }
};

Result<std::string> detectFilesystem(int fd) {
    const std::unique_ptr<std::remove_pointer_t<blkid_probe>, ProbeDeleter> probe(
        blkid_new_probe());
    if (!probe || blkid_probe_set_device(probe.get(), fd, 0, 0) != 0)
        return systemError("blkid: probe");
    blkid_probe_enable_superblocks(probe.get(), 1);
    blkid_probe_set_superblocks_flags(probe.get(), BLKID_SUBLKS_TYPE | BLKID_SUBLKS_USAGE);
    blkid_probe_filter_superblocks_usage(probe.get(), BLKID_FLTR_ONLYIN, BLKID_USAGE_FILESYSTEM);
    const int found = blkid_do_safeprobe(probe.get());
    if (found == -1)
        return systemError("blkid: read", errno);
    const char* type = nullptr;
    if (found != 0 || blkid_probe_lookup_value(probe.get(), "TYPE", &type, nullptr) != 0)
        return std::string();
    return std::string(type);
}

} // namespace twinvirt::lxc
