#include "benchmark/report/result_directory.h"
#include "benchmark/spec/read_spec.h"
#include "shell/bench_actions.h"
#include "shell/bench_guard.h"
#include "shell/bench_run.h"
#include "util/uuid.h"

#include <algorithm>
#include <filesystem>
#include <unistd.h>
#include <utility>

namespace twinvirt {

namespace {

constexpr int failedStatus = 3;
constexpr int lacksArmStatus = 5;
constexpr int interruptedStatus = 130; // 128 + SIGINT, as of any interrupted program

/// The directory that a result goes into, made before the run: hours of measuring must not end at
/// a path that cannot be written. Taken back when nothing came to stand in it.
class ResultDirectory {
  public:
    static Result<ResultDirectory> make(const std::string& path) {
        std::error_code error;
        std::filesystem::create_directories(path, error);
        if (error)
            return systemError("create directory '" + path + "'", error.value());
        if (::access(path.c_str(), W_OK | X_OK) != 0)
            return systemError("write into directory '" + path + "'");
        return ResultDirectory(path);
    }
    ResultDirectory(ResultDirectory&& other) noexcept : path_(std::exchange(other.path_, "")) {}
    ResultDirectory& operator=(ResultDirectory&&) = delete;
    ~ResultDirectory() {
        if (!path_.empty())
            ::rmdir(path_.c_str()); // does nothing unless it is empty
    }
    [[nodiscard]] const std::string& path() const { return path_; }

  private:
    explicit ResultDirectory(std::string path) : path_(std::move(path)) {}
    std::string path_;
};

} // namespace

int statusOf(Shell& shell, const bench::BenchmarkResult& result) {
    if (result.outcome == bench::Outcome::interrupted) {
        shell.complain("interrupted: every instance of the run was removed; the result is partial");
        return interruptedStatus;
    }
    if (result.outcome == bench::Outcome::failed) {
        shell.complain(result.failure);
        shell.complain("the run failed; the result has what was measured until then");
        return result.lacksArm || std::ranges::any_of(result.skipped, &bench::SkippedArm::required)
                   ? lacksArmStatus
                   : failedStatus;
    }
    return 0;
}

Result<int> statusWithoutResult(Shell& shell, const Result<std::optional<FinishedRun>>& run) {
    if (run)
        return interruptedStatus;
    if (run.error().code != ErrorCode::operationUnsupported)
        return run.error();
    shell.complain(run.error().message);
    return lacksArmStatus;
}

Result<std::optional<FinishedRun>> performRun(Shell& shell, BenchRequest& request,
                                              const std::string& directory) {
    if (request.runId.empty())
        request.runId = Uuid::random().toString().substr(0, 8);
    const std::string started = bench::utcNow();
    const QuietBrokenPipes quiet;
    const BenchGuard guard = TRY(BenchGuard::open(request.runId, started));
    const ResultDirectory place = TRY(ResultDirectory::make(
        directory.empty() ? "report/" + request.spec.name + "-" + started : directory));
    request.directory = place.path();
    const auto result = runBench(shell, request, guard.stop());
    if (!result && guard.stop().isSet()) {
        shell.complain("interrupted before the first instance");
        return std::optional<FinishedRun>();
    }
    const bench::BenchmarkResult measured = TRY(result);
    return std::optional(
        FinishedRun{TRY(bench::writeResultDirectory(place.path(), measured)), place.path()});
}

} // namespace twinvirt
