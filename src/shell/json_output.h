#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace twinvirt {

/// What the --json of a query prints: names and values in this order, nlohmann-json writes them.
struct JsonValue;
using JsonRecord = std::vector<std::pair<std::string, JsonValue>>;
using JsonList = std::vector<JsonValue>;

struct JsonValue {
    std::variant<std::nullptr_t, bool, std::int64_t, std::uint64_t, double, std::string, JsonRecord,
                 JsonList>
        value;

    JsonValue() : value(nullptr) {}
    JsonValue(bool b) : value(b) {}
    JsonValue(int number) : value(std::int64_t{number}) {}
    JsonValue(long number) : value(std::int64_t{number}) {}
    JsonValue(unsigned number) : value(std::uint64_t{number}) {}
    JsonValue(unsigned long number) : value(std::uint64_t{number}) {}
    JsonValue(double number) : value(number) {}
    JsonValue(const char* text) : value(std::string(text)) {}
    JsonValue(std::string text) : value(std::move(text)) {}
    JsonValue(JsonRecord record) : value(std::move(record)) {}
    JsonValue(JsonList list) : value(std::move(list)) {}
};

/// Indented by two, with a newline at the end; bytes that are no UTF-8 are replaced.
std::string formatJson(const JsonValue& value);

} // namespace twinvirt
