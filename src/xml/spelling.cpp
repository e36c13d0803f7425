#include "xml/spelling.h"

#include <algorithm>
#include <cctype>

namespace twinvirt {

static bool sameLetter(char left, char right) {
    return std::tolower(static_cast<unsigned char>(left)) ==
           std::tolower(static_cast<unsigned char>(right));
}

std::size_t editDistance(std::string_view left, std::string_view right) {
    // Optimal string alignment: rows i-2, i-1 and i of the table.
    std::vector<std::size_t> beforeLast(right.size() + 1);
    std::vector<std::size_t> last(right.size() + 1);
    std::vector<std::size_t> row(right.size() + 1);
    for (std::size_t j = 0; j <= right.size(); ++j)
        last[j] = j;
    for (std::size_t i = 1; i <= left.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= right.size(); ++j) {
            bool same = sameLetter(left[i - 1], right[j - 1]);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
            if (i > 1 && j > 1 && sameLetter(left[i - 1], right[j - 2]) &&
                sameLetter(left[i - 2], right[j - 1]))
                row[j] = std::min(row[j], beforeLast[j - 2] + 1);
        }
        beforeLast.swap(last);
        last.swap(row);
    }
    return last[right.size()];
}

std::string_view nearestWord(std::string_view word,
                             const std::vector<std::string_view>& candidates) {
    constexpr std::size_t longest = 64; // a longer word is no misspelling of ours
    if (word.size() > longest)
        return {};
    std::size_t best = std::max<std::size_t>(1, word.size() / 3) + 1;
    std::string_view nearest;
    for (std::string_view candidate : candidates) {
        std::size_t distance = editDistance(word, candidate);
        if (distance < best) {
            best = distance;
            nearest = candidate;
        }
    }
    return nearest;
}

} // namespace twinvirt
