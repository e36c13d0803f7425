#include "shell/event_text.h"

#include <nlohmann/json.hpp>

#include <array>
#include <cstdio>
#include <ctime>

namespace twinvirt {

namespace {

/// "2026-11-22 14:56:19.756+0000", as virsh.
std::string timeText(std::chrono::system_clock::time_point when, const char* pattern,
                     const char* zone) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(when);
    const auto milliseconds =
        std::chrono::duration_cast<std::chrono::milliseconds>(when - seconds).count();
    const auto time = std::chrono::system_clock::to_time_t(seconds);
    std::tm parts{};
    ::gmtime_r(&time, &parts);
    std::array<char, 64> text{};
    const auto length = std::strftime(text.data(), text.size(), pattern, &parts);
    std::snprintf(text.data() + length, text.size() - length, ".%03d%s",
                  static_cast<int>(milliseconds), zone);
    return text.data();
}

std::string jsonLine(const DomainEvent& event) {
    nlohmann::ordered_json line;
    line["time"] = timeText(event.when, "%Y-%m-%dT%H:%M:%S", "Z");
    line["type"] = event.type;
    line["domain"] = event.domain.name;
    line["uuid"] = event.domain.uuid.toString();
    for (const auto& [name, value] : event.fields)
        line[name] = value;
    return line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

} // namespace

std::string formatEvent(const DomainEvent& event, const EventFormat& format) {
    if (format.json)
        return jsonLine(event);
    std::string line =
        format.timestamp ? timeText(event.when, "%Y-%m-%d %H:%M:%S", "+0000") + ": " : "";
    line += "event '" + event.type + "' for domain '" + event.domain.name + "'";
    if (!event.text.empty())
        line += (event.text.front() == '\n' ? ":" : ": ") + event.text;
    return line + "\n";
}

} // namespace twinvirt
