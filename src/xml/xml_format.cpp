#include "xml/xml_format.h"

#include "util/byte_size.h"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace twinvirt {

static std::string_view withoutBlanks(std::string_view text) {
    auto first = text.find_first_not_of(xmlBlanks);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(xmlBlanks) - first + 1);
}

template <typename T>
static std::optional<T> readNumber(std::string_view text) {
    text = withoutBlanks(text);
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

/// C0, DEL, and C1 in UTF-8: what a terminal could take for a command.
static bool hasControlCharacter(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto byte = static_cast<unsigned char>(text[i]);
        auto next = static_cast<unsigned char>(i + 1 < text.size() ? text[i + 1] : 0);
        if (byte < 0x20 || byte == 0x7f || (byte == 0xc2 && next >= 0x80 && next <= 0x9f))
            return true;
    }
    return false;
}

static bool isDomainName(std::string_view name) {
    return !name.empty() && name != "." && name != ".." &&
           name.find('/') == std::string_view::npos && !hasControlCharacter(name);
}

XmlFormat<std::string> domainName() {
    return textThat(isDomainName,
                    "a name without '/' and control characters, and neither '.' nor '..'");
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

XmlFormat<std::string> filterVariable() {
    auto accepts = [](std::string_view name) {
        return !name.empty() && std::ranges::all_of(name, isWordLetter);
    };
    return textThat(accepts, "a variable of the filter: letters, digits and '_'");
}

XmlFormat<std::string> filterValue() {
    auto accepts = [](std::string_view value) {
        auto isLetter = [](char c) { return isWordLetter(c) || c == '.' || c == ':'; };
        return !value.empty() && std::ranges::all_of(value, isLetter);
    };
    return textThat(accepts, "letters, digits, '_', '.' and ':'; write one <parameter> for each "
                             "value of a list");
}

/// A name as useradd(8) makes it, or an id, which a '+' marks as one.
static bool isUserName(std::string_view text) {
    bool isId = text.starts_with('+') || (!text.empty() && isDigit(text[0]));
    if (isId) {
        text.remove_prefix(text[0] == '+' ? 1 : 0);
        constexpr std::uint64_t most = 4294967294; // the next one is (uid_t)-1
        auto id = readNatural(text);
        return std::ranges::all_of(text, isDigit) && id && *id <= most;
    }
    auto mayFollow = [](char c) { return isWordLetter(c) || c == '-' || c == '.'; };
    if (text.ends_with('$'))
        text.remove_suffix(1);
    return !text.empty() && isWordLetter(text[0]) && std::ranges::all_of(text, mayFollow);
}

XmlFormat<std::string> userName() {
    return textThat(isUserName, "a name, a number up to 4294967294, or '+' and such a number");
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
    constexpr std::string_view evenDigits = "02468aAcCeE"; // an odd first byte is a multicast
    return evenDigits.find(text[1]) != std::string_view::npos;
}

XmlFormat<std::string> macAddress() {
    auto format = textThat(isMacAddress, "a unicast address of six bytes, as '52:54:00:aa:00:01'");
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

XmlFormat<std::string> ipAddress() {
    auto accepts = [](std::string_view text) {
        constexpr std::string_view letters = "0123456789abcdefABCDEF:.";
        return !text.empty() && text.find_first_not_of(letters) == std::string_view::npos;
    };
    return textThat(accepts, "an IP address, as '192.168.122.2' or 'fd00::2'");
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
