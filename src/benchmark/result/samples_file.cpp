#include "benchmark/result/samples_file.h"

#include "benchmark/result/json_fields.h"
#include "benchmark/result/result_json.h"
#include "benchmark/result/sentences.h"
#include "util/atomic_file.h"

#include <cerrno>
#include <cstdint>
#include <fcntl.h>
#include <string_view>
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

/// CRC-32 as in zlib and Ethernet (polynomial 0xEDB88320, reflected).
std::uint32_t checksum(std::string_view text) {
    constexpr std::uint32_t polynomial = 0xEDB88320;
    std::uint32_t crc = ~0U;
    for (const char c : text) {
        crc ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? polynomial : 0);
    }
    return ~crc;
}

constexpr std::string_view checksumKey = ",\"crc\":";

/// An object with its checksum as the last member, over all that stands before it.
std::string oneLine(const Json& json) {
    std::string text = json.dump(-1, ' ', false, Json::error_handler_t::replace);
    text.pop_back();
    const std::uint32_t crc = checksum(text);
    return text.append(checksumKey).append(std::to_string(crc)) + "}\n";
}

bool isWhole(std::string_view line) {
    const auto at = line.rfind(checksumKey);
    if (at == std::string_view::npos)
        return false;
    const std::string end = std::string(checksumKey) + std::to_string(checksum(line.substr(0, at)));
    return line.substr(at) == end + "}";
}

/// A line of the file after the first.
void take(BenchmarkResult& run, const std::string& line) {
    const Json json = Json::parse(line);
    if (json.contains("arms")) {
        run.arms = armsFromJson(json.at("arms"));
        return;
    }
    Json list = Json::array();
    list.push_back(json);
    for (Round& round : roundsFromJson(list))
        run.rounds.push_back(std::move(round));
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
    BenchmarkResult run;
    unsigned number = 1;
    for (std::size_t at = 0; at < end; ++number) {
        const std::size_t next = text.find('\n', at);
        const std::string line = text.substr(at, next - at);
        const std::string place = file + ":" + std::to_string(number) + ": ";
        if (number == 1)
            run = TRY(resultFromJson(file, line)); // another version says so
        if (!isWhole(line))
            return Error{ErrorCode::invalidArgument,
                         place + "its checksum is wrong: the file was damaged. Without the lines "
                                 "from here on the run can be resumed"};
        try {
            if (number > 1)
                take(run, line);
        } catch (const std::exception& problem) {
            return Error{ErrorCode::invalidArgument, place + problem.what()};
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

Result<void> SamplesFile::open() {
    file_.reset(::open(fileIn(directory_).c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
    if (!file_)
        return systemError("open '" + fileIn(directory_) + "'");
    return {};
}

Result<void> SamplesFile::begin(const BenchmarkResult& run) {
    BenchmarkResult head = run;
    head.rounds.clear();
    TRY(writeFileAtomically(fileIn(directory_), oneLine(Json::parse(resultToJson(head, {}))),
                            Durability::persistent, 0644));
    return open();
}

Result<void> SamplesFile::append(const BenchmarkResult& run, const Round& round) {
    if (!file_)
        TRY(begin(run));
    if (!armsTold_) {
        Json arms = Json::object();
        arms["arms"] = armsToJson(run.arms);
        TRY(write(oneLine(arms)));
        armsTold_ = true;
    }
    return write(oneLine(roundsToJson({round}).front()));
}

Result<void> SamplesFile::continueAfter() {
    const std::string file = fileIn(directory_);
    const std::string text = TRY(readFile(file, largest));
    TRY(open());
    if (::ftruncate(file_.get(), static_cast<off_t>(wholeLines(text))) != 0)
        return systemError("truncate '" + file + "'");
    return {};
}

} // namespace twinvirt::bench
