#pragma once

#include "benchmark/run/observer.h"
#include "shell/progress_bar.h"

#include <string>

namespace twinvirt {

/// "round 5 of 21, OS container, boot 2 of 3; widest interval 12 %"
std::string describe(const bench::RunProgress& progress);

/// The same as one JSON object on a line, for programs: {"event":"progress","phase":"round",…}.
std::string progressJson(const bench::RunProgress& progress);

/// Draws it as a bar.
class BarObserver : public bench::RunObserver {
  public:
    explicit BarObserver(ProgressBar& bar) : bar_(bar) {}
    void progressed(const bench::RunProgress& progress) override;

  private:
    ProgressBar& bar_;
};

/// Writes each of them to a descriptor.
class JsonObserver : public bench::RunObserver {
  public:
    explicit JsonObserver(int fd) : fd_(fd) {}
    void progressed(const bench::RunProgress& progress) override;

  private:
    int fd_;
};

/// What comes before a run (images, kernels) in the same form: {"event":"prepare","what":…}.
class JsonProgress : public Progress {
  public:
    explicit JsonProgress(int fd) : fd_(fd) {}
    void report(const std::string& what, double fraction) override;

  private:
    int fd_;
    std::string last_;
};

} // namespace twinvirt
