#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

namespace twinvirt::bench {

/// The draws of a bootstrap over so many rounds: for each resample how often it has each of them.
/// Made once, they serve every figure; of a thousand rounds the drawing is dearer than all else.
class RoundDraws {
  public:
    RoundDraws(std::size_t rounds, std::size_t resamples, std::uint64_t seed);

    [[nodiscard]] std::size_t resamples() const { return resamples_; }
    /// One count for each round; their sum is the number of rounds.
    [[nodiscard]] std::span<const std::uint16_t> times(std::size_t resample) const {
        return {times_.data() + resample * rounds_, rounds_};
    }

  private:
    std::size_t rounds_;
    std::size_t resamples_;
    std::vector<std::uint16_t> times_;
};

/// The draws that the figures of one analysis share, so that a resample has the same rounds in all
/// of them. Threads may share it too.
class SharedDraws {
  public:
    /// Of so many rounds, drawn from the seed; made when first asked for.
    std::shared_ptr<const RoundDraws> of(std::size_t rounds, std::size_t resamples,
                                         std::uint64_t seed);

  private:
    using Key = std::tuple<std::size_t, std::size_t, std::uint64_t>; ///< rounds, resamples, seed
    std::mutex mutex_;
    std::map<Key, std::shared_ptr<const RoundDraws>> made_;
};

} // namespace twinvirt::bench
