#include "shell/progress_bar.h"

#include <sys/ioctl.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <termios.h>
#include <unistd.h>

namespace twinvirt {

namespace {

using namespace std::chrono_literals;

constexpr auto patience = 2s; // quicker work shows nothing
constexpr auto redrawInterval = 100ms;
constexpr auto lineInterval = 10s;
constexpr unsigned barWidth = 24;
constexpr unsigned usualColumns = 80;

unsigned terminalColumns(int fd) {
    winsize size{};
    return ::ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : usualColumns;
}

void writeAll(int fd, const std::string& text) {
    std::fflush(stdout); // the order in which a person reads the two streams
    [[maybe_unused]] const auto written = ::write(fd, text.data(), text.size());
}

std::string percent(double fraction) {
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "%3.0f %%", fraction * 100);
    return text.data();
}

std::string bar(double fraction) {
    const auto filled = static_cast<unsigned>(fraction * barWidth);
    return "[" + std::string(filled, '#') + std::string(barWidth - filled, ' ') + "]";
}

} // namespace

ProgressBar::ProgressBar()
    : ProgressBar(STDERR_FILENO, ::isatty(STDERR_FILENO) != 0, terminalColumns(STDERR_FILENO),
                  [] { return std::chrono::steady_clock::now(); }) {}

ProgressBar::ProgressBar(int fd, bool terminal, unsigned columns, Clock clock)
    : fd_(fd), terminal_(terminal), columns_(columns), clock_(std::move(clock)), start_(clock_()),
      shown_(start_) {}

void ProgressBar::report(const std::string& what, double fraction) {
    if (clock_() - start_ < patience)
        return;
    fraction = std::min(fraction, 1.0);
    if (terminal_)
        draw(what, fraction);
    else
        printLine(what, fraction);
}

/// From the average speed so far; nothing when there is none to judge from.
std::string ProgressBar::timeLeft(double fraction) const {
    constexpr double enoughToJudge = 0.02;
    if (fraction < enoughToJudge)
        return {};
    const double elapsed = std::chrono::duration<double>(clock_() - start_).count();
    const auto seconds = static_cast<unsigned>(elapsed * (1 - fraction) / fraction + 0.5);
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%u:%02u left", seconds / 60, seconds % 60);
    return text.data();
}

void ProgressBar::draw(const std::string& what, double fraction) {
    if (drawn_ && what == shownWhat_ && clock_() - shown_ < redrawInterval && fraction < 1)
        return;
    std::string line = what;
    if (fraction >= 0)
        line = bar(fraction) + " " + percent(fraction) + "  " + timeLeft(fraction) +
               (timeLeft(fraction).empty() ? "" : "  ") + what;
    line.resize(std::min<std::size_t>(line.size(), columns_ > 1 ? columns_ - 1 : 1));
    writeAll(fd_, "\r" + line + "\033[K");
    drawn_ = true;
    shown_ = clock_();
    shownWhat_ = what;
}

void ProgressBar::printLine(const std::string& what, double fraction) {
    if (printed_ && what == shownWhat_ && clock_() - shown_ < lineInterval)
        return;
    writeAll(fd_, (fraction >= 0 ? percent(fraction) + "  " : "") + what + "\n");
    printed_ = true;
    shown_ = clock_();
    shownWhat_ = what;
}

void ProgressBar::clear() {
    if (drawn_)
        writeAll(fd_, "\r\033[K");
    drawn_ = false;
}

} // namespace twinvirt
