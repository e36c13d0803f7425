#pragma once

#include "util/uuid.h"

#include <concepts>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace twinvirt {

/// How a value stands in a document, both ways; `expected` completes "expected …" in an error.
template <typename T>
struct XmlFormat {
    std::function<std::optional<T>(std::string_view)> read;
    std::function<std::string(const T&)> write;
    std::string expected;
};

inline constexpr std::string_view xmlBlanks = " \t\r\n";

inline bool isBlank(std::string_view text) {
    return text.find_first_not_of(xmlBlanks) == std::string_view::npos;
}

/// The decimal number in `text`; XML blanks around it are allowed, as in an XSD number. A '+',
/// which libvirt reads and its schema refuses, is refused.
std::optional<std::int64_t> readInteger(std::string_view text);
std::optional<std::uint64_t> readNatural(std::string_view text);

/// A whole number within the bounds.
template <std::integral T>
XmlFormat<T> numberBetween(T least, T greatest) {
    auto read = [least, greatest](std::string_view text) -> std::optional<T> {
        if constexpr (std::signed_integral<T>) {
            auto number = readInteger(text);
            if (!number || *number < least || *number > greatest)
                return std::nullopt;
            return static_cast<T>(*number);
        } else {
            auto number = readNatural(text);
            if (!number || *number < least || *number > greatest)
                return std::nullopt;
            return static_cast<T>(*number);
        }
    };
    return {read, [](const T& value) { return std::to_string(value); },
            "a whole number from " + std::to_string(least) + " to " + std::to_string(greatest)};
}

/// One of a few words, each of which stands for a value.
template <typename T>
XmlFormat<T> wordFor(std::vector<std::pair<std::string, T>> words) {
    std::string expected = "one of";
    for (const auto& word : words)
        expected += (&word == &words.front() ? " '" : ", '") + word.first + '\'';
    auto read = [words](std::string_view text) -> std::optional<T> {
        for (const auto& word : words)
            if (word.first == text)
                return word.second;
        return std::nullopt;
    };
    auto write = [words](const T& value) {
        for (const auto& word : words)
            if (word.second == value)
                return word.first;
        return std::string();
    };
    return {read, write, expected};
}

/// Text that is one of a few words.
XmlFormat<std::string> oneOf(std::initializer_list<const char*> words);
XmlFormat<bool> yesNo();
XmlFormat<bool> onOff();

XmlFormat<std::string> anyText();
/// At least one character.
XmlFormat<std::string> someText();
/// Without a line break.
XmlFormat<std::string> lineOfText();
/// Starts with '/'.
XmlFormat<std::string> absolutePath();
/// libvirt's rule (not empty, no '/') and ours: not "." or "..", no control character, so that a
/// name is a file name and may be shown on a terminal. (Its length: see consistency.h.)
XmlFormat<std::string> domainName();
/// A user or group inside a container: name, number, or '+' and a number.
XmlFormat<std::string> userName();

/// A variable's name: a letter or '_', then letters, digits and '_'.
XmlFormat<std::string> environmentName();
/// A variable of a filter of libvirt's: letters, digits and '_'.
XmlFormat<std::string> filterVariable();
/// Its value: the same letters, '.' and ':'.
XmlFormat<std::string> filterValue();
/// libvirt's list of CPUs, "0-3,^2", as far as its letters tell.
XmlFormat<std::string> cpuSet();
/// Six bytes, "52:54:00:aa:00:01"; read in any letter case.
XmlFormat<std::string> macAddress();
/// An IPv4 or IPv6 address as far as its letters tell.
XmlFormat<std::string> ipAddress();
/// What util's bytesPerUnit knows.
XmlFormat<std::string> memoryUnit();

// What a type looks like when an element says nothing else.
inline XmlFormat<std::string> defaultFormat(const std::string&) {
    return anyText();
}
template <std::integral T>
XmlFormat<T> defaultFormat(const T&) {
    return numberBetween(std::numeric_limits<T>::min(), std::numeric_limits<T>::max());
}
XmlFormat<Uuid> defaultFormat(const Uuid&);

} // namespace twinvirt
