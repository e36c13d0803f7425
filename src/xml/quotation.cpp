#include "xml/quotation.h"

namespace twinvirt {

/// How many of the first `limit` bytes make whole UTF-8 characters.
static std::size_t wholeCharacters(std::string_view text, std::size_t limit) {
    if (text.size() <= limit)
        return text.size();
    while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xc0U) == 0x80)
        --limit;
    return limit;
}

static std::string hexadecimal(unsigned char byte) {
    constexpr std::string_view digits = "0123456789abcdef";
    return std::string("\\x") + digits[byte >> 4U] + digits[byte & 15U];
}

std::string visible(std::string_view text, std::size_t longest) {
    std::string_view shown = text.substr(0, wholeCharacters(text, longest));
    std::string result;
    for (std::size_t i = 0; i < shown.size(); ++i) {
        auto byte = static_cast<unsigned char>(shown[i]);
        auto next = static_cast<unsigned char>(i + 1 < shown.size() ? shown[i + 1] : 0);
        bool isC1 = byte == 0xc2 && next >= 0x80 && next <= 0x9f;
        if (isC1)
            result += hexadecimal(static_cast<unsigned char>(shown[++i]));
        else if (byte < 0x20 || byte == 0x7f)
            result += hexadecimal(byte);
        else
            result += shown[i];
    }
    return result + (shown.size() < text.size() ? "…" : "");
}

std::string quoted(std::string_view text) {
    return '\'' + visible(text) + '\'';
}

} // namespace twinvirt
