#include "kvm/domain_record.h"

#include "kvm/domain_summary.h"
#include "kvm/handles.h"
#include "kvm/libvirt_error.h"

namespace twinvirt::kvm {

Result<DomainIdentity> identityOf(virDomainPtr domain) {
    DomainIdentity identity;
    const char* name = virDomainGetName(domain);
    if (name == nullptr || virDomainGetUUID(domain, identity.uuid.bytes.data()) < 0)
        return lastLibvirtError();
    identity.name = name;
    return identity;
}

Result<std::string> xmlOf(virDomainPtr domain, unsigned flags) {
    const LibvirtText xml(virDomainGetXMLDesc(domain, flags));
    if (!xml)
        return lastLibvirtError();
    return std::string(xml.get());
}

Result<DomainRecord> recordOf(virDomainPtr domain) {
    DomainRecord record;
    record.identity = TRY(identityOf(domain));
    int state = 0;
    if (virDomainGetState(domain, &state, &record.reason, 0) < 0)
        return lastLibvirtError();
    record.state = static_cast<DomainState>(state);
    // Not the id in the handle, which is as old as the look-up.
    const DomainHandle current(
        virDomainLookupByUUID(virDomainGetConnect(domain), record.identity.uuid.bytes.data()));
    if (!current)
        return lastLibvirtError();
    if (const auto id = virDomainGetID(current.get()); id != static_cast<unsigned>(-1))
        record.id = id;
    const int persistent = virDomainIsPersistent(domain);
    if (persistent < 0)
        return lastLibvirtError();
    record.persistent = persistent == 1;
    int autostart = 0;
    if (record.persistent && virDomainGetAutostart(domain, &autostart) < 0)
        return lastLibvirtError();
    record.autostart = autostart == 1;
    const auto xml = TRY(xmlOf(domain, 0));
    const auto summary = TRY(summarizeDomainXml(xml));
    record.type = summary.type;
    record.title = summary.title;
    return record;
}

} // namespace twinvirt::kvm
