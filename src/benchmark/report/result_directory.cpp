#include "benchmark/report/result_directory.h"

#include "benchmark/report/html_report.h"
#include "benchmark/report/junit.h"
#include "benchmark/report/summary_markdown.h"
#include "benchmark/result/result_csv.h"
#include "benchmark/result/result_json.h"
#include "util/atomic_file.h"

#include <filesystem>

namespace twinvirt::bench {

static constexpr unsigned readable = 0644;
static constexpr std::size_t largestResult = 1U << 30U;

static Result<void> writeReadable(const std::string& path, const std::string& text) {
    return writeFileAtomically(path, text, Durability::persistent, readable);
}

Result<void> writeReports(const std::string& directory, const StoredResult& stored) {
    TRY(writeReadable(directory + "/result.csv", resultToCsv(stored.result)));
    TRY(writeReadable(directory + "/summary.md", summaryMarkdown(stored.result, stored.analysis)));
    TRY(writeReadable(directory + "/junit.xml", junitOf(stored.result, stored.analysis)));
    return writeReadable(directory + "/report.html", htmlReport(stored.result, stored.analysis));
}

Result<StoredResult> writeResultDirectory(const std::string& directory,
                                          const BenchmarkResult& result) {
    std::error_code problem;
    std::filesystem::create_directories(directory, problem);
    if (problem)
        return systemError("create directory '" + directory + "'", problem.value());
    const std::string file = directory + "/result.json";
    StoredResult stored;
    stored.result = TRY(resultFromJson(file, resultToJson(result, {})));
    stored.analysis = analyse(stored.result);
    TRY(writeReadable(file, resultToJson(stored.result, stored.analysis)));
    TRY(writeReports(directory, stored));
    return stored;
}

Result<BenchmarkResult> readResultFile(const std::string& path) {
    std::error_code ignored;
    const std::string file =
        std::filesystem::is_directory(path, ignored) ? path + "/result.json" : path;
    return resultFromJson(file, TRY(readFile(file, largestResult)));
}

Result<StoredResult> readResultDirectory(const std::string& path) {
    StoredResult stored;
    stored.result = TRY(readResultFile(path));
    stored.analysis = analyse(stored.result);
    return stored;
}

} // namespace twinvirt::bench
