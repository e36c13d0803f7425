#pragma once

#include "model/domain_definition.h"
#include "util/result.h"
#include "xml/xml_source.h"

#include <string>

namespace twinvirt {

/// Reads, checks and completes a <domain>: safe parsing (design decision 4), the mapping of each
/// element, defaults, consistency. Every message of an error reads
/// "FILE:LINE: <element>: what is wrong; what is expected there".
/// Codes: xmlError (not well-formed, unknown or wrong element), configUnsupported (domain type).
Result<DomainDefinition> readDomainDefinition(const XmlSource& source);

class XmlDocument;
/// Only the mapping: what each element and attribute may be on its own. The RelaxNG schema accepts
/// and refuses the same documents.
Result<DomainDefinition> mapDomainDefinition(const XmlDocument& document);

struct FormatOptions {
    bool inactive = false; ///< without what only a live domain has: id, tty, alias
};

/// The definition as libvirt 9.0 prints it: its order, its indentation, single quotes.
std::string formatDomainDefinition(const DomainDefinition& definition,
                                   const FormatOptions& options = {});

/// The whole RelaxNG schema (domain.rng in `schemaDirectory`). xmlInvalidSchema, with the mapper's
/// message where the mapper refuses the document too.
Result<void> validateDomainXml(const XmlSource& source, const std::string& schemaDirectory);

} // namespace twinvirt
