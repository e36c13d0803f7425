#include "benchmark/result/json_fields.h"

namespace twinvirt::bench {

/// The fields that may be absent, for both directions.
template <typename Field, typename Citing>
static void mapFigures(Citing& citation, Field field) {
    field("native", citation.native);
    field("container", citation.container);
    field("vm", citation.vm);
}

Json citationsToJson(const std::vector<Citation>& citations) {
    Json list = Json::array();
    for (const Citation& citation : citations) {
        Json json{{"ref", citation.ref},
                  {"metric", citation.metric},
                  {"what", citation.what},
                  {"unit", citation.unit}};
        mapFigures(citation, [&](const char* name, const std::optional<double>& figure) {
            if (figure)
                json[name] = *figure;
        });
        list.push_back(std::move(json));
    }
    return list;
}

std::vector<Citation> citationsFromJson(const Json& json) {
    std::vector<Citation> citations;
    for (const Json& entry : json) {
        Citation& citation = citations.emplace_back();
        citation.ref = entry.at("ref");
        citation.metric = entry.at("metric");
        citation.what = entry.at("what");
        citation.unit = entry.at("unit");
        mapFigures(citation, [&](const char* name, std::optional<double>& figure) {
            if (entry.contains(name))
                figure = entry.at(name).get<double>();
        });
    }
    return citations;
}

} // namespace twinvirt::bench
