#include "lxc/capability_policy.h"

#include "util/atomic_file.h"

#include <linux/capability.h>
#include <sys/capability.h>

#include <cstdlib>
#include <string>

namespace twinvirt::lxc {

static constexpr std::uint64_t bit(int capability) {
    return std::uint64_t{1} << capability;
}

static constexpr std::uint64_t droppedByDefault = bit(CAP_SYS_MODULE) | bit(CAP_SYS_TIME) |
                                                  bit(CAP_MKNOD) | bit(CAP_AUDIT_CONTROL) |
                                                  bit(CAP_MAC_ADMIN);

static std::uint64_t startingSet(CapabilityPolicy policy) {
    switch (policy) {
    case CapabilityPolicy::defaultPolicy:
        return ~droppedByDefault;
    case CapabilityPolicy::allow:
        return ~std::uint64_t{0};
    case CapabilityPolicy::deny:
        return 0;
    }
    return 0;
}

Result<std::uint64_t> resolveCapabilities(const std::optional<CapabilityFeature>& feature,
                                          std::uint64_t available) {
    const auto chosen = feature.value_or(CapabilityFeature{});
    std::uint64_t set = startingSet(chosen.policy);
    for (const auto& state : chosen.states) {
        cap_value_t number = -1;
        if (::cap_from_name(("cap_" + state.name).c_str(), &number) != 0 || number > 63)
            return Error{ErrorCode::configUnsupported,
                         "<features><capabilities><" + state.name +
                             ">: no such capability; see man 7 capabilities (lower case, without "
                             "CAP_)"};
        set = state.on ? set | bit(number) : set & ~bit(number);
    }
    return set & available;
}

std::uint64_t availableCapabilities() {
    const auto status = readFile("/proc/self/status").value_or("");
    std::uint64_t available = ~std::uint64_t{0};
    for (const char* key : {"\nCapBnd:", "\nCapPrm:"}) {
        const auto position = status.find(key);
        if (position != std::string::npos)
            available &= std::strtoull(status.c_str() + position + 8, nullptr, 16);
    }
    return available;
}

} // namespace twinvirt::lxc
