#pragma once

#include "util/result.h"

#include <string>

namespace twinvirt {

/// What a volume of a storage pool is on this host.
struct VolumeTarget {
    enum class Kind {
        file,      ///< an image
        block,     ///< a block device
        directory, ///< a tree of files
    };
    Kind kind = Kind::file;
    std::string path;
};

/// libvirt's storage pools, for both kinds of domain.
class StorageDriver {
  public:
    virtual ~StorageDriver() = default;

    /// noStoragePool and noStorageVolume when there is none, operationInvalid when the pool is not
    /// active, configUnsupported for a volume that is not on this host; libvirt's words.
    virtual Result<VolumeTarget> volume(const std::string& pool, const std::string& name) = 0;
};

} // namespace twinvirt
