#include "kvm/domain_settings.h"

#include "kvm/handles.h"
#include "kvm/libvirt_error.h"

namespace twinvirt::kvm {

Result<void> KvmSettings::setAutostart(const DomainIdentity& identity, bool autostart) {
    const auto domain = TRY(session_.domain(identity));
    if (virDomainSetAutostart(domain.get(), autostart ? 1 : 0) < 0)
        return lastLibvirtError();
    return {};
}

Result<void> KvmSettings::renameDomain(const DomainIdentity& identity, const std::string& name) {
    const auto domain = TRY(session_.domain(identity));
    if (virDomainRename(domain.get(), name.c_str(), 0) < 0)
        return lastLibvirtError();
    return {};
}

} // namespace twinvirt::kvm
