#include "shell/commands.h"
#include "shell/domain_text.h"
#include "shell/json_output.h"
#include "shell/raw_terminal.h"
#include "shell/shell.h"
#include "shell/signal_pipe.h"
#include "shell/table.h"
#include "shell/top_sample.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <poll.h>
#include <unistd.h>
#include <utility>

namespace twinvirt {

namespace {

constexpr std::pair<std::string_view, TopOrder> orders[]{{"cpu", TopOrder::cpu},
                                                         {"memory", TopOrder::memory},
                                                         {"io", TopOrder::io},
                                                         {"net", TopOrder::net},
                                                         {"name", TopOrder::name}};

template <typename... Values>
std::string formatted(const char* pattern, Values... values) {
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), pattern, values...);
    return text.data();
}

/// "12.5 MiB"
std::string sizeText(double bytes) {
    constexpr const char* units[]{"B", "KiB", "MiB", "GiB", "TiB"};
    std::size_t unit = 0;
    for (; bytes >= 1024 && unit + 1 < std::size(units); ++unit)
        bytes /= 1024;
    return formatted(unit == 0 ? "%.0f %s" : "%.1f %s", bytes, units[unit]);
}

std::string timeText(std::chrono::nanoseconds time) {
    const auto hundredths = time.count() / 10000000;
    return formatted("%lld:%02lld.%02lld", static_cast<long long>(hundredths / 6000),
                     static_cast<long long>(hundredths / 100 % 60),
                     static_cast<long long>(hundredths % 100));
}

std::string tableOf(const std::vector<TopRow>& rows) {
    Table table({"Name", "Kind", "State", "CPU %", "Time", "Memory", "Maximum", "Read/s", "Write/s",
                 "Rx/s", "Tx/s"});
    for (const auto& row : rows)
        table.addRow({row.identity.name, row.kind, stateName(row.state),
                      formatted("%.1f", row.cpuPercent), timeText(row.cpuTime),
                      sizeText(static_cast<double>(row.memoryKib) * 1024),
                      sizeText(static_cast<double>(row.maximumKib) * 1024),
                      sizeText(row.readPerSecond), sizeText(row.writtenPerSecond),
                      sizeText(row.receivedPerSecond), sizeText(row.sentPerSecond)});
    return table.format(true);
}

JsonList jsonOf(const std::vector<TopRow>& rows) {
    JsonList list;
    for (const auto& row : rows)
        list.emplace_back(JsonRecord{{"name", row.identity.name},
                                     {"uuid", row.identity.uuid.toString()},
                                     {"kind", row.kind},
                                     {"state", stateName(row.state)},
                                     {"cpuPercent", row.cpuPercent},
                                     {"cpuTimeNs", row.cpuTime.count()},
                                     {"memoryKiB", row.memoryKib},
                                     {"maximumKiB", row.maximumKib},
                                     {"readBytesPerSecond", row.readPerSecond},
                                     {"writtenBytesPerSecond", row.writtenPerSecond},
                                     {"receivedBytesPerSecond", row.receivedPerSecond},
                                     {"sentBytesPerSecond", row.sentPerSecond}});
    return list;
}

struct TopSettings {
    TopOrder order = TopOrder::cpu;
    std::chrono::milliseconds delay{};
};

Result<TopSettings> settingsOf(const ParsedCommand& command, bool once) {
    TopSettings settings;
    const auto seconds = TRY(command.number("delay", 1)).value_or(once ? 1 : 2);
    settings.delay = std::chrono::seconds(std::min<long long>(seconds, 3600));
    const auto word = command.text("sort").value_or("cpu");
    for (const auto& [name, order] : orders)
        if (name == word) {
            settings.order = order;
            return settings;
        }
    return Error{ErrorCode::invalidArgument,
                 "unknown order '" + word + "', expecting 'cpu', 'memory', 'io', 'net' or 'name'"};
}

enum class Wake { due, key, end };

/// Waits for the next moment to draw; `key` is what was pressed.
Wake waitForKey(std::chrono::steady_clock::time_point due, int signals, char& key) {
    std::array<pollfd, 2> entries{{{STDIN_FILENO, POLLIN, 0}, {signals, POLLIN, 0}}};
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(due - std::chrono::steady_clock::now());
    const int ready = ::poll(entries.data(), entries.size(),
                             static_cast<int>(std::max(left, left.zero()).count()));
    if (ready > 0 && entries[1].revents != 0)
        return Wake::end;
    if (ready <= 0 || entries[0].revents == 0)
        return Wake::due;
    return ::read(STDIN_FILENO, &key, 1) == 1 ? Wake::key : Wake::end;
}

/// The order that a key chooses; the old one for any other key.
TopOrder orderOf(char key, TopOrder order) {
    for (const auto& [name, each] : orders)
        if (name.front() == key && name != "net") // n is the name's; t, as traffic, the net's
            order = each;
    return key == 't' ? TopOrder::net : order;
}

void draw(Shell& shell, const std::vector<TopRow>& rows) {
    // Raw mode: a new line does not go back to the first column by itself.
    std::string screen = "\033[H\033[2J";
    for (const char c : tableOf(rows) + "\nc CPU  m memory  i disks  t traffic  n name  q quit\n")
        screen += c == '\n' ? std::string("\r\n") : std::string(1, c);
    shell.print(screen);
    std::fflush(stdout);
}

Result<void> drawUntilQuit(Shell& shell, Connection& connection, TopSettings settings,
                           int signals) {
    auto before = TRY(takeTopSample(connection));
    auto now = before;
    std::chrono::milliseconds patience{300}; // the first rates come soon
    while (true) {
        draw(shell, topRows(before, now, settings.order));
        const auto due = std::chrono::steady_clock::now() + patience;
        char key = 0;
        Wake wake = waitForKey(due, signals, key);
        for (; wake == Wake::key; wake = waitForKey(due, signals, key)) {
            if (key == 'q' || key == 'Q' || key == 3) // Ctrl + C
                return {};
            settings.order = orderOf(key, settings.order);
            draw(shell, topRows(before, now, settings.order));
        }
        if (wake == Wake::end)
            return {};
        before = std::exchange(now, TRY(takeTopSample(connection)));
        patience = settings.delay;
    }
}

Result<int> watchOnTerminal(Shell& shell, Connection& connection, const TopSettings& settings) {
    const auto signals = TRY(SignalPipe::open({SIGINT, SIGTERM, SIGHUP, SIGQUIT}));
    Result<void> drawn;
    {
        const RawTerminal raw(STDIN_FILENO);
        shell.print("\033[?1049h\033[?25l"); // the other screen, no cursor
        drawn = drawUntilQuit(shell, connection, settings, signals.fd());
        shell.print("\033[?25h\033[?1049l");
        std::fflush(stdout);
    }
    TRY(std::move(drawn));
    return 0;
}

Result<int> top(Shell& shell, const ParsedCommand& command) {
    const bool once = command.has("once") || command.has("json") || ::isatty(STDIN_FILENO) == 0 ||
                      ::isatty(STDOUT_FILENO) == 0;
    const auto settings = TRY(settingsOf(command, once));
    auto* connection = TRY(shell.connection());
    if (!once)
        return watchOnTerminal(shell, *connection, settings);
    const auto before = TRY(takeTopSample(*connection));
    const auto signals = TRY(SignalPipe::open({SIGINT, SIGTERM, SIGHUP, SIGQUIT}));
    pollfd entry{signals.fd(), POLLIN, 0};
    if (::poll(&entry, 1, static_cast<int>(settings.delay.count())) > 0)
        return Error{ErrorCode::operationAborted, "top: interrupted"};
    const auto now = TRY(takeTopSample(*connection));
    shell.remarkUnavailable(*connection);
    const auto rows = topRows(before, now, settings.order);
    shell.print(command.has("json") ? formatJson(jsonOf(rows)) : tableOf(rows));
    return 0;
}

constexpr OptionDefinition topOptions[]{
    option::flag("once", "print one table and end; so it is also where there is no terminal"),
    option::namedOnly(option::number("delay", "seconds between two looks (default: 2; once: 1)")),
    option::namedOnly(
        option::text("sort", "order: cpu, memory, io, net or name", "cpu|memory|io|net|name")),
    option::json(),
};

} // namespace

constinit const CommandDefinition topCommand{
    .name = "top",
    .help = "what running domains use, live",
    .description = "Shows the running domains of both kinds with what they use, the busiest first. "
                   "CPU time is in percent of one CPU, between two looks. Keys: c, m, i, t and n "
                   "choose the order, q quits.",
    .options = topOptions,
    .run = top,
};

} // namespace twinvirt
