#include "kvm/domain_summary.h"

#include <libxml/xmlreader.h>

#include <memory>
#include <string_view>

namespace twinvirt::kvm {

namespace {

struct XmlDeleter {
    void operator()(xmlTextReaderPtr reader) const { xmlFreeTextReader(reader); }
    void operator()(xmlChar* text) const { xmlFree(text); }
};
using Reader = std::unique_ptr<xmlTextReader, XmlDeleter>;
using XmlText = std::unique_ptr<xmlChar, XmlDeleter>;

std::string_view view(const xmlChar* text) {
    return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text);
}

DomainType typeOf(std::string_view name) {
    if (name == "kvm")
        return DomainType::kvm;
    if (name == "test")
        return DomainType::test;
    if (name == "lxc")
        return DomainType::lxc;
    return DomainType::qemu;
}

} // namespace

Result<DomainSummary> summarizeDomainXml(const std::string& xml) {
    const Reader reader(xmlReaderForMemory(xml.data(), static_cast<int>(xml.size()),
                                           "(domain_definition)", nullptr,
                                           XML_PARSE_NONET | XML_PARSE_NOERROR));
    if (!reader)
        return Error{ErrorCode::noMemory, "read domain XML: out of memory", 0};
    DomainSummary summary;
    bool isDomain = false;
    while (xmlTextReaderRead(reader.get()) == 1) {
        if (xmlTextReaderNodeType(reader.get()) != XML_READER_TYPE_ELEMENT)
            continue;
        const auto name = view(xmlTextReaderConstLocalName(reader.get()));
        const int depth = xmlTextReaderDepth(reader.get());
        if (depth == 0) {
            isDomain = true;
            const XmlText type(
                xmlTextReaderGetAttribute(reader.get(), reinterpret_cast<const xmlChar*>("type")));
            summary.type = typeOf(view(type.get()));
        } else if (depth == 1 && name == "title") {
            const XmlText title(xmlTextReaderReadString(reader.get()));
            summary.title = std::string(view(title.get()));
            return summary;
        } else if (depth == 1 && name != "name" && name != "uuid" && name != "genid") {
            return summary;
        }
    }
    if (!isDomain)
        return Error{ErrorCode::xmlError, "read domain XML: no element in it", 0};
    return summary;
}

} // namespace twinvirt::kvm
