#pragma once

#include "model/domain_definition.h"
#include "util/result.h"

#include <string>
#include <string_view>

namespace twinvirt {

/// A document and what to call it in messages.
struct XmlSource {
    std::string fileName; ///< as the user wrote it; "(domain_definition)" when it is no file
    std::string text;
};

/// Reads, checks and completes a <domain>: safe parsing (design decision 4), the mapping of each
/// element, defaults, consistency. Every message of an error reads
/// "FILE:LINE: <element>: what is wrong; what is expected there".
/// Codes: xmlError (not well-formed, unknown or wrong element), configUnsupported (domain type).
Result<DomainDefinition> readDomainDefinition(const XmlSource& source);

struct FormatOptions {
    bool inactive = false; ///< without what only a live domain has: id, tty, alias
};

/// The definition as libvirt 9.0 prints it: its order, its indentation, single quotes.
std::string formatDomainDefinition(const DomainDefinition& definition,
                                   const FormatOptions& options = {});

/// The whole RelaxNG schema (schemas/domain.rng in `schemaDirectory`). xmlInvalidSchema, with the
/// mapper's message in front where the mapper refuses the document too.
Result<void> validateDomainXml(const XmlSource& source, const std::string& schemaDirectory);

} // namespace twinvirt
