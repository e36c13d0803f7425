#pragma once

// The templates of XmlMapping; included by xml_mapping.h only.
#include "xml/xml_mapping.h"

namespace twinvirt {

template <typename T>
void XmlMapping::attribute(std::string_view name, T& value, const XmlFormat<T>& format) {
    if (!reading())
        return putAttribute(name, format.write(value));
    auto text = takeAttribute(name, Presence::required);
    if (!text)
        return;
    if (auto read = format.read(*text))
        value = std::move(*read);
    else
        wrongValue(std::string(name), *text, format.expected);
}

template <typename T>
void XmlMapping::attribute(std::string_view name, std::optional<T>& value,
                           const XmlFormat<T>& format) {
    if (!reading()) {
        if (value)
            putAttribute(name, format.write(*value));
        return;
    }
    auto text = takeAttribute(name, Presence::optional);
    if (!text)
        return;
    value = format.read(*text);
    if (!value)
        wrongValue(std::string(name), *text, format.expected);
}

template <typename T>
void XmlMapping::attributeOr(std::string_view name, T& value, const T& fallback,
                             const XmlFormat<T>& format) {
    std::optional<T> present;
    if (!reading())
        present = value;
    attribute(name, present, format);
    if (reading())
        value = present.value_or(fallback);
}

template <typename T>
void XmlMapping::text(T& value, const XmlFormat<T>& format) {
    textMapped_ = true;
    if (!reading()) {
        output_.children.push_back({"", {}, format.write(value), {}});
        return;
    }
    std::string written = element_->text();
    if (auto read = format.read(written))
        value = std::move(*read);
    else
        wrongValue("", written, format.expected);
}

template <typename T>
void XmlMapping::textElement(std::string_view name, T& value, const XmlFormat<T>& format) {
    part(name, Presence::required, [&](XmlMapping& child) { child.text(value, format); });
}

template <typename T>
void XmlMapping::textElement(std::string_view name, std::optional<T>& value,
                             const XmlFormat<T>& format) {
    if (!reading() && !value)
        return;
    part(name, Presence::optional, [&](XmlMapping& child) {
        if (child.reading() && isBlank(child.element_->text())) {
            child.textMapped_ = true;
            return;
        }
        T present = value.value_or(T{});
        child.text(present, format);
        value = std::move(present);
    });
}

template <typename T>
void XmlMapping::textElements(std::string_view name, std::vector<T>& values,
                              const XmlFormat<T>& format) {
    elements(name, values, [&](XmlMapping& child, T& value) { child.text(value, format); });
}

template <typename T>
void XmlMapping::element(std::string_view name, T& value, Presence presence) {
    part(name, presence, [&](XmlMapping& child) { mapXml(child, value); });
}

template <typename T>
void XmlMapping::element(std::string_view name, std::optional<T>& value) {
    if (!reading() && !value)
        return;
    part(name, reading() ? Presence::optional : Presence::required, [&](XmlMapping& child) {
        if (!value)
            value.emplace();
        mapXml(child, *value);
    });
}

template <typename T>
void XmlMapping::elements(std::string_view name, std::vector<T>& values) {
    elements(name, values, [](XmlMapping& child, T& value) { mapXml(child, value); });
}

template <typename T, typename Map>
void XmlMapping::elements(std::string_view name, std::vector<T>& values, Map&& map) {
    auto mapOne = [&](XmlMapping& child, T& value) {
        child.kept_ = nullptr; // which of the list it belongs to would be lost
        map(child, value);
        child.finish();
    };
    for (const XmlElement& element : takeElements(name)) {
        XmlMapping child(*this, name, element);
        mapOne(child, values.emplace_back());
    }
    if (reading())
        return;
    for (T& value : values) {
        XmlMapping child(*this, name, std::nullopt);
        mapOne(child, value);
        putElement(child, Presence::required);
    }
}

template <typename Map>
void XmlMapping::part(std::string_view name, Presence presence, Map&& map) {
    if (!reading()) {
        XmlMapping child(*this, name, std::nullopt);
        map(child);
        child.finish();
        return putElement(child, presence);
    }
    if (auto element = takeElement(name, presence)) {
        XmlMapping child(*this, name, *element);
        map(child);
        child.finish();
    }
}

template <typename T>
Result<void> readXml(const XmlDocument& document, const XmlVocabulary& vocabulary,
                     std::string_view rootName, T& value) {
    return XmlMapping::readRoot(document, vocabulary, rootName,
                                [&](XmlMapping& root) { mapXml(root, value); });
}

template <typename T>
XmlOutput writeXml(std::string_view rootName, const XmlVocabulary& vocabulary, const T& value) {
    XmlMapping root(rootName, vocabulary, nullptr);
    T copy = value; // a mapping serves both directions, so it takes a value that may change
    mapXml(root, copy);
    root.finish();
    return std::move(root.output_);
}

} // namespace twinvirt
