#pragma once

#include "api/connection.h"
#include "util/result.h"

#include <chrono>
#include <string>
#include <vector>

namespace twinvirt {

/// The figures of one running domain at one moment.
struct TopFigures {
    Domain domain;
    std::chrono::nanoseconds cpuTime{};
    std::uint64_t memoryKib = 0;
    std::uint64_t maximumKib = 0;
    std::uint64_t readBytes = 0; ///< of all its block devices
    std::uint64_t writtenBytes = 0;
    std::uint64_t receivedBytes = 0; ///< of all its interfaces
    std::uint64_t sentBytes = 0;
};

struct TopSample {
    std::chrono::steady_clock::time_point when;
    std::vector<TopFigures> domains;
};

/// All running domains of both kinds. One that ends meanwhile is left out.
Result<TopSample> takeTopSample(Connection& connection);

/// A line of `top`: what a domain used between two samples.
struct TopRow {
    DomainIdentity identity;
    std::string kind;
    DomainState state = DomainState::running;
    double cpuPercent = 0; ///< of one CPU
    std::chrono::nanoseconds cpuTime{};
    std::uint64_t memoryKib = 0;
    std::uint64_t maximumKib = 0;
    double readPerSecond = 0; ///< bytes
    double writtenPerSecond = 0;
    double receivedPerSecond = 0;
    double sentPerSecond = 0;
};

enum class TopOrder { cpu, memory, io, net, name };

/// Rates of the domains of `now`; one that is new since `before` has none yet.
std::vector<TopRow> topRows(const TopSample& before, const TopSample& now, TopOrder order);

} // namespace twinvirt
