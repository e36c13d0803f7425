#include "xml/xml_schema.h"

#include "xml/xml_silence.h"

#include <libxml/relaxng.h>

#include <vector>

namespace twinvirt {

void XmlSchema::Free::operator()(_xmlRelaxNG* schema) const {
    xmlRelaxNGFree(schema);
}

/// What libxml2 reports while it compiles or validates.
struct Report {
    int line = 0;
    std::string element;
    std::string text;
};

static std::string trimmed(const char* message) {
    std::string text = message == nullptr ? "" : message;
    while (!text.empty() && (text.back() == '\n' || text.back() == ' '))
        text.pop_back();
    return text;
}

static void onError(void* context, xmlErrorPtr error) {
    auto& reports = *static_cast<std::vector<Report>*>(context);
    Report report;
    const auto* node = static_cast<const xmlNode*>(error->node);
    report.line = node == nullptr ? error->line : static_cast<int>(xmlGetLineNo(node));
    if (node != nullptr && node->name != nullptr)
        report.element = reinterpret_cast<const char*>(node->name);
    report.text = trimmed(error->message);
    reports.push_back(std::move(report));
}

Result<XmlSchema> XmlSchema::load(const std::string& path) {
    XmlSilence silence;
    std::vector<Report> reports;
    std::unique_ptr<xmlRelaxNGParserCtxt, decltype(&xmlRelaxNGFreeParserCtxt)> context(
        xmlRelaxNGNewParserCtxt(path.c_str()), xmlRelaxNGFreeParserCtxt);
    if (!context)
        return Error{ErrorCode::noMemory, "read the schema: out of memory"};
    xmlRelaxNGSetParserStructuredErrors(context.get(), onError, &reports);
    Handle schema(xmlRelaxNGParse(context.get()));
    if (schema)
        return XmlSchema(std::move(schema));
    std::string reason = reports.empty() ? "it cannot be read" : reports.front().text;
    return Error{ErrorCode::internalError, "read the schema: parse(" + path + "): " + reason};
}

Result<void> XmlSchema::validate(const XmlDocument& document) const {
    XmlSilence silence;
    std::vector<Report> reports;
    std::unique_ptr<xmlRelaxNGValidCtxt, decltype(&xmlRelaxNGFreeValidCtxt)> context(
        xmlRelaxNGNewValidCtxt(schema_.get()), xmlRelaxNGFreeValidCtxt);
    if (!context)
        return Error{ErrorCode::noMemory, "validate: out of memory"};
    xmlRelaxNGSetValidStructuredErrors(context.get(), onError, &reports);
    if (xmlRelaxNGValidateDoc(context.get(), document.handle()) == 0)
        return {};
    std::string message = document.fileName();
    if (reports.empty())
        return Error{ErrorCode::xmlInvalidSchema, message + ": the schema refuses the document"};
    const Report& first = reports.front();
    message += ':' + std::to_string(first.line) + ": ";
    if (!first.element.empty())
        message += '<' + first.element + ">: ";
    return Error{ErrorCode::xmlInvalidSchema, message + "the schema refuses this: " + first.text};
}

} // namespace twinvirt
