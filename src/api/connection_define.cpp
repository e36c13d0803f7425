#include "api/connection_state.h"
#include "xml/domain_xml.h"

#include <string_view>

namespace twinvirt {

namespace {

/// "web.xml:12: <interface>: text"
std::string describe(const std::string& fileName, const ElementNote& note) {
    const auto slash = note.element.rfind('/');
    const auto name = slash == std::string::npos ? note.element : note.element.substr(slash + 1);
    return fileName + (note.line > 0 ? ":" + std::to_string(note.line) : "") + ": <" + name +
           ">: " + note.text;
}

/// The error that the notes amount to, or nothing; all of them in one message, a line each.
Result<void> judge(const std::string& fileName, const std::vector<ElementNote>& notes,
                   bool strict) {
    std::string complaints;
    for (const auto& note : notes) {
        const bool bad = note.treatment == Treatment::refused ||
                         (strict && note.treatment == Treatment::ignored);
        if (bad)
            complaints += (complaints.empty() ? "" : "\n") + describe(fileName, note);
    }
    if (complaints.empty())
        return {};
    return Error{ErrorCode::configUnsupported, complaints};
}

} // namespace

std::string describeNote(const std::string& fileName, const ElementNote& note) {
    return describe(fileName, note);
}

/// The way of the data up to the driver: read, check against the schema, ask the driver.
Result<Connection::Prepared> Connection::prepare(const std::string& fileName,
                                                 const std::string& xml,
                                                 const DefineOptions& options,
                                                 std::vector<ElementNote>& notes) {
    const XmlSource source{fileName, xml};
    Prepared prepared;
    prepared.document.definition = TRY(readDomainDefinition(source));
    auto* slot = TRY(state_->slotFor(prepared.document.definition.type));
    if (options.validate)
        TRY(validateDomainXml(source, state_->paths.data + "/schemas"));
    prepared.driver = TRY(state_->open(*slot));
    prepared.kind = slot->entry->kind;
    notes = TRY(prepared.driver->check(prepared.document.definition));
    TRY(judge(fileName, notes, options.strict));
    prepared.document.fileName = fileName;
    prepared.document.xml = xml;
    return prepared;
}

Result<Domain> Connection::define(const std::string& fileName, const std::string& xml,
                                  const DefineOptions& options, std::vector<ElementNote>& notes) {
    const auto prepared = TRY(prepare(fileName, xml, options, notes));
    auto record = TRY(prepared.driver->defineDomain(prepared.document));
    return Domain{prepared.driver, prepared.kind, std::move(record)};
}

Result<CreatedDomain> Connection::create(const std::string& fileName, const std::string& xml,
                                         const DefineOptions& define, const StartOptions& start,
                                         std::vector<ElementNote>& notes) {
    const auto prepared = TRY(prepare(fileName, xml, define, notes));
    auto started = TRY(prepared.driver->createDomain(prepared.document, start));
    Domain domain{prepared.driver, prepared.kind, started.record};
    return CreatedDomain{std::move(domain), std::move(started)};
}

} // namespace twinvirt
