#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace twinvirt {

/// How many letters must be changed, added, removed or swapped with their neighbour to make one
/// word the other.
std::size_t editDistance(std::string_view left, std::string_view right);

/// The candidate that the writer of `word` probably meant; empty when none is near enough (a third
/// of the word's letters, at least one).
std::string_view nearestWord(std::string_view word,
                             const std::vector<std::string_view>& candidates);

} // namespace twinvirt
