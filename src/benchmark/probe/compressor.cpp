#include "benchmark/probe/compressor.h"

#include "benchmark/probe/range_coder.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace twinvirt::bench::probe {

namespace {

constexpr std::size_t shortestMatch = 4;
constexpr std::size_t longestMatch = shortestMatch + 255; // what a tree of eight bits can say
constexpr std::size_t farthest = std::size_t{1} << 16U;
constexpr std::size_t headBytes = 4; // the length of the text, lowest byte first

/// The likelihoods of a byte's bits, highest first, each known by those before it.
class ByteModel {
  public:
    void put(RangeEncoder& encoder, std::uint8_t byte) {
        unsigned node = 1;
        for (int shift = 7; shift >= 0; --shift) {
            const bool bit = ((byte >> static_cast<unsigned>(shift)) & 1U) != 0;
            encoder.put(nodes_[node], bit);
            node = node << 1U | (bit ? 1U : 0U);
        }
    }
    std::uint8_t take(RangeDecoder& decoder) {
        unsigned node = 1;
        while (node < 256)
            node = node << 1U | (decoder.take(nodes_[node]) ? 1U : 0U);
        return static_cast<std::uint8_t>(node);
    }

  private:
    std::array<Likelihood, 256> nodes_;
};

/// What both sides know of the text so far.
struct Model {
    std::array<Likelihood, 2> isMatch; ///< by whether a match came before
    std::array<ByteModel, 16> literal; ///< by the upper half of the byte before
    ByteModel length;
    ByteModel distanceHigh;
    ByteModel distanceLow;
    bool afterMatch = false;

    Likelihood& kind() { return isMatch[afterMatch ? 1 : 0]; }
    ByteModel& literalAfter(std::uint8_t before) { return literal[before >> 4U]; }
};

struct Match {
    std::size_t length = 0; ///< 0: none
    std::size_t distance = 0;
};

/// Where the same four bytes stood last.
class MatchFinder {
  public:
    explicit MatchFinder(std::span<const std::uint8_t> text) : text_(text), last_(slots, none) {}

    /// The repeat that begins at `position`, which is remembered.
    Match findAt(std::size_t position) {
        if (text_.size() - position < shortestMatch)
            return {};
        std::uint32_t& slot = last_[slotOf(position)];
        const std::size_t candidate = slot;
        slot = static_cast<std::uint32_t>(position);
        if (candidate == none || position - candidate > farthest)
            return {};
        const std::size_t limit = std::min(longestMatch, text_.size() - position);
        std::size_t length = 0;
        while (length < limit && text_[candidate + length] == text_[position + length])
            ++length;
        return length < shortestMatch ? Match{} : Match{length, position - candidate};
    }

  private:
    static constexpr std::size_t slots = std::size_t{1} << 14U;
    static constexpr std::uint32_t none = 0xffffffffU;

    [[nodiscard]] std::size_t slotOf(std::size_t position) const {
        std::uint32_t word = 0;
        std::memcpy(&word, text_.data() + position, sizeof word);
        return (word * 2654435761U) >> 18U; // Knuth's multiplicative hash, 14 bits of it
    }

    std::span<const std::uint8_t> text_;
    std::vector<std::uint32_t> last_;
};

void putMatch(Model& model, RangeEncoder& encoder, const Match& match) {
    const std::size_t distance = match.distance - 1;
    model.length.put(encoder, static_cast<std::uint8_t>(match.length - shortestMatch));
    model.distanceHigh.put(encoder, static_cast<std::uint8_t>(distance >> 8U));
    model.distanceLow.put(encoder, static_cast<std::uint8_t>(distance));
}

Match takeMatch(Model& model, RangeDecoder& decoder) {
    Match match;
    match.length = model.length.take(decoder) + shortestMatch;
    const std::size_t high = model.distanceHigh.take(decoder);
    match.distance = (high << 8U | model.distanceLow.take(decoder)) + 1;
    return match;
}

/// The next literal or match appended to `text`; false when there can be none.
bool takeNext(Model& model, RangeDecoder& decoder, std::vector<std::uint8_t>& text,
              std::size_t size) {
    model.afterMatch = decoder.take(model.kind());
    if (!model.afterMatch) {
        const std::uint8_t before = text.empty() ? std::uint8_t{0} : text.back();
        text.push_back(model.literalAfter(before).take(decoder));
        return !decoder.exhausted();
    }
    const Match match = takeMatch(model, decoder);
    if (decoder.exhausted() || match.distance > text.size() || match.length > size - text.size())
        return false;
    for (std::size_t i = 0; i < match.length; ++i) // it may overlap with what it makes
        text.push_back(text[text.size() - match.distance]);
    return true;
}

} // namespace

std::vector<std::uint8_t> compress(std::span<const std::uint8_t> text) {
    Model model;
    RangeEncoder encoder;
    MatchFinder finder(text);
    for (std::size_t position = 0; position < text.size();) {
        const Match match = finder.findAt(position);
        const bool isMatch = match.length > 0;
        encoder.put(model.kind(), isMatch);
        model.afterMatch = isMatch;
        if (isMatch) {
            putMatch(model, encoder, match);
            for (std::size_t i = 1; i < match.length; ++i)
                finder.findAt(position + i);
            position += match.length;
        } else {
            const std::uint8_t before = position == 0 ? std::uint8_t{0} : text[position - 1];
            model.literalAfter(before).put(encoder, text[position]);
            ++position;
        }
    }
    std::vector<std::uint8_t> packed;
    for (std::size_t i = 0; i < headBytes; ++i)
        packed.push_back(static_cast<std::uint8_t>(text.size() >> (8U * i)));
    const auto body = encoder.finish();
    packed.insert(packed.end(), body.begin(), body.end());
    return packed;
}

std::optional<std::vector<std::uint8_t>> decompress(std::span<const std::uint8_t> packed,
                                                    std::size_t longest) {
    if (packed.size() < headBytes)
        return std::nullopt;
    std::size_t size = 0;
    for (std::size_t i = 0; i < headBytes; ++i)
        size |= static_cast<std::size_t>(packed[i]) << (8U * i);
    if (size > longest)
        return std::nullopt;
    Model model;
    RangeDecoder decoder(packed.subspan(headBytes));
    std::vector<std::uint8_t> text;
    text.reserve(size);
    while (text.size() < size)
        if (!takeNext(model, decoder, text, size))
            return std::nullopt;
    return text;
}

} // namespace twinvirt::bench::probe
