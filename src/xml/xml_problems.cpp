#include "xml/xml_problems.h"

#include <algorithm>

namespace twinvirt {

void XmlProblems::add(XmlProblemKind kind, int line, const std::string& what, ErrorCode code) {
    std::string place = line > 0 ? fileName_ + ':' + std::to_string(line) : fileName_;
    problems_.push_back({kind, line, Error{code, place + ": " + what}});
}

std::optional<Error> XmlProblems::first() const {
    auto first = std::ranges::min_element(problems_, {}, [](const Problem& problem) {
        return std::pair(problem.kind, problem.line);
    });
    if (first == problems_.end())
        return std::nullopt;
    return first->error;
}

} // namespace twinvirt
