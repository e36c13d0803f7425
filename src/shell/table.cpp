#include "shell/table.h"

#include <algorithm>
#include <array>
#include <clocale>
#include <cstdio>
#include <cstring>
#include <cwchar>

namespace twinvirt {

namespace {

bool isPlain(const std::string& text) {
    return std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7f; });
}

/// Loading a locale takes longer than most verbs, so only a text that needs it pays for it.
void useLocaleOfUser() {
    static const char* locale = std::setlocale(LC_CTYPE, "");
    (void)locale;
}

/// Calls visit(character, bytes, width); width is -1 for what cannot be printed.
template <typename Visit>
void forEachCharacter(const std::string& text, Visit visit) {
    useLocaleOfUser();
    std::mbstate_t state{};
    for (std::size_t i = 0; i < text.size();) {
        wchar_t wide = 0;
        auto length = std::mbrtowc(&wide, text.data() + i, text.size() - i, &state);
        int width = -1;
        if (length == static_cast<std::size_t>(-1) || length == static_cast<std::size_t>(-2) ||
            length == 0) {
            state = {};
            length = 1;
        } else {
            width = ::wcwidth(wide);
        }
        visit(text.substr(i, length), width);
        i += length;
    }
}

} // namespace

std::string printable(const std::string& text) {
    if (isPlain(text))
        return text;
    std::string out;
    forEachCharacter(text, [&out](const std::string& bytes, int width) {
        if (width >= 0) {
            out += bytes;
            return;
        }
        for (const char byte : bytes) {
            std::array<char, 5> escaped{};
            std::snprintf(escaped.data(), escaped.size(), "\\x%02x",
                          static_cast<unsigned>(static_cast<unsigned char>(byte)));
            out += escaped.data();
        }
    });
    return out;
}

std::size_t displayWidth(const std::string& text) {
    if (isPlain(text))
        return text.size();
    std::size_t sum = 0;
    forEachCharacter(text, [&sum](const std::string&, int width) {
        sum += static_cast<std::size_t>(std::max(width, 0));
    });
    return sum;
}

Table::Table(std::vector<std::string> titles) {
    rows_.push_back(std::move(titles));
}

void Table::addRow(std::vector<std::string> cells) {
    for (auto& cell : cells)
        cell = printable(cell);
    rows_.push_back(std::move(cells));
}

std::string Table::format(bool withTitles) const {
    const auto columns = rows_.front().size();
    const auto first = withTitles ? rows_.begin() : rows_.begin() + 1;
    std::vector<std::size_t> widths(columns, 0);
    for (auto row = first; row != rows_.end(); ++row)
        for (std::size_t i = 0; i < columns; ++i)
            widths[i] = std::max(widths[i], displayWidth((*row)[i]));
    std::size_t lineWidth = 0;
    for (const auto width : widths)
        lineWidth += width + 3;

    std::string text;
    for (auto row = first; row != rows_.end(); ++row) {
        for (std::size_t i = 0; i < columns; ++i) {
            text += " " + (*row)[i];
            if (i + 1 < columns)
                text.append(widths[i] - displayWidth((*row)[i]) + 2, ' ');
        }
        text += "\n";
        if (withTitles && row == rows_.begin())
            text += std::string(lineWidth, '-') + "\n";
    }
    return text;
}

} // namespace twinvirt
