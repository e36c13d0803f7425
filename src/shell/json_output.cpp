#include "shell/json_output.h"

#include <nlohmann/json.hpp>

namespace twinvirt {

namespace {

nlohmann::ordered_json convert(const JsonValue& value);

struct Converter {
    nlohmann::ordered_json operator()(const JsonRecord& record) const {
        auto object = nlohmann::ordered_json::object();
        for (const auto& [name, value] : record)
            object[name] = convert(value);
        return object;
    }
    nlohmann::ordered_json operator()(const JsonList& list) const {
        auto array = nlohmann::ordered_json::array();
        for (const auto& value : list)
            array.push_back(convert(value));
        return array;
    }
    template <typename T>
    nlohmann::ordered_json operator()(const T& simple) const {
        return simple;
    }
};

nlohmann::ordered_json convert(const JsonValue& value) {
    return std::visit(Converter{}, value.value);
}

} // namespace

std::string formatJson(const JsonValue& value) {
    constexpr int indentation = 2;
    return convert(value).dump(indentation, ' ', false,
                               nlohmann::ordered_json::error_handler_t::replace) +
           "\n";
}

} // namespace twinvirt
