#pragma once

#include <chrono>

namespace twinvirt::bench {

/// How much of a block's time its operations took, which are what is measured: boots, kernels,
/// holds, deletions. The rest is the harness's own.
class OperationTime {
  public:
    /// Adds its own life time; of nullptr nothing.
    class Scope {
      public:
        explicit Scope(OperationTime* total) : total_(total) {}
        ~Scope() {
            if (total_ != nullptr)
                total_->time_ += std::chrono::steady_clock::now() - start_;
        }
        Scope(const Scope&) = delete;
        Scope& operator=(const Scope&) = delete;

      private:
        OperationTime* total_;
        std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
    };

    [[nodiscard]] double seconds() const { return std::chrono::duration<double>(time_).count(); }

  private:
    std::chrono::steady_clock::duration time_{};
};

} // namespace twinvirt::bench
