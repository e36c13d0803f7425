#pragma once

#include "api/storage_driver.h"
#include "kvm/session.h"

namespace twinvirt::kvm {

/// libvirt's storage pools.
class KvmStorage : public StorageDriver {
  public:
    explicit KvmStorage(Session& session) : session_(session) {}

    Result<VolumeTarget> volume(const std::string& pool, const std::string& name) override;

  private:
    Session& session_;
};

} // namespace twinvirt::kvm
