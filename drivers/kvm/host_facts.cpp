#include "kvm/host_facts.h"

#include "kvm/host_checks.h"
#include "kvm/libvirt_error.h"

namespace twinvirt::kvm {

Result<DriverVersion> KvmHost::version() {
    const auto connection = TRY(session_.connection());
    DriverVersion version;
    const char* type = virConnectGetType(connection);
    if (type == nullptr || virGetVersion(&version.library, type, &version.api) < 0 ||
        virConnectGetVersion(connection, &version.hypervisorVersion) < 0)
        return lastLibvirtError();
    version.hypervisor = type;
    return version;
}

Result<std::string> KvmHost::capabilities() {
    const LibvirtText document(virConnectGetCapabilities(TRY(session_.connection())));
    if (!document)
        return lastLibvirtError();
    return std::string(document.get());
}

Result<std::vector<HostCheck>> KvmHost::hostChecks() {
    return std::vector<HostCheck>{checkKvmDevice(), checkKvmRunsGuest(), checkEmulator(),
                                  checkQemuUser(), checkLibvirt(session_)};
}

} // namespace twinvirt::kvm
