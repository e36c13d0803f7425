#include "benchmark/report/escape.h"

#include <cstddef>

namespace twinvirt::bench {

static constexpr std::string_view replacement = "\xEF\xBF\xBD";

static bool isContinuation(unsigned char byte) {
    return (byte & 0xC0U) == 0x80U;
}

/// Bytes of the well-formed UTF-8 sequence at the start of `text` (Unicode, table 3-7); 0: none.
static std::size_t sequenceLength(std::string_view text) {
    const auto at = [&](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i])
                               : static_cast<unsigned char>(0);
    };
    const unsigned char first = at(0);
    if (first < 0x80)
        return 1;
    if (first >= 0xC2 && first <= 0xDF)
        return isContinuation(at(1)) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        const unsigned char low = first == 0xE0 ? 0xA0 : 0x80;
        const unsigned char high = first == 0xED ? 0x9F : 0xBF;
        return at(1) >= low && at(1) <= high && isContinuation(at(2)) ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const unsigned char low = first == 0xF0 ? 0x90 : 0x80;
        const unsigned char high = first == 0xF4 ? 0x8F : 0xBF;
        const bool valid = at(1) >= low && at(1) <= high;
        return valid && isContinuation(at(2)) && isContinuation(at(3)) ? 4 : 0;
    }
    return 0;
}

static std::string_view escapedAscii(char character) {
    switch (character) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return {};
    }
}

/// What would be a character, and may not be shown: U+FFFE and U+FFFF are none in XML; the signs
/// that turn the direction of the text around them (U+202A to U+202E, U+2066 to U+2069) let a name
/// look like another one.
static bool isUnwelcome(std::string_view sequence) {
    if (sequence.size() != 3)
        return false;
    const auto third = static_cast<unsigned char>(sequence[2]);
    return sequence == "\xEF\xBF\xBE" || sequence == "\xEF\xBF\xBF" ||
           (sequence.starts_with("\xE2\x80") && third >= 0xAA && third <= 0xAE) ||
           (sequence.starts_with("\xE2\x81") && third >= 0xA6 && third <= 0xA9);
}

std::string escapeMarkup(std::string_view text) {
    std::string escaped;
    escaped.reserve(text.size());
    while (!text.empty()) {
        const std::size_t length = sequenceLength(text);
        const auto first = static_cast<unsigned char>(text.front());
        const bool control = (first < 0x20 && first != '\n' && first != '\t') || first == 0x7F;
        if (length == 0 || control || isUnwelcome(text.substr(0, length)))
            escaped += replacement;
        else if (const auto entity = escapedAscii(text.front()); length == 1 && !entity.empty())
            escaped += entity;
        else
            escaped += text.substr(0, length);
        text.remove_prefix(length == 0 ? 1 : length);
    }
    return escaped;
}

} // namespace twinvirt::bench
