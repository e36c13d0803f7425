#include "benchmark/probe/kernel_table.h"
#include "benchmark/probe/opaque.h"
#include "benchmark/probe/random_cycle.h"

#include <vector>

namespace twinvirt::bench::probe {

namespace {

constexpr std::uint32_t nodes = 1U << 18U; // 16 MiB of them

/// One line of the cache, so that each load is of another one.
struct alignas(64) Node {
    const Node* next = nullptr;
    std::uint64_t rank = 0; ///< steps from the first node
};

class PointerChase : public Kernel {
  public:
    PointerChase() : nodes_(nodes), current_(nodes_.data()) {
        const auto next = randomCycle(nodes, 3);
        std::uint32_t at = 0;
        for (std::uint64_t rank = 0; rank < nodes; ++rank) {
            nodes_[at] = {&nodes_[next[at]], rank};
            at = next[at];
        }
    }

    Result<void> run(std::uint64_t operations) override {
        const Node* node = current_;
        makeOpaque(node);
        for (std::uint64_t i = 0; i < operations; ++i)
            node = node->next;
        current_ = node;
        steps_ += operations;
        return {};
    }

    /// The cycle is as long as there are nodes, so where it stands is known.
    Result<void> check() override {
        if (current_->rank != steps_ % nodes)
            return wrongAnswer("stands at node " + std::to_string(current_->rank) + " after " +
                               std::to_string(steps_) + " steps in a cycle of " +
                               std::to_string(nodes));
        return {};
    }

  private:
    std::vector<Node> nodes_;
    const Node* current_;
    std::uint64_t steps_ = 0;
};

Result<std::unique_ptr<Kernel>> make(const KernelSettings&) {
    return std::unique_ptr<Kernel>(std::make_unique<PointerChase>());
}

} // namespace

const KernelDescription pointerChaseKernel{
    .name = "pointer-chase",
    .operation = "one load that depends on the one before, in a random cycle through 16 MiB",
    .unit = "operation",
    .source = "lat_mem_rd of lmbench (McVoy and Staelin 1996)",
    .step = 1024,
    .usesDirectory = false,
    .make = make,
};

} // namespace twinvirt::bench::probe
