#include "benchmark/run/prepare_arms.h"

#include "benchmark/run/arm_definition.h"
#include "benchmark/run/arm_facts.h"
#include "benchmark/run/emulator.h"
#include "benchmark/run/external/external_guest.h"
#include "benchmark/run/external/external_trial.h"
#include "benchmark/spec/read_spec.h"
#include "benchmark/spec/works.h"
#include "util/atomic_file.h"
#include "xml/domain_xml.h"

#include <algorithm>

namespace twinvirt::bench {
namespace {

Result<void> checkType(const DomainDefinition& definition, const std::string& file,
                       const ArmSpec& arm) {
    const bool container = definition.type == DomainType::lxc;
    if (container == (arm.type == "lxc"))
        return {};
    return Error{ErrorCode::xmlError, file + ": <domain>: the type does not fit type='" + arm.type +
                                          "' of arm '" + arm.name + "'"};
}

Result<void> checkWithDriver(Driver& driver, const PreparedArm& arm) {
    for (const ElementNote& note : TRY(driver.check(arm.definition)))
        if (note.treatment == Treatment::refused)
            return Error{ErrorCode::configUnsupported, arm.definitionFile + ":" +
                                                           std::to_string(note.line) + ": <" +
                                                           note.element + ">: " + note.text};
    return {};
}

bool needs(const BenchmarkSpec& spec, const ArmSpec& arm, Payload payload) {
    return std::ranges::any_of(spec.scenarios, [&](const ScenarioSpec& scenario) {
        return payloadOf(scenario) == payload && takesPart(spec, scenario, arm);
    });
}

/// One for each instance that starts at the same time as others, but the first.
Result<void> openMoreDrivers(const BenchmarkSpec& spec, const PrepareContext& context,
                             PreparedArm& prepared) {
    unsigned atOnce = 1;
    for (const ScenarioSpec& scenario : spec.scenarios)
        if (takesPart(spec, scenario, prepared.spec))
            atOnce = std::max(atOnce, workOf(scenario).atOnce(scenario));
    for (unsigned number = 1; number < atOnce; ++number)
        prepared.moreDrivers.push_back(TRY(context.openDriver(prepared.definition.type)));
    return {};
}

Result<void> readDefinition(const BenchmarkSpec& spec, PreparedArm& prepared) {
    prepared.definitionFile = domainPath(spec, prepared.spec);
    prepared.definitionText = TRY(readFile(prepared.definitionFile));
    prepared.definition =
        TRY(readDomainDefinition({prepared.definitionFile, prepared.definitionText}));
    return {};
}

Result<void> prepareDomain(const BenchmarkSpec& spec, PreparedArm& prepared, ArmImages& images) {
    const ArmSpec& arm = prepared.spec;
    if (needs(spec, arm, Payload::probe))
        prepared.probeDefinition = TRY(
            withProbe(prepared.definition, prepared.definitionFile, arm, images, Payload::probe));
    if (needs(spec, arm, Payload::network)) {
        prepared.networkDefinition = TRY(
            withProbe(prepared.definition, prepared.definitionFile, arm, images, Payload::network));
        putInterface(*prepared.networkDefinition, arm, *prepared.network);
    }
    if (needs(spec, arm, Payload::power)) {
        prepared.powerDefinition = prepared.definition;
        TRY(putImage(*prepared.powerDefinition, prepared.definitionFile, arm, images,
                     Payload::power));
    }
    if (needs(spec, arm, Payload::connected)) {
        TRY(putImage(prepared.definition, prepared.definitionFile, arm, images, Payload::init));
        if (arm.type == "lxc") {
            prepared.connectedDefinition = prepared.definition;
            putInterface(*prepared.connectedDefinition, arm, *prepared.network);
        }
        return {};
    }
    if (needs(spec, arm, Payload::init))
        return putImage(prepared.definition, prepared.definitionFile, arm, images, Payload::init);
    for (const auto* other :
         {&prepared.powerDefinition, &prepared.probeDefinition, &prepared.networkDefinition})
        if (*other) {
            prepared.definition = **other;
            break;
        }
    return {};
}

/// The scenario that boots the arm, whose marker and time a trial takes.
const ScenarioSpec* bootScenarioOf(const BenchmarkSpec& spec, const ArmSpec& arm) {
    const auto found = std::ranges::find_if(spec.scenarios, [&](const ScenarioSpec& scenario) {
        return takesPart(spec, scenario, arm);
    });
    return found == spec.scenarios.end() ? nullptr : &*found;
}

/// The arm of a tool of others; a value says why it cannot run here.
Result<std::optional<std::string>> prepareExternal(const BenchmarkSpec& spec,
                                                   const PrepareContext& context, ArmImages& images,
                                                   PreparedArm& prepared) {
    const ArmSpec& arm = prepared.spec;
    prepared.definition = defaultExternalDefinition();
    if (!arm.domainFile.empty())
        TRY(readDefinition(spec, prepared));
    const std::string tree = TRY(images.tree(arm.image, Payload::init));
    const ExternalGuest guest =
        TRY(externalGuest(prepared.definition, prepared.definitionFile, tree));
    for (Filesystem& filesystem : prepared.definition.devices.filesystems)
        if (filesystem.target == "/")
            filesystem.source = tree;
    const ScenarioSpec* scenario = bootScenarioOf(spec, arm);
    if (scenario == nullptr)
        return std::optional<std::string>("it takes part in no scenario");
    context.progress.report("trying " + arm.title, -1);
    auto external =
        ExternalArm::prepare(arm.tool, externalDirectory(context.workDirectory, arm.name), guest);
    if (!external)
        return std::optional(external.error().message);
    prepared.external = std::move(*external);
    const auto ready = tryExternalArm(*prepared.external, arm.name, scenario->readyMarker,
                                      prepared.definition.vcpu.count, context.stop);
    if (ready)
        return std::optional<std::string>();
    if (context.stop.isSet())
        return ready.error();
    return std::optional(ready.error().message);
}

/// What has to be there for a machine or a container of ours; a value says what is missing.
Result<std::optional<std::string>> prepareOwn(const BenchmarkSpec& spec,
                                              const PrepareContext& context, ArmImages& images,
                                              PreparedArm& prepared) {
    const ArmSpec& arm = prepared.spec;
    TRY(readDefinition(spec, prepared));
    TRY(checkType(prepared.definition, prepared.definitionFile, arm));
    const auto driver = context.driverFor(prepared.definition.type);
    if (!driver)
        return std::optional(driver.error().message);
    prepared.driver = *driver;
    if (arm.type == "kvm") {
        if (auto missing = TRY(missingEmulator(**driver, prepared.definition)))
            return missing;
        if (const auto kernel = images.kernel(); !kernel)
            return std::optional(kernel.error().message);
    }
    TRY(openMoreDrivers(spec, context, prepared));
    TRY(prepareDomain(spec, prepared, images));
    TRY(checkWithDriver(*prepared.driver, prepared));
    return std::optional<std::string>();
}

Result<void> prepareArm(const BenchmarkSpec& spec, const ArmSpec& arm,
                        const PrepareContext& context, ArmImages& images, PreparedRun& run) {
    PreparedArm prepared;
    prepared.spec = arm;
    prepared.probeProgram = context.probeProgram;
    if (needs(spec, arm, Payload::network) || needs(spec, arm, Payload::connected)) {
        if (!run.network)
            run.network = TRY_WITHIN("the network of the run", RunNetwork::create(context.runId));
        prepared.network = run.network;
    }
    std::optional<std::string> missing;
    if (arm.isExternal())
        missing = TRY(prepareExternal(spec, context, images, prepared));
    else if (!arm.isHost())
        missing = TRY(prepareOwn(spec, context, images, prepared));
    if (missing) {
        run.skipped.push_back({arm.name, arm.title, *missing, !arm.isExternal()});
        return {};
    }
    prepared.facts = armFacts(arm, prepared.definition, images.kernelFact());
    if (prepared.external)
        prepared.facts.back().second =
            prepared.external->version() +
            (prepared.external->hidesUnifiedCgroups()
                 ? ", in a mount namespace without the v2 tree of the host's hybrid cgroups"
                 : "");
    if (std::ranges::find(spec.scenarios, snapshotWork.name, &ScenarioSpec::work) !=
        spec.scenarios.end())
        prepared.facts.insert(prepared.facts.end() - 1, {"snapshot", snapshotFact(arm)});
    if (std::ranges::any_of(spec.arms, [](const ArmSpec& any) { return any.every > 1; }))
        prepared.facts.insert(prepared.facts.end() - 1, {"rounds", roundsFact(arm)});
    run.arms.push_back(std::move(prepared));
    return {};
}

} // namespace

Result<PreparedRun> prepareArms(const BenchmarkSpec& spec, const PrepareContext& context) {
    ArmImages images({context.workDirectory, context.cacheDirectory, context.probeProgram},
                     context.progress);
    PreparedRun run;
    for (const ArmSpec& arm : spec.arms)
        TRY_WITHIN("arm '" + arm.name + "'", prepareArm(spec, arm, context, images, run));
    run.guestKernel = images.kernelFact();
    return run;
}

Result<void> settleArms(BenchmarkSpec& spec, PreparedRun& run) {
    if (run.arms.empty())
        return Error{ErrorCode::operationUnsupported,
                     "no arm of '" + spec.fileName + "' can run here: " +
                         run.skipped.front().title + ": " + run.skipped.front().reason};
    std::vector<std::string> names;
    for (const PreparedArm& arm : run.arms)
        names.push_back(arm.spec.name);
    TRY(keepArms(spec, names));
    addControls(spec);
    for (const ArmSpec& arm : spec.arms) {
        if (arm.controlOf.empty())
            continue;
        const auto original = std::ranges::find_if(run.arms, [&](const PreparedArm& prepared) {
            return prepared.spec.name == arm.controlOf;
        });
        PreparedArm again = *original;
        again.spec = arm;
        run.arms.push_back(std::move(again));
    }
    return {};
}

} // namespace twinvirt::bench
