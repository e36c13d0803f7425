#include "xml/xml_format.h"

#include "util/byte_size.h"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace twinvirt {

static std::string_view withoutBlanks(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

template <typename T>
static std::optional<T> readNumber(std::string_view text) {
    text = withoutBlanks(text);
    if (text.size() > 1 && text[0] == '+' && text[1] != '-')
        text.remove_prefix(1);
    T number{};
    auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc() || end != text.data() + text.size() || text.empty())
        return std::nullopt;
    return number;
}

std::optional<std::int64_t> readInteger(std::string_view text) {
    return readNumber<std::int64_t>(text);
}

std::optional<std::uint64_t> readNatural(std::string_view text) {
    return readNumber<std::uint64_t>(text);
}

static XmlFormat<std::string> textThat(bool (*accepts)(std::string_view), std::string expected) {
    auto read = [accepts](std::string_view text) -> std::optional<std::string> {
        if (!accepts(text))
            return std::nullopt;
        return std::string(text);
    };
    return {read, [](const std::string& text) { return text; }, std::move(expected)};
}

XmlFormat<std::string> oneOf(std::initializer_list<const char*> words) {
    std::vector<std::pair<std::string, std::string>> pairs;
    for (const char* word : words)
        pairs.emplace_back(word, word);
    return wordFor<std::string>(std::move(pairs));
}

XmlFormat<bool> yesNo() {
    return wordFor<bool>({{"yes", true}, {"no", false}});
}

XmlFormat<bool> onOff() {
    return wordFor<bool>({{"on", true}, {"off", false}});
}

XmlFormat<std::string> anyText() {
    return textThat([](std::string_view) { return true; }, "text");
}

XmlFormat<std::string> someText() {
    return textThat([](std::string_view text) { return !text.empty(); }, "some text");
}

XmlFormat<std::string> absolutePath() {
    return textThat([](std::string_view text) { return text.starts_with('/'); },
                    "an absolute path, as '/sbin/init'");
}

static bool isControlCharacter(char c) {
    auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
}

static bool isDomainName(std::string_view name) {
    constexpr std::size_t longest = 255; // NAME_MAX
    return !name.empty() && name.size() <= longest && name != "." && name != ".." &&
           name.find('/') == std::string_view::npos &&
           std::ranges::none_of(name, isControlCharacter);
}

XmlFormat<std::string> domainName() {
    return textThat(isDomainName, "a name of 1 to 255 bytes without '/' and control characters, "
                                  "and neither '.' nor '..'");
}

XmlFormat<std::string> lineOfText() {
    return textThat([](std::string_view text) { return text.find('\n') == std::string_view::npos; },
                    "text without a line break");
}

static bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

static bool isWordLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || isDigit(c);
}

XmlFormat<std::string> environmentName() {
    auto accepts = [](std::string_view name) {
        return !name.empty() && !isDigit(name[0]) && std::ranges::all_of(name, isWordLetter);
    };
    return textThat(accepts, "a variable's name: letters, digits and '_', no digit first");
}

/// "3", "0-3" or "^2"
static bool isCpuRange(std::string_view range) {
    bool excluded = range.starts_with('^');
    range.remove_prefix(excluded ? 1 : 0);
    auto dash = std::min(range.find('-'), range.size());
    auto isNumber = [](std::string_view text) {
        constexpr std::size_t longest = 5; // libvirt knows 16384 CPUs
        return !text.empty() && text.size() <= longest && std::ranges::all_of(text, isDigit);
    };
    if (dash == range.size())
        return isNumber(range);
    return !excluded && isNumber(range.substr(0, dash)) && isNumber(range.substr(dash + 1));
}

static bool isCpuSet(std::string_view set) {
    while (true) {
        auto comma = std::min(set.find(','), set.size());
        if (!isCpuRange(set.substr(0, comma)))
            return false;
        if (comma == set.size())
            return true;
        set.remove_prefix(comma + 1);
    }
}

XmlFormat<std::string> cpuSet() {
    return textThat(isCpuSet, "a list of CPUs, as '0-3,^2'");
}

static bool isMacAddress(std::string_view text) {
    constexpr std::size_t length = 17;
    if (text.size() != length)
        return false;
    for (std::size_t i = 0; i < length; ++i) {
        bool isSeparator = i % 3 == 2;
        if (isSeparator ? text[i] != ':' : std::isxdigit(static_cast<unsigned char>(text[i])) == 0)
            return false;
    }
    return true;
}

XmlFormat<std::string> macAddress() {
    auto format = textThat(isMacAddress, "six bytes, as '52:54:00:aa:00:01'");
    format.read = [](std::string_view text) -> std::optional<std::string> {
        if (!isMacAddress(text))
            return std::nullopt;
        std::string lower(text);
        std::ranges::transform(lower, lower.begin(),
                               [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        return lower;
    };
    return format;
}

XmlFormat<std::string> memoryUnit() {
    return textThat([](std::string_view unit) { return bytesPerUnit(unit).has_value(); },
                    "a unit as b, KB, KiB, MB, MiB, GB, GiB, TB, TiB, PB, PiB, EB or EiB");
}

XmlFormat<Uuid> defaultFormat(const Uuid&) {
    return {[](std::string_view text) { return Uuid::parse(text); },
            [](const Uuid& uuid) { return uuid.toString(); },
            "a UUID, as 58f081cd-09f9-4a4a-9f37-5d3bc687bf53"};
}

} // namespace twinvirt
