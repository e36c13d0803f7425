#include "benchmark/probe/hog.h"

#include "benchmark/probe/helper_process.h"
#include "benchmark/probe/monotonic_clock.h"
#include "benchmark/probe/options.h"
#include "benchmark/probe/output.h"

#include <sys/mman.h>
#include <sys/wait.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <map>
#include <new>
#include <unistd.h>

namespace twinvirt::bench::probe {

Result<HogRequest> parseHog(std::span<const std::string> words) {
    static constexpr std::array hogs{&cpuHog, &memoryHog, &diskHog, &forkHog, &netHog};
    const std::string name = words.empty() ? "" : words[0];
    HogRequest request;
    std::string names;
    for (const auto* hog : hogs) {
        if (hog->name == name)
            request.hog = hog;
        names += (names.empty() ? "" : ", ") + std::string(hog->name);
    }
    if (request.hog == nullptr)
        return Error{ErrorCode::invalidArgument,
                     "unknown hog '" + name + "': expected one of " + names};
    const Options options =
        TRY(Options::parse(words.subspan(1), request.hog->options, "hog '" + name + "'"));
    HogSettings& settings = request.settings;
    settings.seconds = TRY(options.number("--seconds", 1, 3600, settings.seconds));
    settings.processes = TRY(options.number("--processes", 1, 4096, settings.processes));
    settings.mebibytes = TRY(options.number("--mebibytes", 1, 1U << 20U, settings.mebibytes));
    settings.directory = options.text("--directory", settings.directory);
    return request;
}

namespace {

/// In memory that the workers share with the process that waits for them.
struct Ledger {
    HogCounter operations;
    std::array<char, 512> message; ///< why a worker could not go on
};

Result<Ledger*> makeLedger() {
    void* shared =
        ::mmap(nullptr, sizeof(Ledger), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED)
        return systemError("mmap");
    return new (shared) Ledger{};
}

/// The processes of one hog, from the first start to the last end.
class Workers {
  public:
    Workers(const HogRequest& request, Ledger& ledger, std::uint64_t deadline)
        : request_(request), ledger_(ledger), deadline_(deadline) {}

    Result<void> start(std::uint64_t count) {
        for (; count > 0; --count)
            TRY(startOne());
        return {};
    }

    /// Until all have ended. One that the kernel kills, since memory is short, is started again:
    /// so goes on a neighbour whose supervisor restarts it.
    Result<void> wait() {
        constexpr std::uint64_t grace = 5'000'000'000; // for a write that the disk is still at
        while (!running_.empty() && nanosecondsNow() < deadline_ + grace) {
            int status = 0;
            const pid_t pid = ::waitpid(-1, &status, WNOHANG);
            if (pid <= 0) {
                ::usleep(10'000);
                continue;
            }
            TRY(ended(pid, status));
        }
        running_.clear();
        return {};
    }

    [[nodiscard]] std::uint64_t restarts() const { return restarts_; }

  private:
    Result<void> startOne() {
        HelperProcess worker = TRY(HelperProcess::start([this] { return work(); }));
        const pid_t pid = worker.pid();
        running_.emplace(pid, std::move(worker));
        return {};
    }

    int work() {
        const auto worked = request_.hog->work(request_.settings, ledger_.operations, deadline_);
        if (worked)
            return 0;
        std::snprintf(ledger_.message.data(), ledger_.message.size(), "%s",
                      worked.error().message.c_str());
        return 1;
    }

    Result<void> ended(pid_t pid, int status) {
        const auto found = running_.find(pid);
        if (found == running_.end())
            return {};
        found->second.forget();
        running_.erase(found);
        if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
            return {};
        if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) {
            ++restarts_;
            return nanosecondsNow() < deadline_ ? startOne() : Result<void>();
        }
        if (WIFEXITED(status))
            return Error{ErrorCode::operationFailed, ledger_.message.data()};
        return Error{ErrorCode::operationFailed,
                     "its process was ended by signal " + std::to_string(WTERMSIG(status))};
    }

    const HogRequest& request_;
    Ledger& ledger_;
    std::uint64_t deadline_;
    std::map<pid_t, HelperProcess> running_;
    std::uint64_t restarts_ = 0;
};

} // namespace

Result<void> runHog(const HogRequest& request) {
    const HogDescription& hog = *request.hog;
    Ledger* ledger = TRY(makeLedger());
    const std::uint64_t start = nanosecondsNow();
    const std::uint64_t deadline = start + request.settings.seconds * 1'000'000'000U;
    Workers workers(request, *ledger, deadline);
    TRY(workers.start(hog.workers(request.settings)));
    JsonLine begin;
    begin.text("event", "begin").text("hog", hog.name);
    printEvent(begin.number("seconds", request.settings.seconds));
    TRY(workers.wait());
    const std::uint64_t operations = ledger->operations.load();
    if (operations == 0)
        return Error{ErrorCode::operationFailed, "nothing was done in " +
                                                     std::to_string(request.settings.seconds) +
                                                     " s: give it more time with --seconds"};
    JsonLine end;
    end.text("event", "end").text("hog", hog.name);
    end.number("nanoseconds", nanosecondsNow() - start).text("operation", hog.operation);
    printEvent(end.number("operations", operations).number("restarts", workers.restarts()));
    printEvent(JsonLine().text("event", "done").text("hog", hog.name));
    return {};
}

} // namespace twinvirt::bench::probe
