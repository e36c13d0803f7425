#include "lxc/element_notes.h"

#include <algorithm>
#include <string_view>

namespace twinvirt::lxc {

static const ElementRule* findRule(std::string_view element) {
    const auto& rules = elementRules();
    const auto found = std::find_if(rules.begin(), rules.end(), [&](const ElementRule& rule) {
        return rule.element == element;
    });
    return found == rules.end() ? nullptr : &*found;
}

void ElementNotes::add(const std::string& rule, const std::string& shown, int line) {
    const auto* found = findRule(rule);
    if (found == nullptr)
        notes_.push_back({shown, line, Treatment::ignored, "ignored by kind lxc"});
    else if (found->treatment != Treatment::honoured)
        notes_.push_back({shown, line, found->treatment, found->text});
}

void ElementNotes::addKept(const std::string& parent, const KeptElements& kept) {
    for (const auto& element : kept)
        add(parent + element.name, element.line);
}

bool ElementNotes::refuses(const std::string& rule) const {
    const auto* found = findRule(rule);
    return found != nullptr && found->treatment == Treatment::refused;
}

} // namespace twinvirt::lxc
