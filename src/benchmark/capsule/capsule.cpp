#include "benchmark/capsule/capsule.h"

#include "benchmark/capsule/archive.h"
#include "benchmark/result/analysis.h"
#include "benchmark/result/result_json.h"
#include "util/atomic_file.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>

namespace twinvirt::bench {
namespace {

constexpr const char* manifestName = "capsule.json";
constexpr const char* specificationName = "specification.xml";
constexpr const char* resultName = "result.json";
constexpr std::string_view definitionsName = "definitions/";
constexpr std::string_view definitionEnd = ".xml";
constexpr int capsuleVersion = 1;
constexpr unsigned readable = 0644;

constexpr std::size_t largestText = 4U << 20U;
constexpr std::size_t largestResult = 512U << 20U;

/// As in a specification: a part of the names of domains.
bool isArmName(std::string_view name) {
    constexpr std::size_t longest = 40; // "-again" of a control with it
    return !name.empty() && name.size() <= longest && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
}

/// "app" of "definitions/app.xml"; nullopt of anything else.
std::optional<std::string> armOfMember(const std::string& name) {
    if (!name.starts_with(definitionsName) || !name.ends_with(definitionEnd) ||
        name.size() <= definitionsName.size() + definitionEnd.size())
        return std::nullopt;
    const std::string arm = name.substr(
        definitionsName.size(), name.size() - definitionsName.size() - definitionEnd.size());
    return isArmName(arm) ? std::optional(arm) : std::nullopt;
}

std::optional<std::size_t> limitOf(const std::string& name) {
    if (name == resultName)
        return largestResult;
    if (name == manifestName || name == specificationName || armOfMember(name))
        return largestText;
    return std::nullopt;
}

/// What a capsule is, for people and for tools that look into it without twinsh.
std::string manifestOf(const BenchmarkResult& result) {
    nlohmann::ordered_json json{{"capsule", "twinvirt-benchmark"},   {"version", capsuleVersion},
                                {"benchmark", result.benchmark},     {"runId", result.runId},
                                {"started", result.started},         {"seed", result.design.seed},
                                {"command", result.command},         {"twinvirt", result.version},
                                {"again", "twinsh bench rerun FILE"}};
    json["digests"] = nlohmann::ordered_json::object();
    for (const auto& [what, digest] : result.digests)
        json["digests"][what] = digest;
    return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

Error wrong(const std::string& file, const std::string& why) {
    return {ErrorCode::invalidArgument, "read '" + file + "': " + why};
}

Result<void> checkManifest(const std::string& file, const ArchiveMembers& members) {
    for (const char* name : {manifestName, specificationName, resultName})
        if (!members.contains(name))
            return wrong(file, "'" + std::string(name) +
                                   "' is missing: it is no capsule, or it is cut off");
    const auto json = nlohmann::json::parse(members.at(manifestName), nullptr, false);
    if (!json.is_object() || !json.contains("version") || !json["version"].is_number_integer())
        return wrong(file, std::string(manifestName) + " is no manifest of a capsule");
    if (json["version"] != capsuleVersion)
        return Error{ErrorCode::configUnsupported,
                     "read '" + file + "': a capsule of version " + json["version"].dump() +
                         ", this twinsh reads version " + std::to_string(capsuleVersion)};
    return {};
}

/// The files that a rerun takes have to be those that the result came from.
Result<void> checkParts(const std::string& file, const Capsule& capsule) {
    if (capsule.specification != capsule.result.specXml)
        return wrong(file, "specification.xml is not the one that its result was made with; "
                           "use 'bench run' for a specification of your own");
    for (const ArmDescription& arm : capsule.result.arms) {
        if (arm.type == "host" || !arm.controlOf.empty())
            continue;
        const auto found = capsule.definitions.find(arm.name);
        if (found == capsule.definitions.end())
            return wrong(file, "the definition of arm '" + arm.name + "' is missing");
        if (found->second != arm.definitionSource)
            return wrong(file, definitionIn("", arm.name).substr(1) +
                                   " is not the one that its result was made with");
    }
    return {};
}

} // namespace

std::string definitionIn(const std::string& directory, const std::string& arm) {
    return directory + "/" + std::string(definitionsName) + arm + std::string(definitionEnd);
}

Result<void> writeCapsule(const std::string& file, const BenchmarkResult& result) {
    ArchiveMembers members{{manifestName, manifestOf(result)},
                           {specificationName, result.specXml},
                           {resultName, resultToJson(result, analyse(result))}};
    for (const ArmDescription& arm : result.arms) {
        if (arm.type == "host" || !arm.controlOf.empty())
            continue;
        if (!isArmName(arm.name))
            return Error{ErrorCode::invalidArgument, "export '" + file +
                                                         "': the result has an arm whose name no "
                                                         "specification can have"};
        if (arm.definitionSource.empty())
            return Error{ErrorCode::configUnsupported,
                         "export '" + file + "': the result does not have the definition of arm '" +
                             arm.name +
                             "': an older twinsh made it. Run the benchmark again with "
                             "this one"};
        members[definitionIn("", arm.name).substr(1)] = arm.definitionSource;
    }
    return writeFileAtomically(file, TRY(packArchive(members)), Durability::persistent, readable);
}

Result<Capsule> readCapsule(const std::string& file) {
    ArchiveMembers members = TRY(unpackArchive(file, limitOf));
    TRY(checkManifest(file, members));
    Capsule capsule;
    capsule.result = TRY(resultFromJson(file + ": result.json", members.at(resultName)));
    capsule.specification = std::move(members.at(specificationName));
    for (auto& [name, content] : members)
        if (const auto arm = armOfMember(name))
            capsule.definitions[*arm] = std::move(content);
    TRY(checkParts(file, capsule));
    return capsule;
}

Result<void> unpackCapsule(const Capsule& capsule, const std::string& directory) {
    std::error_code error;
    std::filesystem::create_directory(directory + "/" + std::string(definitionsName), error);
    if (error)
        return systemError("create directory '" + directory + "/definitions'", error.value());
    for (const auto& [arm, text] : capsule.definitions)
        TRY(writeFileAtomically(definitionIn(directory, arm), text, Durability::volatileState,
                                readable));
    return writeFileAtomically(directory + "/" + specificationName, capsule.specification,
                               Durability::volatileState, readable);
}

} // namespace twinvirt::bench
