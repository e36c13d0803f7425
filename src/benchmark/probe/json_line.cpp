#include "benchmark/probe/json_line.h"

#include <array>
#include <cstdio>

namespace twinvirt::bench::probe {

void JsonLine::quote(std::string_view text) {
    members_ += '"';
    for (const char character : text) {
        const auto byte = static_cast<unsigned char>(character);
        if (byte < 0x20 || byte > 0x7e) {
            std::array<char, 8> escape{};
            std::snprintf(escape.data(), escape.size(), "\\u%04x", byte);
            members_ += escape.data();
            continue;
        }
        if (character == '"' || character == '\\')
            members_ += '\\';
        members_ += character;
    }
    members_ += '"';
}

void JsonLine::key(std::string_view key) {
    if (!members_.empty())
        members_ += ',';
    quote(key);
    members_ += ':';
}

JsonLine& JsonLine::text(std::string_view key, std::string_view value) {
    this->key(key);
    quote(value);
    return *this;
}

JsonLine& JsonLine::number(std::string_view key, std::uint64_t value) {
    this->key(key);
    members_ += std::to_string(value);
    return *this;
}

JsonLine& JsonLine::numbers(std::string_view key, std::initializer_list<std::uint64_t> values) {
    this->key(key);
    char separator = '[';
    for (const auto value : values) {
        members_ += separator + std::to_string(value);
        separator = ',';
    }
    members_ += ']';
    return *this;
}

JsonLine& JsonLine::truth(std::string_view key, bool value) {
    this->key(key);
    members_ += value ? "true" : "false";
    return *this;
}

} // namespace twinvirt::bench::probe
