#include "kvm/storage.h"

#include "kvm/libvirt_error.h"

#include <memory>

namespace twinvirt::kvm {

namespace {

struct StorageDeleter {
    void operator()(virStoragePoolPtr pool) const { virStoragePoolFree(pool); }
    void operator()(virStorageVolPtr volume) const { virStorageVolFree(volume); }
};
using PoolHandle = std::unique_ptr<virStoragePool, StorageDeleter>;
using VolumeHandle = std::unique_ptr<virStorageVol, StorageDeleter>;

Result<VolumeTarget::Kind> kindOf(const std::string& pool, const std::string& name, int type) {
    switch (type) {
    case VIR_STORAGE_VOL_FILE:
        return VolumeTarget::Kind::file;
    case VIR_STORAGE_VOL_BLOCK:
        return VolumeTarget::Kind::block;
    case VIR_STORAGE_VOL_DIR:
        return VolumeTarget::Kind::directory;
    default:
        return Error{ErrorCode::configUnsupported,
                     "volume '" + name + "' of pool '" + pool +
                         "' is no file, device or directory of this host; mount it here and give "
                         "the directory with <filesystem type='mount'>"};
    }
}

} // namespace

Result<VolumeTarget> KvmStorage::volume(const std::string& pool, const std::string& name) {
    auto* connection = TRY(session_.connection());
    const PoolHandle found(virStoragePoolLookupByName(connection, pool.c_str()));
    if (!found)
        return lastLibvirtError();
    if (virStoragePoolIsActive(found.get()) == 0)
        return Error{ErrorCode::operationInvalid,
                     "Requested operation is not valid: storage pool '" + pool +
                         "' is not active; start it: virsh pool-start " + pool};
    const VolumeHandle volume(virStorageVolLookupByName(found.get(), name.c_str()));
    virStorageVolInfo info{};
    if (!volume || virStorageVolGetInfo(volume.get(), &info) != 0)
        return lastLibvirtError();
    const LibvirtText path(virStorageVolGetPath(volume.get()));
    if (!path)
        return lastLibvirtError();
    return VolumeTarget{TRY(kindOf(pool, name, info.type)), path.get()};
}

} // namespace twinvirt::kvm
