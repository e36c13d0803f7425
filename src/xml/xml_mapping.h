#pragma once

#include "model/kept_xml.h"
#include "util/result.h"
#include "xml/xml_document.h"
#include "xml/xml_format.h"
#include "xml/xml_output.h"
#include "xml/xml_vocabulary.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace twinvirt {

enum class Presence { optional, required };

/// What went wrong while a document was read; one for the whole document.
class XmlProblems;

/// One element of a document, being read into values or written from them. A function
/// `mapXml(XmlMapping&, T&)` names each attribute and each child of its element once and serves
/// both directions:
///
///     void mapXml(XmlMapping& xml, Timer& timer) {
///         xml.keepOthersIn(timer.kept);
///         xml.attribute("name", timer.name);             // plain member: required
///         xml.attribute("tickpolicy", timer.tickPolicy); // std::optional: optional
///     }
///
/// While reading, a wrong value is noted and the member left alone; readXml returns the error. A
/// name that the function did not mention is kept where the vocabulary knows it, and an error
/// elsewhere.
class XmlMapping {
  public:
    bool reading() const { return element_.has_value(); }
    /// Where the element stands; 0 while writing.
    int line() const { return element_ ? element_->line() : 0; }

    /// Where names that only the vocabulary knows are kept. Called first; parts of this element
    /// that say nothing else keep there too, the elements of a list do not.
    void keepOthersIn(KeptElements& kept);

    template <typename T>
    void attribute(std::string_view name, T& value, const XmlFormat<T>& format);
    template <typename T>
    void attribute(std::string_view name, std::optional<T>& value, const XmlFormat<T>& format);
    /// Absent means the fallback, which is written like any other value.
    template <typename T>
    void attributeOr(std::string_view name, T& value, const T& fallback,
                     const XmlFormat<T>& format);
    template <typename T>
    void attribute(std::string_view name, T& value) {
        attribute(name, value, defaultFormat(value));
    }
    template <typename T>
    void attribute(std::string_view name, std::optional<T>& value) {
        attribute(name, value, defaultFormat(T{}));
    }

    /// The character data of this element.
    template <typename T>
    void text(T& value, const XmlFormat<T>& format);
    template <typename T>
    void text(T& value) {
        text(value, defaultFormat(value));
    }

    /// A child that holds nothing but a value.
    template <typename T>
    void textElement(std::string_view name, T& value, const XmlFormat<T>& format);
    /// One without anything but blanks is as good as none.
    template <typename T>
    void textElement(std::string_view name, std::optional<T>& value, const XmlFormat<T>& format);
    template <typename T>
    void textElements(std::string_view name, std::vector<T>& values, const XmlFormat<T>& format);

    /// A child that is mapped by mapXml(XmlMapping&, T&).
    template <typename T>
    void element(std::string_view name, T& value, Presence presence = Presence::optional);
    template <typename T>
    void element(std::string_view name, std::optional<T>& value);
    template <typename T>
    void elements(std::string_view name, std::vector<T>& values);

    /// The same with the mapping of each given by hand: map(XmlMapping&, T&).
    template <typename T, typename Map>
    void elements(std::string_view name, std::vector<T>& values, Map&& map);

    /// A child without anything in it, which is there or not: <readonly/>.
    void flag(std::string_view name, bool& value);

    /// A child that has no type of its own in the model: `map` is called with its mapping; while
    /// writing always, and what it leaves empty is not printed unless it is required.
    template <typename Map>
    void part(std::string_view name, Presence presence, Map&& map);

    /// Notes that this element is wrong: "<element>: what".
    void fail(const std::string& what, ErrorCode code = ErrorCode::xmlError);

  private:
    template <typename T>
    friend Result<void> readXml(const XmlDocument& document, const XmlVocabulary& vocabulary,
                                std::string_view rootName, T& value);
    template <typename T>
    friend XmlOutput writeXml(std::string_view rootName, const XmlVocabulary& vocabulary,
                              const T& value);

    XmlMapping(std::string_view name, const XmlVocabulary& vocabulary, XmlProblems* problems);
    XmlMapping(XmlMapping& parent, std::string_view name, std::optional<XmlElement> element);

    static Result<void> readRoot(const XmlDocument& document, const XmlVocabulary& vocabulary,
                                 std::string_view rootName,
                                 const std::function<void(XmlMapping&)>& map);

    /// A child and its name, which is looked at often.
    struct Child {
        std::string name;
        XmlElement element;
    };

    void enter(const XmlElement& element);
    std::optional<std::string> takeAttribute(std::string_view name, Presence presence);
    std::vector<XmlElement> takeElements(std::string_view name);
    std::optional<XmlElement> takeElement(std::string_view name, Presence presence);
    void putAttribute(std::string_view name, std::string value);
    void putElement(XmlMapping& child, Presence presence);
    void wrongValue(const std::string& attribute, const std::string& value,
                    const std::string& expected);

    void finish();
    void finishReading();
    void finishWriting();
    void readOtherAttributes();
    void readOtherElements();
    void keep(const std::string& name, std::string text, int line);
    bool isMapped(const std::string& name) const;
    void unknownAttribute(const std::string& name);
    void unknownElement(const Child& child);

    std::string path_; ///< "domain/devices/disk"
    const XmlVocabulary& vocabulary_;
    XmlProblems* problems_;
    std::optional<XmlElement> element_; ///< while reading
    std::vector<Child> children_;       ///< while reading
    XmlOutput output_;                  ///< while writing
    KeptElements* kept_ = nullptr;
    std::string keptPrefix_; ///< "driver/" in a part that keeps in its parent's list
    std::vector<std::string> mappedAttributes_;
    std::vector<std::string> mappedElements_;
    bool textMapped_ = false;
};

/// Reads the document into `value`; the first thing that is wrong with it otherwise, as
/// "FILE:LINE: <element>: what is wrong; what is expected there".
template <typename T>
Result<void> readXml(const XmlDocument& document, const XmlVocabulary& vocabulary,
                     std::string_view rootName, T& value);

template <typename T>
XmlOutput writeXml(std::string_view rootName, const XmlVocabulary& vocabulary, const T& value);

} // namespace twinvirt

#include "xml/xml_mapping_templates.h"
