#pragma once

#include "benchmark/result/result.h"

#include <nlohmann/json.hpp>

// Included by .cpp files only: nlohmann/json.hpp costs seconds to compile.

namespace twinvirt::bench {

using Json = nlohmann::ordered_json;

/// The raw part of result.json, in both directions. The readers throw nlohmann's exceptions, which
/// resultFromJson catches.
Json roundsToJson(const std::vector<Round>& rounds);
std::vector<Round> roundsFromJson(const Json& json);
Json armsToJson(const std::vector<ArmDescription>& arms);
std::vector<ArmDescription> armsFromJson(const Json& json);
Json windowToJson(const NoiseWindow& window);
NoiseWindow windowFromJson(const Json& json);
Json citationsToJson(const std::vector<Citation>& citations);
std::vector<Citation> citationsFromJson(const Json& json);
Json noiseToJson(const RunNoise& noise);
RunNoise noiseFromJson(const Json& json);
Json gatesToJson(const Gates& gates);
Gates gatesFromJson(const Json& json);

} // namespace twinvirt::bench
