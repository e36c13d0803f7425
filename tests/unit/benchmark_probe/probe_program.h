#pragma once

#include "util/install_paths.h"
#include "util/process.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sys/wait.h>

#include <sstream>
#include <string>
#include <vector>

namespace twinvirt::test {

inline std::string probeProgram() {
    return InstallPaths::fromBin(TWINVIRT_BIN_DIR).libexec + "/twinvirt-bench-probe";
}

/// The objects of the lines of the protocol among `output`.
inline std::vector<nlohmann::json> eventsOf(const std::string& output) {
    const std::string prefix = "twinvirt-probe: ";
    std::istringstream lines(output);
    std::vector<nlohmann::json> events;
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with(prefix))
            events.push_back(nlohmann::json::parse(line.substr(prefix.size())));
    return events;
}

struct ProbeRun {
    int exitStatus = -1;
    std::string output;
    std::vector<nlohmann::json> events;
};

/// Runs the program with these words to its end.
inline ProbeRun runProbe(const std::vector<std::string>& words) {
    auto result = runProcess(probeProgram(), words, std::chrono::seconds(120));
    if (!result) {
        ADD_FAILURE() << result.error().message;
        return {};
    }
    EXPECT_TRUE(WIFEXITED(result->status)) << result->status;
    return {WEXITSTATUS(result->status), result->output, eventsOf(result->output)};
}

} // namespace twinvirt::test
