#include "benchmark/run/kernel_session.h"

#include "benchmark/run/console_watch.h"
#include "benchmark/spec/kernel_catalog.h"

#include <nlohmann/json.hpp>

#include <array>
#include <cerrno>
#include <unistd.h>

namespace twinvirt::bench {

namespace {

constexpr std::string_view prefix = "twinvirt-probe: ";
constexpr std::size_t longestLine = 4096;

Error unexpected(const std::string& kernel, const std::string& what) {
    return {ErrorCode::internalError, "kernel '" + kernel + "': the probe said " + what};
}

double milliseconds(std::chrono::steady_clock::duration time) {
    return std::chrono::duration<double, std::milli>(time).count();
}

/// A batch in the unit of the kernel.
double valueOf(const Kernel& kernel, const nlohmann::json& batch) {
    if (batch.contains("latenessNanoseconds"))
        return batch.at("latenessNanoseconds").at(1).get<double>() * kernel.scale; // the p99
    const double operations = batch.at("operations");
    return batch.at("nanoseconds").get<double>() / operations * kernel.scale;
}

} // namespace

Result<bool> KernelReply::take(std::string_view line, Clock::time_point when) {
    const auto at = line.find(prefix);
    if (at == std::string_view::npos)
        return false;
    try {
        return takeEvent(std::string(line.substr(at + prefix.size())), when);
    } catch (const std::exception& problem) { // a guest may print anything
        return unexpected(run_.kernel, std::string("what cannot be read: ") + problem.what());
    }
}

Result<bool> KernelReply::takeEvent(const std::string& json, Clock::time_point when) {
    const auto event = nlohmann::json::parse(json);
    const std::string kind = event.at("event");
    if (kind == "error")
        return Error{ErrorCode::operationFailed,
                     "kernel '" + run_.kernel + "': " + event.at("message").get<std::string>()};
    if (kind == "done")
        return finish();
    if (event.at("kernel") != run_.kernel)
        return unexpected(run_.kernel, "something of another kernel: " + json);
    if (listener_ && (kind == "begin" || kind == "end"))
        listener_(kind);
    if (kind == "begin") {
        begun_ = when;
    } else if (kind == "end") {
        if (event.at("answer") != "correct" || !begun_)
            return unexpected(run_.kernel, json);
        run_.insideMs = event.at("nanoseconds").get<double>() / 1e6;
        run_.outsideMs = milliseconds(when - *begun_);
        if (event.contains("ticks")) {
            run_.totalTicks = event.at("ticks").at(0).get<std::uint64_t>();
            run_.stealTicks = event.at("ticks").at(1).get<std::uint64_t>();
        }
    } else if (kind == "batch") {
        const Kernel* kernel = findKernel(run_.kernel);
        const double value = kernel == nullptr ? 0 : valueOf(*kernel, event);
        if (!(value > 0))
            return unexpected(run_.kernel, "a batch without a time: " + json);
        run_.values.push_back(value);
        details_.operations += event.at("operations").get<double>();
        if (event.contains("latencyNanoseconds"))
            details_.latencies.push_back(
                event.at("latencyNanoseconds").get<std::array<double, 3>>());
    }
    return false;
}

Result<bool> KernelReply::finish() {
    if (run_.values.empty() || run_.insideMs <= 0)
        return unexpected(run_.kernel, "that it is done without a figure");
    return true;
}

Result<void> KernelSession::send(const std::string& text) const {
    std::string_view left = text;
    while (!left.empty()) {
        const ssize_t count = ::write(console_, left.data(), left.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return systemError("write to the probe");
        left.remove_prefix(static_cast<std::size_t>(count));
    }
    return {};
}

Result<KernelSession::Line>
KernelSession::nextLine(std::chrono::steady_clock::time_point deadline) {
    while (lines_.empty()) {
        TRY(waitForConsole(console_, stop_, deadline, "no answer of the probe"));
        std::array<char, 4096> buffer{};
        const ssize_t count = ::read(console_, buffer.data(), buffer.size());
        if (count < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (count <= 0 && stop_.isSet()) // Control+C may have reached a probe on the host, too
            return Error{ErrorCode::operationAborted, "stopped on request"};
        if (count <= 0)
            return Error{ErrorCode::operationFailed,
                         "the probe ended; its last words: " + partial_};
        const auto now = std::chrono::steady_clock::now();
        for (const char c : std::string_view(buffer.data(), static_cast<std::size_t>(count))) {
            if (c != '\n' && partial_.size() < longestLine) {
                partial_ += c;
                continue;
            }
            lines_.push_back({std::move(partial_), now});
            partial_.clear();
        }
    }
    Line line = std::move(lines_.front());
    lines_.pop_front();
    return line;
}

Result<KernelRun> KernelSession::run(const KernelRequest& request, KernelDetails* details) {
    const auto deadline = std::chrono::steady_clock::now() + request.timeout;
    KernelReply reply(request.kernel, request.listener);
    TRY(send("run " + request.kernel + " --batches " + std::to_string(request.batches) +
             " --batch-ms " + std::to_string(request.batchMs) +
             (request.slowDownPercent == 0
                  ? ""
                  : " --slow-down " + std::to_string(request.slowDownPercent)) +
             (request.directory.empty() ? "" : " --directory " + request.directory) +
             (request.options.empty() ? "" : " " + request.options) + "\n"));
    while (true) {
        const Line line = TRY_WITHIN("kernel '" + request.kernel + "'", nextLine(deadline));
        if (!TRY(reply.take(line.text, line.when)))
            continue;
        if (details != nullptr)
            *details = reply.details();
        return reply.run();
    }
}

} // namespace twinvirt::bench
