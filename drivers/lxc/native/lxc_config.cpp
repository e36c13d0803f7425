#include "lxc/native/lxc_config.h"

#include <algorithm>

namespace twinvirt::lxc {

namespace {

constexpr std::size_t largestFile = std::size_t{1} << 20U;
constexpr std::size_t mostLines = 100000;
constexpr int deepestInclude = 8;
constexpr std::string_view blanks = " \t\r";

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string_view unquoted(std::string_view value) {
    const bool quoted = value.size() >= 2 && (value.front() == '"' || value.front() == '\'') &&
                        value.back() == value.front();
    return quoted ? value.substr(1, value.size() - 2) : value;
}

/// The length of the UTF-8 sequence at the start, 0 when there is none (overlong ones and
/// surrogates included: XML has neither).
std::size_t sequenceLength(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(0);
    if (lead < 0x80)
        return 1;
    const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || text.size() < length)
        return 0;
    for (std::size_t i = 1; i < length; ++i)
        if ((byte(i) & 0xc0U) != 0x80)
            return 0;
    const unsigned char second = byte(1);
    const bool overlong = (lead == 0xe0 && second < 0xa0) || (lead == 0xf0 && second < 0x90);
    const bool outside = (lead == 0xed && second > 0x9f) || (lead == 0xf4 && second > 0x8f);
    const bool noCharacter = lead == 0xef && second == 0xbf && byte(2) >= 0xbe;
    return overlong || outside || noCharacter ? 0 : length;
}

/// Whether XML could say it.
bool isPlainText(std::string_view text) {
    while (!text.empty()) {
        const auto first = static_cast<unsigned char>(text.front());
        const auto length = sequenceLength(text);
        if (length == 0 || (first < 0x20 && first != '\t' && first != '\r') || first == 0x7f)
            return false;
        text.remove_prefix(length);
    }
    return true;
}

class Parser {
  public:
    explicit Parser(const NativeSource& source) : source_(source) {}

    Result<void> parse(const std::string& fileName, const std::string& text, int depth) {
        if (text.size() > largestFile)
            return Error{ErrorCode::invalidArgument,
                         fileName + ": the file is larger than 1 MiB; no configuration is"};
        int number = 0;
        for (const auto& line : splitAt(text, '\n'))
            TRY(parseLine(fileName, line, ++number, depth));
        return {};
    }
    std::vector<ConfigLine> take() { return std::move(lines_); }

  private:
    Result<void> parseLine(const std::string& fileName, std::string_view text, int number,
                           int depth) {
        ConfigLine line{fileName, number, "", ""};
        if (!isPlainText(text))
            return line.error("a control character or bytes that are no UTF-8");
        text = trimmed(text);
        if (text.empty() || text.front() == '#')
            return {};
        const auto equals = text.find('=');
        if (equals == std::string_view::npos)
            return line.error("no '='; expected KEY = VALUE");
        line.key = trimmed(text.substr(0, equals));
        line.value = unquoted(trimmed(text.substr(equals + 1)));
        if (line.key == "lxc.include")
            return include(line, depth);
        lines_.push_back(std::move(line));
        if (lines_.size() > mostLines)
            return lines_.back().error("more than 100000 lines");
        return {};
    }

    Result<void> include(const ConfigLine& line, int depth) {
        if (depth >= deepestInclude)
            return line.error("files that include each other more than 8 deep");
        auto text = source_.readFile ? source_.readFile(line.value)
                                     : Result<std::string>(line.error("no file can be read"));
        if (!text)
            return line.error(text.error().message +
                              "; copy the file to this host, or remove the line");
        return parse(line.value, *text, depth + 1);
    }

    const NativeSource& source_;
    std::vector<ConfigLine> lines_;
};

} // namespace

std::string ConfigLine::where() const {
    return file + ':' + std::to_string(line) + (key.empty() ? "" : ": " + key);
}

Error ConfigLine::error(const std::string& what, ErrorCode code) const {
    return {code, where() + ": " + what};
}

Result<std::vector<ConfigLine>> parseLxcConfig(const NativeSource& source) {
    Parser parser(source);
    TRY(parser.parse(source.fileName, source.text, 0));
    return parser.take();
}

std::vector<std::string> splitAt(std::string_view text, char separator) {
    std::vector<std::string> parts;
    while (true) {
        const auto end = std::min(text.find(separator), text.size());
        parts.emplace_back(text.substr(0, end));
        if (end == text.size())
            return parts;
        text.remove_prefix(end + 1);
    }
}

std::vector<std::string> quotedWords(std::string_view text) {
    std::vector<std::string> words;
    bool inWord = false;
    char quote = 0;
    for (const char c : text) {
        if (quote != 0 ? c == quote : c == '"' || c == '\'') {
            quote = quote != 0 ? '\0' : c;
            if (!inWord)
                words.emplace_back();
            inWord = true;
        } else if (quote == 0 && blanks.find(c) != std::string_view::npos) {
            inWord = false;
        } else {
            if (!inWord)
                words.emplace_back();
            inWord = true;
            words.back() += c;
        }
    }
    return words;
}

std::vector<std::string> wordsOf(std::string_view text) {
    std::vector<std::string> words;
    while (true) {
        text = trimmed(text);
        if (text.empty())
            return words;
        const auto end = std::min(text.find_first_of(blanks), text.size());
        words.emplace_back(text.substr(0, end));
        text.remove_prefix(end);
    }
}

} // namespace twinvirt::lxc
