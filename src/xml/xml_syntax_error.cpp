#include "xml/xml_syntax_error.h"

#include "xml/quotation.h"

#include <algorithm>
#include <string_view>

namespace twinvirt {

XmlPosition positionOf(const std::string& text, std::size_t offset) {
    std::string_view before = std::string_view(text).substr(0, std::min(offset, text.size()));
    auto lineStart = before.rfind('\n');
    auto column =
        lineStart == std::string_view::npos ? before.size() : before.size() - lineStart - 1;
    return {static_cast<int>(std::ranges::count(before, '\n')) + 1, static_cast<int>(column) + 1};
}

/// The line with that number, without its end.
static std::string_view lineAt(std::string_view text, int line) {
    for (; line > 1; --line) {
        auto end = text.find('\n');
        if (end == std::string_view::npos)
            return {};
        text.remove_prefix(end + 1);
    }
    return text.substr(0, text.find('\n'));
}

static std::string printable(std::string_view text) {
    std::string result(text);
    std::ranges::replace_if(
        result, [](unsigned char c) { return c < 0x20 || c >= 0x7f; }, ' ');
    return result;
}

/// The part of the line around the column, and a caret below it.
static std::string excerpt(std::string_view line, int column) {
    constexpr std::size_t before = 60;
    constexpr std::size_t width = 100;
    std::size_t place = std::min(static_cast<std::size_t>(std::max(column, 1) - 1), line.size());
    std::size_t start = place > before ? place - before : 0;
    return "\n  " + printable(line.substr(start, width)) + "\n  " +
           std::string(place - start, ' ') + '^';
}

Error xmlSyntaxError(const XmlSource& source, const XmlPosition& position,
                     const std::string& reason, const std::string& hint) {
    std::string message = source.fileName;
    if (position.line > 0)
        message += ':' + std::to_string(position.line);
    if (position.line > 0 && position.column > 0)
        message += ':' + std::to_string(position.column);
    message += ": " + reason;
    if (position.line > 0 && position.column > 0)
        message += excerpt(lineAt(source.text, position.line), position.column);
    if (!hint.empty())
        message += "\nhint: " + hint;
    return {ErrorCode::xmlError, std::move(message)};
}

/// The tag that is open at `offset`, or the last one before it: from its "<" on.
static std::string_view tagAround(std::string_view text, std::size_t offset) {
    auto start = text.rfind('<', std::min(offset, text.size()));
    return start == std::string_view::npos ? std::string_view() : text.substr(start);
}

static std::size_t offsetOf(std::string_view text, const XmlPosition& position) {
    std::string_view line = lineAt(text, position.line);
    if (line.data() == nullptr)
        return text.size();
    auto start = static_cast<std::size_t>(line.data() - text.data());
    return std::min(start + static_cast<std::size_t>(std::max(position.column, 1) - 1),
                    text.size());
}

/// "<memory'>": a quote that opens no attribute's value.
static bool hasStrayQuote(std::string_view tag) {
    auto quote = tag.find_first_of("'\"");
    return quote != std::string_view::npos && quote < tag.find('>') && tag[quote - 1] != '=' &&
           tag.substr(0, quote).find('=') == std::string_view::npos;
}

std::string hintForUnclosed(const XmlSource& source, const std::string& name, int line) {
    std::string_view rest = lineAt(source.text, line);
    rest = rest.data() == nullptr
               ? rest
               : std::string_view(source.text).substr(rest.data() - source.text.data());
    auto start = rest.find('<' + name);
    auto end = rest.find('>', std::min(start, rest.size()));
    if (end == std::string_view::npos)
        return {};
    if (rest.substr(end + 1).starts_with("/>"))
        return "write " + visible(rest.substr(start, end - start)) + "/>, without the first '>'";
    return "close <" + visible(name) + "> of line " + std::to_string(line) + " with </" +
           visible(name) + ">, or write <" + visible(name) + "/>";
}

static bool insideComment(std::string_view text, std::size_t offset) {
    auto start = text.substr(0, offset).rfind("<!--");
    return start != std::string_view::npos && text.find("-->", start) >= offset;
}

std::string hintForMalformed(const XmlSource& source, const XmlPosition& position) {
    std::string_view text = source.text;
    std::size_t offset = offsetOf(text, position);
    if (insideComment(text, offset))
        return "no '--' may stand inside a comment";
    std::string_view tag = tagAround(text, offset);
    if (tag.empty())
        return {};
    std::string shown = printable(tag.substr(0, std::min<std::size_t>(tag.find('>') + 1, 60)));
    if (tag.find('>') == std::string_view::npos)
        return "the tag that starts here is never closed: add a '>'";
    if (hasStrayQuote(tag))
        return "remove the stray quote in " + shown;
    return {};
}

} // namespace twinvirt
