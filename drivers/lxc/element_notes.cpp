#include "lxc/element_notes.h"

#include <algorithm>
#include <string_view>

namespace twinvirt::lxc {

/// Whether `element` is among the row's names.
static bool isAbout(std::string_view names, std::string_view element) {
    while (!names.empty()) {
        const auto end = std::min(names.find(' '), names.size());
        if (names.substr(0, end) == element)
            return true;
        names.remove_prefix(std::min(end + 1, names.size()));
    }
    return false;
}

const ElementRule* findElementRule(std::string_view element) {
    const auto& rules = elementRules();
    const auto found = std::find_if(rules.begin(), rules.end(), [&](const ElementRule& rule) {
        return isAbout(rule.element, element);
    });
    return found == rules.end() ? nullptr : &*found;
}

void ElementNotes::add(const std::string& rule, const std::string& shown, int line) {
    const auto* found = findElementRule(rule);
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
    const auto* found = findElementRule(rule);
    return found != nullptr && found->treatment == Treatment::refused;
}

} // namespace twinvirt::lxc
