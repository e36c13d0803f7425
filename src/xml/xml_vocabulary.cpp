#include "xml/xml_vocabulary.h"

#include <algorithm>

namespace twinvirt {

static std::vector<std::string_view> wordsOf(std::string_view list) {
    std::vector<std::string_view> words;
    while (!list.empty()) {
        auto end = std::min(list.find(' '), list.size());
        if (end > 0)
            words.push_back(list.substr(0, end));
        list.remove_prefix(std::min(end + 1, list.size()));
    }
    return words;
}

const XmlVocabularyEntry* XmlVocabulary::find(std::string_view path) const {
    auto found = std::ranges::find(entries_, path, &XmlVocabularyEntry::path);
    return found == entries_.end() ? nullptr : &*found;
}

std::vector<std::string_view> XmlVocabulary::attributesOf(std::string_view path) const {
    const XmlVocabularyEntry* entry = find(path);
    return entry == nullptr ? std::vector<std::string_view>() : wordsOf(entry->attributes);
}

std::vector<std::string_view> XmlVocabulary::elementsOf(std::string_view path) const {
    const XmlVocabularyEntry* entry = find(path);
    return entry == nullptr ? std::vector<std::string_view>() : wordsOf(entry->elements);
}

std::vector<std::string_view> XmlVocabulary::placesOf(std::string_view element) const {
    std::vector<std::string_view> places;
    for (const XmlVocabularyEntry& entry : entries_)
        if (std::ranges::count(wordsOf(entry.elements), element) > 0)
            places.push_back(entry.path);
    return places;
}

} // namespace twinvirt
