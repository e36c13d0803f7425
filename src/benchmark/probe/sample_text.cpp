#include "benchmark/probe/sample_text.h"

#include "benchmark/probe/split_mix.h"

#include <string>
#include <string_view>

namespace twinvirt::bench::probe {

static constexpr std::uint64_t vocabularySize = 2048;

static std::vector<std::string> makeVocabulary(SplitMix& random) {
    constexpr std::string_view consonants = "bcdfghklmnprstvw";
    constexpr std::string_view vowels = "aeiou";
    std::vector<std::string> words(vocabularySize);
    for (auto& word : words)
        for (std::uint64_t syllables = 1 + random.below(4); syllables > 0; --syllables) {
            word += consonants[random.below(consonants.size())];
            word += vowels[random.below(vowels.size())];
        }
    return words;
}

/// The product of two even choices: small numbers come far more often, as with words of a language.
static std::uint64_t frequentWord(SplitMix& random) {
    const std::uint64_t first = random.below(vocabularySize);
    return first * random.below(vocabularySize) / vocabularySize;
}

std::vector<std::uint8_t> sampleText(std::size_t size) {
    SplitMix random(1);
    const auto vocabulary = makeVocabulary(random);
    std::vector<std::uint8_t> text;
    text.reserve(size + 16);
    while (text.size() < size) {
        const auto& word = vocabulary[frequentWord(random)];
        text.insert(text.end(), word.begin(), word.end());
        if (random.below(12) == 0)
            text.push_back('.');
        text.push_back(random.below(16) == 0 ? '\n' : ' ');
    }
    text.resize(size);
    return text;
}

} // namespace twinvirt::bench::probe
