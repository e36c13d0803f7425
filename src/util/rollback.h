#pragma once

#include <functional>
#include <utility>
#include <vector>

namespace twinvirt {

/// Undo stands beside do: each step that was done adds how to take it back; unless dismissed, the
/// destructor runs them in reverse. An undo must not throw.
class Rollback {
  public:
    Rollback() = default;
    Rollback(const Rollback&) = delete;
    Rollback& operator=(const Rollback&) = delete;
    ~Rollback() { run(); }

    void add(std::function<void()> undo) { undos_.push_back(std::move(undo)); }
    void dismiss() { undos_.clear(); }
    void run() {
        while (!undos_.empty()) {
            auto undo = std::move(undos_.back());
            undos_.pop_back();
            undo();
        }
    }

  private:
    std::vector<std::function<void()>> undos_;
};

} // namespace twinvirt
