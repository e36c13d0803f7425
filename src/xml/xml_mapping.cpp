#include "xml/xml_mapping.h"

#include "xml/kept_element.h"
#include "xml/quotation.h"
#include "xml/spelling.h"
#include "xml/xml_problems.h"

#include <algorithm>

namespace twinvirt {

static std::string lastName(std::string_view path) {
    return std::string(path.substr(path.rfind('/') + 1));
}

static std::string tag(std::string_view name) {
    return '<' + visible(name) + '>';
}

XmlMapping::XmlMapping(std::string_view name, const XmlVocabulary& vocabulary,
                       XmlProblems* problems)
    : path_(name), vocabulary_(vocabulary), problems_(problems) {
    output_.name = name;
}

XmlMapping::XmlMapping(XmlMapping& parent, std::string_view name, std::optional<XmlElement> element)
    : path_(parent.path_ + '/' + std::string(name)), vocabulary_(parent.vocabulary_),
      problems_(parent.problems_), kept_(parent.kept_),
      keptPrefix_(parent.keptPrefix_ + std::string(name) + '/') {
    output_.name = name;
    if (element)
        enter(*element);
}

void XmlMapping::enter(const XmlElement& element) {
    element_ = element;
    for (const XmlElement& child : element.children())
        children_.push_back({child.name(), child});
}

Result<void> XmlMapping::readRoot(const XmlDocument& document, const XmlVocabulary& vocabulary,
                                  std::string_view rootName,
                                  const std::function<void(XmlMapping&)>& map) {
    XmlElement root = document.root();
    XmlProblems problems(document.fileName());
    if (root.name() == rootName) {
        XmlMapping mapping(rootName, vocabulary, &problems);
        mapping.enter(root);
        map(mapping);
        mapping.finish();
    } else {
        problems.add(XmlProblemKind::unknownName, root.line(),
                     "expecting root element of '" + std::string(rootName) + "', not " +
                         quoted(root.name()));
    }
    if (auto error = problems.first())
        return *error;
    return {};
}

void XmlMapping::keepOthersIn(KeptElements& kept) {
    kept_ = &kept;
    keptPrefix_.clear();
}

void XmlMapping::flag(std::string_view name, bool& value) {
    if (!reading() && !value)
        return;
    part(name, reading() ? Presence::optional : Presence::required,
         [&](XmlMapping&) { value = true; });
}

void XmlMapping::fail(const std::string& what, ErrorCode code) {
    if (problems_ != nullptr)
        problems_->add(XmlProblemKind::wrongValue, line(), tag(lastName(path_)) + ": " + what,
                       code);
}

std::optional<std::string> XmlMapping::takeAttribute(std::string_view name, Presence presence) {
    mappedAttributes_.emplace_back(name);
    for (auto& [known, value] : element_->attributes())
        if (known == name)
            return value;
    if (presence == Presence::required)
        problems_->add(XmlProblemKind::missing, line(),
                       tag(lastName(path_)) + ": the attribute '" + std::string(name) +
                           "' is missing");
    return std::nullopt;
}

std::vector<XmlElement> XmlMapping::takeElements(std::string_view name) {
    mappedElements_.emplace_back(name);
    std::vector<XmlElement> found;
    for (const Child& child : children_)
        if (child.name == name)
            found.push_back(child.element);
    return found;
}

std::optional<XmlElement> XmlMapping::takeElement(std::string_view name, Presence presence) {
    std::vector<XmlElement> found = takeElements(name);
    if (found.empty() && presence == Presence::required)
        problems_->add(XmlProblemKind::missing, line(),
                       tag(lastName(path_)) + ": the element " + tag(name) + " is missing");
    if (found.size() > 1)
        problems_->add(XmlProblemKind::wrongValue, found[1].line(),
                       tag(name) + ": stands a second time in " + tag(lastName(path_)) +
                           "; the first is on line " + std::to_string(found[0].line()));
    if (found.empty())
        return std::nullopt;
    return found.front();
}

void XmlMapping::putAttribute(std::string_view name, std::string value) {
    mappedAttributes_.emplace_back(name);
    output_.attributes.emplace_back(name, std::move(value));
}

void XmlMapping::putElement(XmlMapping& child, Presence presence) {
    if (presence == Presence::required || !child.output_.isEmpty())
        output_.children.push_back(std::move(child.output_));
}

void XmlMapping::wrongValue(const std::string& attribute, const std::string& value,
                            const std::string& expected) {
    std::string where = attribute.empty() ? "" : "the attribute " + attribute + '=';
    fail(where + quoted(value) + " is not right; expected " + expected);
}

void XmlMapping::finish() {
    if (reading())
        finishReading();
    else
        finishWriting();
}

bool XmlMapping::isMapped(const std::string& name) const {
    return std::ranges::count(mappedElements_, name) > 0;
}

void XmlMapping::keep(const std::string& name, std::string text, int line) {
    if (kept_ != nullptr)
        kept_->push_back({keptPrefix_ + name, std::move(text), line});
}

void XmlMapping::finishReading() {
    readOtherAttributes();
    readOtherElements();
    std::string text = textMapped_ ? std::string() : element_->text();
    auto start = text.find_first_not_of(xmlBlanks);
    if (start != std::string::npos)
        problems_->add(XmlProblemKind::unknownName, line(),
                       tag(lastName(path_)) + ": the text " +
                           quoted(text.substr(start, text.find('\n', start) - start)) +
                           " is not expected here; remove it");
}

// What is kept is kept in the vocabulary's order, in which it is printed, so that a definition is
// the same when it is printed and read again.

void XmlMapping::readOtherAttributes() {
    const auto known =
        kept_ == nullptr ? std::vector<std::string_view>() : vocabulary_.attributesOf(path_);
    auto attributes = element_->attributes();
    std::erase_if(attributes, [&](const auto& attribute) {
        return std::ranges::count(mappedAttributes_, attribute.first) > 0;
    });
    for (std::string_view name : known)
        for (const auto& [written, value] : attributes)
            if (written == name)
                keep('@' + written, value, line());
    for (const auto& [written, value] : attributes)
        if (std::ranges::count(known, written) == 0)
            unknownAttribute(written);
}

void XmlMapping::readOtherElements() {
    const auto known =
        kept_ == nullptr ? std::vector<std::string_view>() : vocabulary_.elementsOf(path_);
    std::erase_if(children_, [&](const Child& child) { return isMapped(child.name); });
    for (std::string_view name : known)
        for (const Child& child : children_)
            if (child.name == name)
                keep(child.name, printCompact(child.element.copy()), child.element.line());
    for (const Child& child : children_)
        if (std::ranges::count(known, child.name) == 0)
            unknownElement(child);
}

static std::string list(const std::vector<std::string>& names, const std::string& before,
                        const std::string& after) {
    std::string text;
    for (const std::string& name : names)
        text += (text.empty() ? "" : ", ") + before + name + after;
    return text.empty() ? "nothing" : text;
}

void XmlMapping::unknownAttribute(const std::string& name) {
    std::vector<std::string_view> known = vocabulary_.attributesOf(path_);
    known.insert(known.end(), mappedAttributes_.begin(), mappedAttributes_.end());
    std::string_view nearest = nearestWord(name, known);
    std::string advice = nearest.empty() ? "expected there: " + list(mappedAttributes_, "'", "'")
                                         : "did you mean '" + std::string(nearest) + "'?";
    problems_->add(XmlProblemKind::unknownName, line(),
                   tag(lastName(path_)) + ": the attribute " + quoted(name) + " is unknown here; " +
                       advice);
}

void XmlMapping::unknownElement(const Child& child) {
    if (problems_->isFull())
        return;
    std::vector<std::string_view> known = vocabulary_.elementsOf(path_);
    known.insert(known.end(), mappedElements_.begin(), mappedElements_.end());
    std::string_view nearest = nearestWord(child.name, known);
    auto places = vocabulary_.placesOf(child.name);
    std::string advice = "expected there: " + list(mappedElements_, "<", ">");
    if (!nearest.empty())
        advice = "did you mean " + tag(nearest) + '?';
    else if (!places.empty())
        advice = "it belongs into " + tag(lastName(places.front()));
    problems_->add(XmlProblemKind::unknownName, child.element.line(),
                   tag(child.name) + ": this element is unknown in " + tag(lastName(path_)) + "; " +
                       advice);
}

/// Puts the parts into the order of the names; those that are not among them come last.
template <typename Parts, typename NameOf>
static void sortByVocabulary(Parts& parts, const std::vector<std::string_view>& names,
                             NameOf nameOf) {
    if (names.empty())
        return;
    std::ranges::stable_sort(parts, {}, [&](const auto& part) {
        return std::ranges::find(names, nameOf(part)) - names.begin();
    });
}

void XmlMapping::finishWriting() {
    if (kept_ != nullptr)
        for (const KeptXml& part : *kept_) {
            if (!part.name.starts_with(keptPrefix_))
                continue;
            std::string name = part.name.substr(keptPrefix_.size());
            if (name.find('/') != std::string::npos)
                continue;
            if (name.starts_with('@'))
                output_.attributes.emplace_back(name.substr(1), part.text);
            else
                output_.children.push_back(parseKeptElement(part));
        }
    sortByVocabulary(output_.attributes, vocabulary_.attributesOf(path_),
                     [](const auto& attribute) -> std::string_view { return attribute.first; });
    sortByVocabulary(output_.children, vocabulary_.elementsOf(path_),
                     [](const XmlOutput& child) -> std::string_view { return child.name; });
}

} // namespace twinvirt
