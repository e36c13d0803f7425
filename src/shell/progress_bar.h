#pragma once

#include "image/progress.h"

#include <chrono>
#include <functional>
#include <string>

namespace twinvirt {

/// Draws a Progress on a terminal: one line on stderr with a bar and the time left, from the
/// second second on, taken away at the end. Elsewhere: a plain line when the work changes, and
/// every ten seconds. Quick work (under two seconds) leaves no trace.
class ProgressBar : public Progress {
  public:
    using Clock = std::function<std::chrono::steady_clock::time_point()>;

    /// On this process's stderr.
    ProgressBar();
    /// For tests: another descriptor, and a clock that the test turns.
    ProgressBar(int fd, bool terminal, unsigned columns, Clock clock);
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;
    ~ProgressBar() override { clear(); }

    void report(const std::string& what, double fraction) override;
    /// Takes the bar away, before something else is printed; the next report() draws it again.
    void clear();

  private:
    void draw(const std::string& what, double fraction);
    void printLine(const std::string& what, double fraction);
    [[nodiscard]] std::string timeLeft(double fraction) const;

    int fd_;
    bool terminal_;
    unsigned columns_;
    Clock clock_;
    std::chrono::steady_clock::time_point start_;
    std::chrono::steady_clock::time_point shown_;
    std::string shownWhat_;
    bool drawn_ = false;
    bool printed_ = false;
};

} // namespace twinvirt
