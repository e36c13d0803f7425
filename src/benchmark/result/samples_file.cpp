#include "benchmark/result/samples_file.h"

#include "benchmark/result/json_fields.h"
#include "benchmark/result/result_json.h"
#include "benchmark/result/sentences.h"
#include "util/atomic_file.h"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace twinvirt::bench {

namespace {

constexpr std::size_t largest = 1U << 30U;

std::string fileIn(const std::string& directory) {
    return directory + "/samples.jsonl";
}

/// Where the last complete line ends.
std::size_t wholeLines(const std::string& text) {
    const auto end = text.rfind('\n');
    return end == std::string::npos ? 0 : end + 1;
}

std::string oneLine(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

void compare(std::vector<std::string>& differences, const std::string& what,
             const std::string& before, const std::string& now) {
    if (before != now)
        differences.push_back(what + ": '" + before + "' before, '" + now + "' now");
}

std::string armsText(const BenchmarkResult& result) {
    std::string text;
    for (const ArmDescription& arm : result.arms)
        text += (text.empty() ? "" : ", ") + arm.name;
    return text;
}

} // namespace

Result<BenchmarkResult> readSamples(const std::string& directory) {
    const std::string file = fileIn(directory);
    const std::string text = TRY(readFile(file, largest));
    const std::size_t end = wholeLines(text);
    if (end == 0)
        return Error{ErrorCode::invalidArgument, file + ": it has no complete line"};
    const std::size_t head = text.find('\n');
    BenchmarkResult run = TRY(resultFromJson(file, text.substr(0, head)));
    unsigned line = 2;
    for (std::size_t at = head + 1; at < end; ++line) {
        const std::size_t next = text.find('\n', at);
        try {
            Json list = Json::array();
            list.push_back(Json::parse(text.substr(at, next - at)));
            for (Round& round : roundsFromJson(list))
                run.rounds.push_back(std::move(round));
        } catch (const std::exception& problem) {
            return Error{ErrorCode::invalidArgument,
                         file + ":" + std::to_string(line) + ": " + problem.what()};
        }
        at = next + 1;
    }
    return run;
}

/// Which arms are left out is found again in the trial.
static std::vector<Scenario> asked(std::vector<Scenario> scenarios) {
    for (Scenario& scenario : scenarios)
        scenario.absent.clear();
    return scenarios;
}

std::vector<std::string> whyNotContinued(const BenchmarkResult& before,
                                         const BenchmarkResult& now) {
    std::vector<std::string> differences;
    compare(differences, "seed", std::to_string(before.design.seed),
            std::to_string(now.design.seed));
    if (before.specXml != now.specXml)
        differences.push_back("specification: '" + before.specFile + "' had another text than '" +
                              now.specFile + "' has now");
    compare(differences, "warm-up rounds", std::to_string(before.design.warmup),
            std::to_string(now.design.warmup));
    compare(differences, "scenarios", scenariosText(before), scenariosText(now));
    if (asked(before.scenarios) != asked(now.scenarios) &&
        scenariosText(before) == scenariosText(now))
        differences.emplace_back("scenarios: their counts, times or markers differ");
    compare(differences, "arms", armsText(before), armsText(now));
    compare(differences, "version of twinvirt", before.version, now.version);
    for (const char* fact : {"host name", "processor", "CPUs", "memory", "kernel", "cgroups",
                             "kernel of the machines"})
        compare(differences, fact, hostFact(before, fact), hostFact(now, fact));
    return differences;
}

Result<void> SamplesFile::write(const std::string& line) {
    std::string_view left = line;
    while (!left.empty()) {
        const ssize_t count = ::write(file_.get(), left.data(), left.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return systemError("write '" + fileIn(directory_) + "'");
        left.remove_prefix(static_cast<std::size_t>(count));
    }
    if (::fsync(file_.get()) != 0)
        return systemError("fsync '" + fileIn(directory_) + "'");
    return {};
}

Result<void> SamplesFile::append(const BenchmarkResult& run, const Round& round) {
    if (!file_) {
        file_.reset(::open(fileIn(directory_).c_str(),
                           O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0644));
        if (!file_)
            return systemError("open '" + fileIn(directory_) + "'");
        BenchmarkResult head = run;
        head.rounds.clear();
        TRY(write(oneLine(Json::parse(resultToJson(head, {})))));
    }
    return write(oneLine(roundsToJson({round}).front()));
}

Result<void> SamplesFile::continueAfter() {
    const std::string file = fileIn(directory_);
    const std::string text = TRY(readFile(file, largest));
    file_.reset(::open(file.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
    if (!file_)
        return systemError("open '" + file + "'");
    if (::ftruncate(file_.get(), static_cast<off_t>(wholeLines(text))) != 0)
        return systemError("truncate '" + file + "'");
    return {};
}

} // namespace twinvirt::bench
