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
    /// The time of all CPUs of the arm meanwhile and what of it others got, as its /proc/stat
    /// counts them; absent where it does not.
    std::optional<std::uint64_t> totalTicks = std::nullopt;
    std::optional<std::uint64_t> stealTicks = std::nullopt;

    bool operator==(const KernelRun&) const = default;
};

/// Values of a metric that a work takes itself, of one block.
struct Figure {
    std::string metric; ///< its id
    std::vector<double> values;

    bool operator==(const Figure&) const = default;
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
    std::vector<Figure> figures;

    bool operator==(const Block&) const = default;
};

/// The blocks stand in the order in which they ran.
struct Round {
    unsigned number = 1;
    bool warmup = false;   ///< kept, left out of every figure
    bool complete = false; ///< false: interrupted or failed; left out of every figure
    std::vector<Block> blocks;
    NoiseWindow noise = {}; ///< of its whole time

    bool operator==(const Round&) const = default;
};

struct ArmDescription {
    std::string name;
    std::string title;
    std::string type;         ///< host, lxc, kvm, external
    std::string acceleration; ///< "" for a host or a container, "kvm", "tcg"
    std::string whyEmulated;  ///< the reason that the driver gave, of accel='auto'
    std::string definitionFile;
    std::string definitionXml;         ///< as the first instance was given to the driver
    std::string hypervisor;            ///< "QEMU 7.2.0"
    std::string controlOf;             ///< the arm that this one repeats
    std::string definitionSource = {}; ///< the text of definitionFile
    /// What its figures depend on, aspect and value (run/arm_facts.h): see differences().
    std::vector<std::pair<std::string, std::string>> facts = {};
    /// In a scenarioView: its place among all arms of the run, so that it keeps its colour.
    std::optional<std::size_t> place = std::nullopt;

    [[nodiscard]] bool emulated() const { return acceleration == "tcg"; }
    bool operator==(const ArmDescription&) const = default;
};

/// An arm of the specification that did not run.
struct SkippedArm {
    std::string name;
    std::string title;
    std::string reason;
    /// It is no tool of others but what the specification cannot do without: the run ended.
    bool required = false;

    bool operator==(const SkippedArm&) const = default;
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
    /// How narrow every interval that a verdict is made from has to be for the run to end before
    /// its last round (precision.h), as a part of the ratio; 0: it does not.
    double stopWidth = 0;
    bool quick = false;            ///< fewer rounds than the specification has, on request
    bool allowTcgVerdicts = false; ///< an emulated machine gets verdicts like any other arm

    bool operator==(const Design&) const = default;
};

/// An arm that a scenario asks for and that cannot do what it does.
struct AbsentArm {
    std::string arm;
    std::string reason;

    bool operator==(const AbsentArm&) const = default;
};

/// One part of each round.
struct Scenario {
    std::string name;
    std::string title;
    std::string work;   ///< what a block did: one of workFigures()
    std::string brief;  ///< "3 instances at a time"
    std::string method; ///< what a block did and how it was timed, in sentences
    unsigned count = 0; ///< instances of a block
    double holdSeconds = 0;
    double timeoutSeconds = 0;
    std::string readyMarker;
    std::vector<std::string> kernels; ///< of the probe
    unsigned batches = 0;             ///< of each kernel
    unsigned batchMs = 0;             ///< least duration of a batch
    std::vector<unsigned> levels;     ///< instances that started at once
    double untilUsed = 1;             ///< share of the host's memory at which boots ended; 1: never
    bool byShutdown = false;          ///< instances were asked to end, not destroyed
    std::string tool = {};            ///< of others, that measured
    std::vector<AbsentArm> absent;    ///< listed, never dropped in silence
    std::vector<Citation> citations = {}; ///< what others found of the same

    bool operator==(const Scenario&) const = default;
};

/// Why a run that is complete has no further round.
enum class Ending {
    rounds,    ///< it has all of them
    budget,    ///< no other fitted
    precision, ///< every interval was narrow enough, see Design::stopWidth
};
std::string_view endingWord(Ending ending);

/// What the harness itself took in the rounds of this process, beside what it measured.
struct HarnessTime {
    std::size_t rounds = 0;
    double medianMs = 0; ///< of a round, outside its blocks and the pauses before them
    double p95Ms = 0;
    double inBlocksMs = 0; ///< median of a round: reading memory, CPU and load within its blocks
    double keepMs = 0;     ///< median of a round: writing and fsyncing its line of samples.jsonl
    double judgeMs = 0;    ///< median of a round: the intervals, for the progress and for `stop`

    bool operator==(const HarnessTime&) const = default;
};

enum class Outcome { complete, interrupted, failed };
std::string_view outcomeWord(Outcome outcome);

/// What a run was, without what it measured.
struct RunDescription {
    static constexpr int schemaVersion = 3;

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
    std::string failure;            ///< of `failed`, with the guest's last words
    bool lacksArm = false;          ///< of `failed`: the host cannot run an arm as it is asked for
    Ending ending = Ending::rounds; ///< of `complete`
    std::optional<HarnessTime> harness = std::nullopt;     ///< of a run that had a round
    std::vector<std::pair<std::string, std::string>> host; ///< in the order of display
    /// What ran, file by file: "kernel of the machines" and its SHA-256.
    std::vector<std::pair<std::string, std::string>> digests;
    RunNoise noise;
    Design design;
    std::vector<Scenario> scenarios;
    std::vector<ArmDescription> arms;
    std::vector<SkippedArm> skipped;

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
