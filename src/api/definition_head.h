#pragma once

#include "util/result.h"
#include "util/uuid.h"

#include <optional>
#include <string>
#include <string_view>

namespace twinvirt {

/// What a list shows of a definition.
struct DefinitionHead {
    std::string name;
    Uuid uuid;
    std::optional<std::string> title;

    bool operator==(const DefinitionHead&) const = default;
};

/// Reads the head from the first lines of a definition that formatDomainDefinition wrote (its
/// <name>, <uuid> and <title> stand there, one a line): a list of 1,000 domains need not parse XML,
/// and there is no index that could go stale. nullopt when the text does not begin like that, as
/// after an edit by hand: then the document has to be parsed.
std::optional<DefinitionHead> readDefinitionHead(std::string_view text);

/// The head of the file; only its first bytes are read where that suffices, else the whole document
/// is parsed. `fileName` is used in messages.
Result<DefinitionHead> loadDefinitionHead(const std::string& fileName);

} // namespace twinvirt
