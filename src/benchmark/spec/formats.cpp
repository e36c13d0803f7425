#include "benchmark/spec/formats.h"

#include "benchmark/spec/kernel_catalog.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <sstream>

namespace twinvirt::bench {

static bool isIdentifier(std::string_view text) {
    constexpr std::size_t longest = 32;
    const auto isPart = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    };
    return !text.empty() && text.size() <= longest && text.front() != '-' && text.back() != '-' &&
           std::all_of(text.begin(), text.end(), isPart);
}

XmlFormat<std::string> identifier() {
    return {[](std::string_view text) -> std::optional<std::string> {
                if (!isIdentifier(text))
                    return std::nullopt;
                return std::string(text);
            },
            [](const std::string& text) { return text; },
            "1 to 32 lower-case letters, digits and hyphens, no hyphen at the ends"};
}

std::optional<double> decimal(std::string_view text, std::size_t digits) {
    const auto point = text.find('.');
    const auto isNumber = [digits](std::string_view part) {
        return !part.empty() && part.size() <= digits &&
               part.find_first_not_of("0123456789") == std::string_view::npos;
    };
    if (!isNumber(text.substr(0, point)) ||
        (point != std::string_view::npos && !isNumber(text.substr(point + 1))))
        return std::nullopt;
    double value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

/// "120", "0.5"
static std::optional<double> smallNumber(std::string_view text) {
    constexpr std::size_t digits = 4;
    return decimal(text, digits);
}

std::string numberText(double value) {
    std::string text(32, '\0');
    text.resize(static_cast<std::size_t>(std::snprintf(text.data(), text.size(), "%.12g", value)));
    return text;
}

std::string ordinal(unsigned number) {
    constexpr std::array<const char*, 4> endings{"th", "st", "nd", "rd"};
    const unsigned last = number % 10;
    const bool teen = number / 10 % 10 == 1;
    return std::to_string(number) + (teen || last >= endings.size() ? "th" : endings.at(last));
}

XmlFormat<double> withUnit(char unit, double scale, const char* expected) {
    return {[unit, scale](std::string_view text) -> std::optional<double> {
                if (text.empty() || text.back() != unit)
                    return std::nullopt;
                const auto number = smallNumber(text.substr(0, text.size() - 1));
                if (!number)
                    return std::nullopt;
                return *number * scale;
            },
            [unit, scale](const double& value) { return numberText(value / scale) + unit; },
            expected};
}

XmlFormat<double> percentage() {
    return {[](std::string_view text) -> std::optional<double> {
                const auto share = withUnit('%', 0.01, "").read(text);
                return share && *share > 0 && *share <= 1 ? share : std::nullopt;
            },
            withUnit('%', 0.01, "").write, "a percentage from above 0% to 100%, such as '80%'"};
}

static std::optional<std::vector<unsigned>> readRising(std::string_view text, unsigned most) {
    std::vector<unsigned> numbers;
    while (true) {
        const std::string_view word = text.substr(0, text.find(' '));
        unsigned number = 0;
        const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
        const unsigned least = numbers.empty() ? 1 : numbers.back() + 1;
        const bool plain = !word.empty() && word.front() != '0' && error == std::errc() &&
                           end == word.data() + word.size();
        if (!plain || number < least || number > most)
            return std::nullopt;
        numbers.push_back(number);
        if (word.size() == text.size())
            return numbers;
        text.remove_prefix(word.size() + 1);
    }
}

XmlFormat<std::vector<unsigned>> risingNumbers(unsigned most) {
    return {[most](std::string_view text) { return readRising(text, most); },
            [](const std::vector<unsigned>& numbers) {
                std::string text;
                for (const unsigned number : numbers)
                    text += (text.empty() ? "" : " ") + std::to_string(number);
                return text;
            },
            "rising whole numbers from 1 to " + std::to_string(most) + " such as '1 2 4 8'"};
}

XmlFormat<double> seconds() {
    return withUnit('s', 1, "a number of seconds such as '120s'");
}

XmlFormat<double> minutesOrSeconds() {
    return {[](std::string_view text) -> std::optional<double> {
                constexpr std::string_view minutes = "min";
                if (text.ends_with(minutes)) {
                    const auto number = smallNumber(text.substr(0, text.size() - minutes.size()));
                    return number ? std::optional(*number * 60) : std::nullopt;
                }
                return seconds().read(text);
            },
            [](const double& value) { return numberText(value) + "s"; },
            "a time such as '10min' or '90s'"};
}

XmlFormat<double> plainNumber() {
    return {[](std::string_view text) { return smallNumber(text); }, numberText,
            "a number such as '0.5'"};
}

static XmlFormat<std::string> kernelThat(bool usesNetwork) {
    std::string names;
    for (const Kernel& known : kernelCatalog())
        if (known.usesNetwork == usesNetwork)
            names += (names.empty() ? "'" : ", '") + known.name + "'";
    return {[usesNetwork](std::string_view text) -> std::optional<std::string> {
                const Kernel* found = findKernel(text);
                if (found == nullptr || found->usesNetwork != usesNetwork)
                    return std::nullopt;
                return std::string(text);
            },
            [](const std::string& text) { return text; }, "one of " + names};
}

XmlFormat<std::string> kernelName() {
    return kernelThat(false);
}

XmlFormat<std::string> networkKernelName() {
    return kernelThat(true);
}

XmlFormat<std::vector<std::string>> someOf(const std::vector<std::string>& words) {
    std::string names;
    for (const std::string& word : words)
        names += (names.empty() ? "'" : ", '") + word + "'";
    return {[words](std::string_view text) -> std::optional<std::vector<std::string>> {
                std::istringstream stream{std::string(text)};
                std::vector<std::string> found;
                for (std::string word; stream >> word; found.push_back(word))
                    if (std::ranges::find(words, word) == words.end() ||
                        std::ranges::find(found, word) != found.end())
                        return std::nullopt;
                if (found.empty())
                    return std::nullopt;
                return found;
            },
            [](const std::vector<std::string>& chosen) {
                std::string text;
                for (const std::string& word : chosen)
                    text += (text.empty() ? "" : " ") + word;
                return text;
            },
            "some of " + names + ", each once, separated by blanks"};
}

} // namespace twinvirt::bench
