#pragma once

#include "benchmark/result/result.h"
#include "util/result.h"

#include <map>
#include <string>

namespace twinvirt::bench {

/// A run in one file (.tar.gz), from which anyone can repeat it: capsule.json (what it is, for
/// people), specification.xml, definitions/ARM.xml and result.json with the seed, the host, the
/// digests of what ran and every sample.
struct Capsule {
    BenchmarkResult result;
    std::string specification;
    std::map<std::string, std::string> definitions; ///< by the name of the arm; a host has none
};

/// The same result gives the same bytes. configUnsupported when the result does not have the
/// definitions (an older twinsh made it); systemError of writing.
Result<void> writeCapsule(const std::string& file, const BenchmarkResult& result);

/// Everything is read and checked in memory: of a file that is refused nothing is left behind.
/// Errors name the file and its part: invalidArgument for anything but a tar of exactly these plain
/// files, compressed with gzip (no path that leads out of it, no link, no part twice, none larger
/// than it can be), for one that is cut off, and where the parts contradict each other.
Result<Capsule> readCapsule(const std::string& file);

/// Puts specification and definitions into the directory, which exists; the path of the definition
/// of an arm is definitionIn().
Result<void> unpackCapsule(const Capsule& capsule, const std::string& directory);
std::string definitionIn(const std::string& directory, const std::string& arm);

} // namespace twinvirt::bench
