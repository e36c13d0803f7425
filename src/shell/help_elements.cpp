#include "shell/help_elements.h"

#include "shell/json_output.h"

#include <sstream>

namespace twinvirt {

namespace {

const char* wordFor(Treatment treatment) {
    switch (treatment) {
    case Treatment::honoured:
        return "honoured";
    case Treatment::ignored:
        return "ignored";
    case Treatment::refused:
        return "refused";
    }
    return "";
}

std::vector<std::string> namesOf(const ElementRule& rule) {
    std::istringstream names(rule.element);
    std::vector<std::string> list;
    for (std::string name; names >> name;)
        list.push_back(name);
    return list;
}

/// Words filled into lines of the terminal's usual width.
std::string filled(const std::vector<std::string>& words, const std::string& indentation,
                   const std::string& separator) {
    constexpr std::size_t width = 80;
    std::string page;
    std::string line = indentation;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string word = words[i] + (i + 1 < words.size() ? separator : "");
        if (line.size() > indentation.size() && line.size() + 1 + word.size() > width) {
            page += line + '\n';
            line = indentation;
        }
        line += (line.size() > indentation.size() ? " " : "") + word;
    }
    return page + line + '\n';
}

std::vector<std::string> wordsOf(const std::string& text) {
    std::istringstream stream(text);
    std::vector<std::string> words;
    for (std::string word; stream >> word;)
        words.push_back(word);
    return words;
}

} // namespace

std::string elementsPage(const std::string& kind, const ElementRules& rules) {
    std::string page = "  ELEMENTS of <domain type='" + kind +
                       "'>\n"
                       "    honoured: does what it says; ignored: kept and printed, without "
                       "effect (an\n    error with --strict); refused: define and create fail\n\n";
    for (const auto& rule : rules) {
        page += filled(namesOf(rule), "    ", ",");
        std::string text = wordFor(rule.treatment);
        if (*rule.text != '\0')
            text += std::string(": ") + rule.text;
        page += filled(wordsOf(text), "        ", "");
    }
    return page;
}

std::string elementsJson(const ElementRules& rules) {
    JsonList list;
    for (const auto& rule : rules)
        for (const auto& name : namesOf(rule))
            list.emplace_back(JsonRecord{
                {"element", name}, {"treatment", wordFor(rule.treatment)}, {"text", rule.text}});
    return formatJson(list);
}

} // namespace twinvirt
