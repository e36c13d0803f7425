// What the loader of the module calls: src/api/driver_module.h.
#include "api/driver_module.h"
#include "kvm/kvm_driver.h"

extern "C" [[gnu::visibility("default")]] void
twinvirtOpenDriver(const twinvirt::ConnectionUri& uri, const twinvirt::InstallPaths& paths,
                   twinvirt::Result<std::unique_ptr<twinvirt::Driver>>& driver) {
    driver = twinvirt::Result<std::unique_ptr<twinvirt::Driver>>(
        std::make_unique<twinvirt::kvm::KvmDriver>(uri, paths));
}
