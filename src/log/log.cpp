#include "log/log.h"

#include "util/unique_fd.h"

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <fcntl.h>
#include <memory>
#include <vector>

namespace twinvirt {

namespace {

std::unique_ptr<spdlog::logger>& logger() {
    static std::unique_ptr<spdlog::logger> instance;
    return instance;
}

spdlog::level::level_enum levelOf(LogLevel level) {
    switch (level) {
    case LogLevel::debug:
        return spdlog::level::trace;
    case LogLevel::info:
        return spdlog::level::debug;
    case LogLevel::notice:
        return spdlog::level::info;
    case LogLevel::warning:
        return spdlog::level::warn;
    case LogLevel::error:
        return spdlog::level::err;
    }
    return spdlog::level::off;
}

} // namespace

Result<void> openLog(const LogSettings& settings) {
    std::vector<spdlog::sink_ptr> sinks;
    // spdlog would make missing directories.
    const UniqueFd probe(
        settings.file.empty()
            ? -1
            : ::open(settings.file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600));
    if (!settings.file.empty() && !probe)
        return systemError("failed to open the log file. check the log file path: open(" +
                           settings.file + ")");
    try {
        if (settings.toStandardError) {
            sinks.push_back(std::make_shared<spdlog::sinks::stderr_sink_mt>());
            sinks.back()->set_pattern("%l: %v");
        }
        if (!settings.file.empty()) {
            sinks.push_back(std::make_shared<spdlog::sinks::basic_file_sink_mt>(settings.file));
            sinks.back()->set_pattern("%Y-%m-%d %H:%M:%S.%e%z [%P] %l: %v");
        }
        auto opened = std::make_unique<spdlog::logger>("twinvirt", sinks.begin(), sinks.end());
        opened->set_level(levelOf(settings.level));
        opened->flush_on(spdlog::level::trace);
        logger() = std::move(opened);
    } catch (const spdlog::spdlog_ex& failure) {
        return Error{ErrorCode::systemError,
                     std::string("failed to open the log file: ") + failure.what()};
    }
    return {};
}

void log(LogLevel level, const std::string& message) {
    if (logger())
        logger()->log(levelOf(level), spdlog::string_view_t(message));
}

} // namespace twinvirt
