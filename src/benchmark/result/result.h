#pragma once

#include "benchmark/measure/sample.h"
#include "benchmark/result/gates.h"
#include "benchmark/spec/citation.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace twinvirt::bench {

/// One step of a start as the driver timed it, milliseconds since the driver was called.
struct BootStep {
    std::string step;
    std::string phase;
    double startMs = 0;
    double durationMs = 0;

    bool operator==(const BootStep&) const = default;
};

/// One instance, from the call of the driver to the marker on its console.
struct Boot {
    std::string instance;
    double start = 0;  ///< seconds since the run began
    double callMs = 0; ///< until the driver returned
    double readyMs = 0;
    double cpuMs = 0; ///< CPU time of the whole host until ready, our sampling thread taken off
    std::vector<BootStep> steps;

    bool operator==(const Boot&) const = default;
};

/// One kernel of the probe in one block.
struct KernelRun {
    std::string kernel;         ///< a name of kernelCatalog()
    std::vector<double> values; ///< of each batch, in the kernel's unit
    double insideMs = 0;        ///< from the first batch to the last, by the arm's own clock
    double outsideMs = 0;       ///< the same by the host's clock, from the probe's words

    bool operator==(const KernelRun&) const = default;
};

/// What one arm did of one scenario in one round.
struct Block {
    std::string scenario;
    std::string arm;
    double start = 0; ///< seconds since the run began
    double end = 0;
    std::vector<Boot> boots;
    std::vector<double> deleteMs; ///< for each instance
    std::vector<Sample> samples;
    std::vector<KernelRun> kernels;

    bool operator==(const Block&) const = default;
};

/// The blocks stand in the order in which they ran.
struct Round {
    unsigned number = 1;
    bool warmup = false;   ///< kept, left out of every figure
    bool complete = false; ///< false: interrupted or failed; left out of every figure
    std::vector<Block> blocks;

    bool operator==(const Round&) const = default;
};

struct ArmDescription {
    std::string name;
    std::string title;
    std::string type;         ///< host, lxc, kvm
    std::string acceleration; ///< "" for a host or a container, "kvm", "tcg"
    std::string whyEmulated;  ///< the reason that the driver gave, of accel='auto'
    std::string definitionFile;
    std::string definitionXml;         ///< as the first instance was given to the driver
    std::string hypervisor;            ///< "QEMU 7.2.0"
    std::string controlOf;             ///< the arm that this one repeats
    std::string definitionSource = {}; ///< the text of definitionFile
    /// In a scenarioView: its place among all arms of the run, so that it keeps its colour.
    std::optional<std::size_t> place = std::nullopt;

    [[nodiscard]] bool emulated() const { return acceleration == "tcg"; }
    bool operator==(const ArmDescription&) const = default;
};

struct Design {
    std::uint64_t seed = 0;
    unsigned rounds = 0; ///< planned, without the warm-up rounds
    unsigned warmup = 0;
    double equivalence = 0;   ///< delta: 0.05 is 5 %
    double budgetSeconds = 0; ///< after which no further round began; 0: none
    Gates gates;              ///< the limits
    std::string baseline;     ///< an arm
    std::string cpuSource;    ///< the file that the CPU time of the host was read from

    bool operator==(const Design&) const = default;
};

/// One part of each round.
struct Scenario {
    std::string name;
    std::string title;
    unsigned count = 0; ///< instances of a block
    double holdSeconds = 0;
    double timeoutSeconds = 0;
    std::string readyMarker;
    std::vector<std::string> kernels; ///< of the probe; then nothing else of a block is compared
    unsigned batches = 0;             ///< of each kernel
    unsigned batchMs = 0;             ///< least duration of a batch
    std::vector<Citation> citations = {}; ///< what others found of the same

    [[nodiscard]] bool hasProbe() const { return !kernels.empty(); }
    bool operator==(const Scenario&) const = default;
};

enum class Outcome { complete, interrupted, failed };
std::string_view outcomeWord(Outcome outcome);

/// What a run was, without what it measured.
struct RunDescription {
    static constexpr int schemaVersion = 2;

    std::string runId;
    std::string benchmark; ///< name of the specification
    std::string title;
    std::string description;
    std::string specFile;
    std::string specXml;
    std::string command; ///< that repeats the run
    std::string version; ///< of twinvirt
    std::string started; ///< UTC, ISO 8601
    std::string finished;
    Outcome outcome = Outcome::complete;
    std::string failure; ///< of `failed`, with the guest's last words
    std::vector<std::pair<std::string, std::string>> host; ///< in the order of display
    /// What ran, file by file: "kernel of the machines" and its SHA-256.
    std::vector<std::pair<std::string, std::string>> digests;
    RunNoise noise;
    Design design;
    std::vector<Scenario> scenarios;
    std::vector<ArmDescription> arms;

    bool operator==(const RunDescription&) const = default;
};

/// Everything that a run found: result.json holds exactly this and every report is made from it.
struct BenchmarkResult : RunDescription {
    std::vector<Round> rounds;

    bool operator==(const BenchmarkResult&) const = default;
};

/// nullptr when there is no such arm.
const ArmDescription* findArm(const BenchmarkResult& result, std::string_view name);
/// The rounds that figures are made from: complete, no warm-up.
std::vector<const Round*> measuredRounds(const BenchmarkResult& result);
/// The first block of the arm; nullptr when it did not run in that round.
const Block* findBlock(const Round& round, std::string_view arm);

/// The result as if this scenario were the only one, and without the arms that repeat another one
/// unless they are asked for: what a chart draws.
enum class Controls { drop, keep };
BenchmarkResult scenarioView(const BenchmarkResult& result, const Scenario& scenario,
                             Controls controls = Controls::drop);

/// "2026-11-23T08:00:00Z"
std::string utcNow();

} // namespace twinvirt::bench
