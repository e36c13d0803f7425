#include "kvm/domain_info.h"

#include "kvm/domain_record.h"
#include "kvm/handles.h"
#include "kvm/libvirt_error.h"

#include <memory>

namespace twinvirt::kvm {

namespace {

/// A driver without security labels answers with an error, which is virsh's "none" as well.
void readSecurityModel(virDomainPtr domain, DomainInfo& info) {
    virSecurityModel model{};
    if (virNodeGetSecurityModel(virDomainGetConnect(domain), &model) < 0 || model.model[0] == '\0')
        return;
    info.securityModel = model.model;
    info.securityDoi = model.doi;
    virSecurityLabel label{};
    if (!info.record.id || virDomainGetSecurityLabel(domain, &label) < 0)
        return;
    info.securityLabel = label.label;
    info.securityEnforcing = label.enforcing != 0;
}

void readMessages(virDomainPtr domain, DomainInfo& info) {
    char** messages = nullptr;
    const int count = virDomainGetMessages(domain, &messages, 0);
    for (int i = 0; i < count; ++i)
        info.messages.emplace_back(LibvirtText(messages[i]).get());
    std::free(messages);
}

} // namespace

Result<DomainInfo> infoOf(virDomainPtr domain) {
    DomainInfo info;
    info.record = TRY(recordOf(domain));
    virDomainInfo facts{};
    if (virDomainGetInfo(domain, &facts) < 0)
        return lastLibvirtError();
    info.vcpus = facts.nrVirtCpu;
    if (info.record.id)
        info.cpuTime = std::chrono::nanoseconds(facts.cpuTime);
    info.maxMemoryKib = facts.maxMem;
    info.usedMemoryKib = facts.memory;
    const LibvirtText osType(virDomainGetOSType(domain));
    if (!osType)
        return lastLibvirtError();
    info.osType = osType.get();
    info.managedSave = virDomainHasManagedSaveImage(domain, 0) == 1;
    readSecurityModel(domain, info);
    readMessages(domain, info);
    return info;
}

} // namespace twinvirt::kvm
