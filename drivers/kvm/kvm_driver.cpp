#include "kvm/kvm_driver.h"

#include "kvm/domain_info.h"
#include "kvm/domain_record.h"
#include "kvm/domain_stats.h"
#include "kvm/domain_summary.h"
#include "kvm/flags.h"
#include "kvm/footprint.h"
#include "kvm/libvirt_error.h"
#include "kvm/start.h"

#include <memory>
#include <span>
#include <unistd.h>

namespace twinvirt::kvm {

namespace {

Result<DomainRecord> recordOfFound(virDomainPtr found) {
    const DomainHandle domain(found);
    if (!domain)
        return lastLibvirtError();
    return recordOf(domain.get());
}

/// The array that virConnectListAllDomains returns, and the handles in it.
struct DomainList {
    virDomainPtr* domains = nullptr;
    int count = 0;

    DomainList() = default;
    DomainList(const DomainList&) = delete;
    DomainList& operator=(const DomainList&) = delete;
    ~DomainList() {
        for (int i = 0; i < count; ++i)
            virDomainFree(domains[i]);
        std::free(domains);
    }
};

Result<std::vector<DomainRecord>> listOf(virConnectPtr connection, const ListFilter& filter) {
    std::vector<DomainRecord> records;
    const unsigned flags = flagIf(filter.active, VIR_CONNECT_LIST_DOMAINS_ACTIVE) |
                           flagIf(filter.inactive, VIR_CONNECT_LIST_DOMAINS_INACTIVE);
    if (flags == 0)
        return records;
    DomainList list;
    const int count = virConnectListAllDomains(connection, &list.domains, flags);
    if (count < 0)
        return lastLibvirtError();
    list.count = count;
    for (auto* domain : std::span(list.domains, static_cast<std::size_t>(count))) {
        auto record = recordOf(domain);
        // It may have gone between the listing and the question.
        if (!record && record.error().code == ErrorCode::noDomain)
            continue;
        records.push_back(TRY(std::move(record)));
    }
    return records;
}

Result<void> done(int returned) {
    if (returned < 0)
        return lastLibvirtError();
    return {};
}

} // namespace

KvmDriver::KvmDriver(const ConnectionUri& uri, const InstallPaths& paths)
    : session_(uri, paths), host_(session_), guest_(session_), settings_(session_),
      resources_(session_), monitor_(session_) {}

std::string KvmDriver::uri() const {
    return session_.uri().toString();
}

Result<std::vector<ElementNote>> KvmDriver::check(const DomainDefinition&) {
    // libvirt reads the document itself, validates it against its own schema at define and create,
    // and refuses what it cannot do: nothing of it is ours to ignore.
    return std::vector<ElementNote>{};
}

Result<std::vector<DomainRecord>> KvmDriver::listDomains(const ListFilter& filter) {
    return session_.ask([&filter](virConnectPtr connection) { return listOf(connection, filter); });
}

Result<DomainRecord> KvmDriver::lookupByName(const std::string& name) {
    return session_.ask([&name](virConnectPtr connection) {
        return recordOfFound(virDomainLookupByName(connection, name.c_str()));
    });
}

Result<DomainRecord> KvmDriver::lookupByUuid(const Uuid& uuid) {
    return session_.ask([&uuid](virConnectPtr connection) {
        return recordOfFound(virDomainLookupByUUID(connection, uuid.bytes.data()));
    });
}

Result<DomainRecord> KvmDriver::lookupById(long id) {
    return session_.ask([id](virConnectPtr connection) {
        return recordOfFound(virDomainLookupByID(connection, static_cast<int>(id)));
    });
}

/// Where there is no device at all, libvirt does not even keep a <domain type='kvm'>.
static Error refusedDefinition(Error error, const std::string& xml) {
    const auto summary = summarizeDomainXml(xml);
    if (error.code == ErrorCode::configUnsupported && summary && summary->type == DomainType::kvm &&
        ::access("/dev/kvm", F_OK) != 0)
        error.message += "; this host has no /dev/kvm: write <domain type='qemu'>, or run it with "
                         "'create --emulate' (both under TCG, many times slower)";
    return error;
}

Result<DomainRecord> KvmDriver::defineDomain(const DomainDocument& document) {
    auto defined = recordOfFound(virDomainDefineXMLFlags(
        TRY(session_.connection()), document.xml.c_str(), VIR_DOMAIN_DEFINE_VALIDATE));
    if (!defined)
        return refusedDefinition(defined.error(), document.xml);
    return defined;
}

Result<void> KvmDriver::undefineDomain(const DomainIdentity& identity) {
    const auto domain = TRY(session_.domain(identity));
    return done(virDomainUndefine(domain.get()));
}

Result<std::string> KvmDriver::dumpXml(const DomainIdentity& identity, const DumpOptions& options) {
    const auto domain = TRY(session_.domain(identity));
    return xmlOf(domain.get(), flagIf(options.inactive, VIR_DOMAIN_XML_INACTIVE));
}

Result<StartedDomain> KvmDriver::createDomain(const DomainDocument& document,
                                              const StartOptions& options) {
    return startTransient(TRY(session_.connection()), document.xml, options);
}

Result<StartedDomain> KvmDriver::startDomain(const DomainIdentity& identity,
                                             const StartOptions& options) {
    const auto domain = TRY(session_.domain(identity));
    return startPersistent(domain.get(), options);
}

Result<ShutdownOutcome> KvmDriver::shutdownDomain(const DomainIdentity& identity,
                                                  const ShutdownOptions& options) {
    const auto domain = TRY(session_.domain(identity));
    TRY(done(virDomainShutdown(domain.get())));
    return waitForEnd(domain.get(), options.timeout);
}

Result<void> KvmDriver::rebootDomain(const DomainIdentity& identity) {
    const auto domain = TRY(session_.domain(identity));
    return done(virDomainReboot(domain.get(), 0));
}

Result<void> KvmDriver::destroyDomain(const DomainIdentity& identity) {
    const auto domain = TRY(session_.domain(identity));
    return done(virDomainDestroy(domain.get()));
}

Result<void> KvmDriver::suspendDomain(const DomainIdentity& identity) {
    const auto domain = TRY(session_.domain(identity));
    return done(virDomainSuspend(domain.get()));
}

Result<void> KvmDriver::resumeDomain(const DomainIdentity& identity) {
    const auto domain = TRY(session_.domain(identity));
    return done(virDomainResume(domain.get()));
}

Result<DomainInfo> KvmDriver::domainInfo(const DomainIdentity& identity) {
    const auto domain = TRY(session_.domain(identity));
    return infoOf(domain.get());
}

Result<DomainStats> KvmDriver::domainStats(const DomainIdentity& identity,
                                           const StatsGroups& groups) {
    const auto domain = TRY(session_.domain(identity));
    return statsOf(domain.get(), groups);
}

Result<DomainFootprint> KvmDriver::domainFootprint(const DomainIdentity& identity) {
    const auto domain = TRY(session_.domain(identity));
    return footprintOf(domain.get(), stateDirectory(session_.uri()));
}

} // namespace twinvirt::kvm
