#include "lxc/cgroup/cgroup_change.h"

#include "lxc/cgroup/cgroup_join.h"
#include "lxc/cgroup/cgroup_tree.h"
#include "lxc/cgroup_settings.h"
#include "util/atomic_file.h"
#include "util/rollback.h"

#include <algorithm>
#include <optional>
#include <string>

namespace twinvirt::lxc {

namespace {

/// A device list is no limit that this is about; a setting without a value only turns a controller
/// on.
bool isLimit(const CgroupSetting& setting) {
    return !setting.file.starts_with("devices.") && !setting.value.empty();
}

/// What makes two settings the same one: the file, and the device that the line is about.
std::string keyOf(const CgroupSetting& setting) {
    const auto device = setting.value.substr(0, setting.value.find(' '));
    return setting.file + (device.find(':') == std::string::npos ? "" : " " + device);
}

const CgroupMembership* find(const std::vector<CgroupMembership>& memberships,
                             const CgroupMembership& like) {
    for (const auto& membership : memberships)
        if (membership.mountPoint == like.mountPoint)
            return &membership;
    return nullptr;
}

const CgroupSetting* find(const CgroupMembership& membership, const CgroupSetting& like) {
    for (const auto& setting : membership.settings)
        if (isLimit(setting) && keyOf(setting) == keyOf(like))
            return &setting;
    return nullptr;
}

struct Change {
    std::string path;
    std::string value;
    std::string before;
};

/// The value of a setting that is not made any more. A cpuset in which processes are cannot be
/// emptied: it gets what its parent has.
std::string withoutLimit(const CgroupMembership& cgroup, const CgroupSetting& setting) {
    if (!setting.file.starts_with("cpuset."))
        return unlimitedValue(setting);
    const auto parent = cgroup.mountPoint + cgroup.path.substr(0, cgroup.path.rfind('/'));
    const std::string file = setting.file + (cgroup.unified ? ".effective" : "");
    return readFile(parent + "/" + file).value_or("\n");
}

std::vector<Change> changesOf(const CgroupMembership& from, const CgroupMembership& to) {
    std::vector<Change> changes;
    const auto add = [&](const CgroupSetting& setting, std::string value, std::string before) {
        if (value != before)
            changes.push_back({settingFile(to, setting.file), std::move(value), std::move(before)});
    };
    for (const auto& setting : to.settings) {
        if (!isLimit(setting))
            continue;
        const auto* old = find(from, setting);
        add(setting, setting.value, old != nullptr ? old->value : withoutLimit(to, setting));
    }
    for (const auto& setting : from.settings)
        if (isLimit(setting) && find(to, setting) == nullptr)
            add(setting, withoutLimit(to, setting), setting.value);
    return changes;
}

/// The kernel checks some values against others (limit and memsw, period and quota), so that the
/// right order depends on the direction: what is refused is tried again after the others.
Result<void> writeAll(std::vector<Change> pending) {
    std::vector<Change> done;
    while (!pending.empty()) {
        std::optional<Error> refused;
        std::vector<Change> left;
        for (auto& change : pending) {
            auto written = writeKernelFile(change.path, change.value);
            if (written) {
                done.push_back(change);
                continue;
            }
            refused = written.error();
            left.push_back(std::move(change));
        }
        if (left.size() < pending.size()) {
            pending = std::move(left);
            continue;
        }
        for (auto change = done.rbegin(); change != done.rend(); ++change)
            (void)writeKernelFile(change->path, change->before);
        return *refused;
    }
    return {};
}

/// As far as it goes: of a hierarchy that could not be joined nothing is there.
void liftLimits(const CgroupMembership& cgroup) {
    for (const auto& setting : cgroup.settings)
        if (isLimit(setting))
            (void)writeKernelFile(settingFile(cgroup, setting.file), withoutLimit(cgroup, setting));
}

} // namespace

std::vector<CgroupMembership> withLimits(const std::vector<CgroupMembership>& joined,
                                         const std::vector<CgroupMembership>& wanted) {
    auto merged = joined;
    for (auto& membership : merged)
        std::erase_if(membership.settings, isLimit);
    for (const auto& membership : wanted) {
        auto mine = std::find_if(merged.begin(), merged.end(), [&](const CgroupMembership& other) {
            return other.mountPoint == membership.mountPoint;
        });
        if (mine == merged.end()) {
            merged.push_back(membership);
            merged.back().path = joined.front().path; // one path in all hierarchies
            continue;
        }
        for (const auto& setting : membership.settings)
            if (isLimit(setting))
                mine->settings.push_back(setting);
    }
    return merged;
}

Result<void> changeLimits(const std::vector<CgroupMembership>& from,
                          const std::vector<CgroupMembership>& to) {
    Rollback rollback;
    std::vector<Change> changes;
    for (const auto& membership : to) {
        const auto* old = find(from, membership);
        if (old == nullptr) { // it stays a member, without a limit, when another change fails
            rollback.add([&membership] { liftLimits(membership); });
            TRY(joinCgroup(membership, from.front()));
            continue;
        }
        if (membership.unified)
            TRY(turnOnControllers(membership));
        auto more = changesOf(*old, membership);
        changes.insert(changes.end(), more.begin(), more.end());
    }
    TRY(writeAll(std::move(changes)));
    rollback.dismiss();
    return {};
}

} // namespace twinvirt::lxc
