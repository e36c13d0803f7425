#include "lxc/lxc_driver_class.h"
#include "lxc/stale.h"

#include <algorithm>
#include <set>

namespace twinvirt::lxc {

static bool isActive(const DomainRecord& record) {
    return record.id.has_value();
}

Result<std::vector<DomainRecord>> LxcDriver::listDomains(const ListFilter& filter) {
    removeStaleFiles(context_.paths);
    auto records = TRY(activeRecords(context_));
    std::set<std::string> seen;
    for (const auto& record : records)
        seen.insert(record.identity.name);
    if (filter.inactive) {
        const auto ends = lastEnds(context_.paths);
        for (auto& head : TRY(context_.store.list(seen))) {
            DomainRecord record;
            record.identity = {head.name, head.uuid};
            record.title = std::move(head.title);
            if (ends.count(context_.paths.runDirectory(head.name).lastEnd()) != 0)
                record.reason = readLastReason(context_.paths, head.name);
            record.autostart = context_.store.isAutostart(head.name);
            if (context_.crashed.count(head.name) != 0) {
                record.state = DomainState::crashed;
                record.reason = 0;
            }
            records.push_back(std::move(record));
        }
    }
    std::erase_if(records, [&filter](const DomainRecord& record) {
        return isActive(record) ? !filter.active : !filter.inactive;
    });
    std::sort(records.begin(), records.end(), [](const auto& left, const auto& right) {
        return left.identity.name < right.identity.name;
    });
    return records;
}

Result<DomainRecord> LxcDriver::lookupByName(const std::string& name) {
    return recordOf(context_, name);
}

Result<DomainRecord> LxcDriver::lookupByUuid(const Uuid& uuid) {
    if (const auto head = TRY(context_.store.findByUuid(uuid)))
        return recordOf(context_, head->name);
    for (auto& record : TRY(activeRecords(context_)))
        if (record.identity.uuid == uuid)
            return std::move(record);
    return Error{ErrorCode::noDomain,
                 "Domain not found: no domain with matching uuid '" + uuid.toString() + "'"};
}

Result<DomainRecord> LxcDriver::lookupById(long id) {
    for (auto& record : TRY(activeRecords(context_)))
        if (record.id == id)
            return std::move(record);
    return Error{ErrorCode::noDomain,
                 "Domain not found: no domain with matching id " + std::to_string(id)};
}

} // namespace twinvirt::lxc
