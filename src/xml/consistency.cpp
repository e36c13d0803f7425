#include "xml/consistency.h"

#include "xml/consistency_checks.h"
#include "xml/quotation.h"

#include <algorithm>
#include <limits>
#include <set>
#include <vector>

namespace twinvirt {

using Finding = std::optional<Inconsistency>;

static Finding checkName(const DomainDefinition& domain) {
    constexpr std::size_t longest = 255; // NAME_MAX; the schema cannot count bytes
    if (domain.name.size() <= longest)
        return std::nullopt;
    return Inconsistency{"name", 0,
                         "the name has " + std::to_string(domain.name.size()) +
                             " bytes; expected at most 255"};
}

static Finding checkOsType(const DomainDefinition& domain) {
    bool isContainer = domain.type == DomainType::lxc;
    if (domain.type == DomainType::test || (domain.os.type == "exe") == isContainer)
        return std::nullopt;
    std::string right = isContainer ? "exe" : "hvm";
    return Inconsistency{
        "os/type", 0,
        '\'' + domain.os.type + "' is no operating system type of a domain of type '" +
            std::string(nameOf(domain.type)) + "'; write <type>" + right + "</type>",
        ErrorCode::configUnsupported};
}

static Finding checkInit(const DomainDefinition& domain) {
    if (domain.type != DomainType::lxc || domain.os.init)
        return std::nullopt;
    return Inconsistency{"os", 0, "init binary must be specified; add <init>/sbin/init</init>"};
}

static std::uint64_t endOf(std::uint32_t first, std::uint32_t count) {
    return std::uint64_t{first} + count;
}

static bool overlap(std::uint32_t first, std::uint32_t second, std::uint32_t firstCount,
                    std::uint32_t secondCount) {
    return first < endOf(second, secondCount) && second < endOf(first, firstCount);
}

static std::string problemOf(const IdMapRange& range) {
    // The last id of 32 bits is (uid_t)-1, which means "none" (man 7 user_namespaces).
    constexpr std::uint64_t end = std::numeric_limits<std::uint32_t>::max();
    if (range.count == 0)
        return "the range is empty; expected a count of at least 1";
    if (endOf(range.start, range.count) > end || endOf(range.target, range.count) > end)
        return "the range runs beyond the last id, 4294967294";
    return {};
}

static Finding checkIdRanges(const std::vector<IdMapRange>& ranges, const std::string& element) {
    constexpr std::size_t most = 340; // lines of /proc/PID/uid_map, man 7 user_namespaces
    if (ranges.size() > most)
        return Inconsistency{element, most, "more than 340 ranges; the kernel takes no more"};
    for (std::size_t i = 0; i < ranges.size(); ++i) {
        const IdMapRange& range = ranges[i];
        if (std::string problem = problemOf(range); !problem.empty())
            return Inconsistency{element, i, problem};
        for (std::size_t j = 0; j < i; ++j) {
            const IdMapRange& other = ranges[j];
            if (overlap(range.start, other.start, range.count, other.count) ||
                overlap(range.target, other.target, range.count, other.count))
                return Inconsistency{element, i,
                                     "the range overlaps with another one; expected ranges apart "
                                     "from each other, inside and "
                                     "on the host"};
        }
    }
    bool mapsRoot = std::ranges::any_of(ranges, [](const auto& range) { return range.start == 0; });
    if (!ranges.empty() && !mapsRoot)
        return Inconsistency{element, 0,
                             "you must map the root user of container; begin with start='0'"};
    return std::nullopt;
}

static Finding checkIdMap(const DomainDefinition& domain) {
    if (domain.idMap.uids.empty() != domain.idMap.gids.empty())
        return Inconsistency{"idmap", 0, "both <uid> and <gid> are needed"};
    if (auto finding = checkIdRanges(domain.idMap.uids, "idmap/uid"))
        return finding;
    return checkIdRanges(domain.idMap.gids, "idmap/gid");
}

static Finding checkDisks(const DomainDefinition& domain) {
    std::set<std::string_view> targets;
    for (std::size_t i = 0; i < domain.devices.disks.size(); ++i) {
        const std::string& target = domain.devices.disks[i].targetDevice;
        if (!targets.insert(target).second)
            return Inconsistency{"devices/disk", i,
                                 "target " + quoted(target) +
                                     " duplicated for disk sources; give each disk its own"};
    }
    return std::nullopt;
}

/// How the source of this type is written.
static std::string sourceExample(const std::string& type) {
    if (type == "file")
        return "<source file='/path/of/an.img'/>";
    if (type == "block")
        return "<source dev='/dev/name'/>";
    if (type == "volume")
        return "<source pool='default' volume='name'/>";
    if (type == "template")
        return "<source name='name'/>";
    if (type == "overlay")
        return "<source dir='/base' upperdir='/changes' workdir='/work'/>";
    return "<source dir='/path/on/the/host'/>";
}

static std::string problemOf(const Filesystem& filesystem) {
    if (!filesystem.target.starts_with('/'))
        return "the target " + quoted(filesystem.target) +
               " is not right; expected an absolute path inside the container, as '/data'";
    bool isRam = filesystem.type == "ram";
    if (isRam && !filesystem.ramUsageKib)
        return "the size is missing; add <source usage='64' units='MiB'/>";
    if (filesystem.ramUsageKib.value_or(0) > mostMemoryKib)
        return "the size is too large; expected at most 9007199254740991 KiB";
    if (filesystem.spaceHardLimitBytes == tooManyBytes ||
        filesystem.spaceSoftLimitBytes == tooManyBytes)
        return "the space limit is too large; expected less than 16 EiB";
    bool noPool = filesystem.type == "volume" && !filesystem.pool;
    if (!isRam && (!filesystem.source || noPool))
        return "missing filesystem source; add " + sourceExample(filesystem.type);
    return {};
}

static Finding checkFilesystems(const DomainDefinition& domain) {
    if (domain.type != DomainType::lxc)
        return std::nullopt;
    bool rootSeen = false;
    for (std::size_t i = 0; i < domain.devices.filesystems.size(); ++i) {
        const Filesystem& filesystem = domain.devices.filesystems[i];
        if (std::string problem = problemOf(filesystem); !problem.empty())
            return Inconsistency{"devices/filesystem", i, problem};
        if (filesystem.target == "/" && rootSeen)
            return Inconsistency{"devices/filesystem", i,
                                 "a second root; only one target may be '/'"};
        rootSeen = rootSeen || filesystem.target == "/";
    }
    return std::nullopt;
}

Finding findInconsistency(const DomainDefinition& definition) {
    for (auto check : {checkName, checkOsType, checkInit, checkMemory, checkBlockIo, checkVcpu,
                       checkNuma, checkIdMap, checkDisks, checkFilesystems, checkInterfaces,
                       checkHostDevices, checkSecurityLabels})
        if (auto finding = check(definition))
            return finding;
    return std::nullopt;
}

} // namespace twinvirt
