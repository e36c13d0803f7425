#pragma once

#include "benchmark/run/prepare_arms.h"
#include "util/result.h"

#include <string>
#include <utility>
#include <vector>

namespace twinvirt::bench {

/// What ran, as "what" and "sha256:…": twinsh, the probe, the kernel of the machines and each root
/// tree (the digest of the list of its files: mode, digest or target of a link, path). Two runs
/// with the same digests ran the same bytes. Errors: those of reading a file; operationUnsupported
/// without sha256sum (package coreutils).
Result<std::vector<std::pair<std::string, std::string>>>
digestsOf(const PreparedRun& run, const std::string& workDirectory, const std::string& probe);

} // namespace twinvirt::bench
