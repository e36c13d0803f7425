#pragma once

#include "api/domain_types.h"

#include <string>

namespace twinvirt::bench {

constexpr const char* notOnThisHost = "not on this host";

inline HostCheck passing(const std::string& topic, const std::string& detail) {
    return {"BENCH", topic, CheckVerdict::pass, detail, ""};
}

/// Passes when `good`, otherwise has the verdict and the remedy.
inline HostCheck judged(const std::string& topic, bool good, CheckVerdict otherwise,
                        const std::string& detail, const std::string& remedy) {
    return {"BENCH", topic, good ? CheckVerdict::pass : otherwise, detail, good ? "" : remedy};
}

} // namespace twinvirt::bench
