#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace twinvirt {

/// The names that may stand in one kind of element, blank-separated and in the order in which they
/// are printed; "*" as elements: whatever stands in it is kept.
struct XmlVocabularyEntry {
    std::string_view path; ///< of the element: "domain/devices/disk"
    std::string_view attributes;
    std::string_view elements;
};

/// The names of a kind of document beyond those that its mapping models: they are kept as they
/// stood. A path without an entry has no others, and is printed in the order of its mapping.
class XmlVocabulary {
  public:
    constexpr XmlVocabulary() = default;
    constexpr explicit XmlVocabulary(std::span<const XmlVocabularyEntry> entries)
        : entries_(entries) {}

    std::vector<std::string_view> attributesOf(std::string_view path) const;
    std::vector<std::string_view> elementsOf(std::string_view path) const;
    /// The paths of the elements in which `element` may stand.
    std::vector<std::string_view> placesOf(std::string_view element) const;

  private:
    const XmlVocabularyEntry* find(std::string_view path) const;

    std::span<const XmlVocabularyEntry> entries_;
};

} // namespace twinvirt
