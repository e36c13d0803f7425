#pragma once

#include <string>

namespace twinvirt::bench {

/// Does schemas/benchmark.rng take the document?
bool schemaAccepts(const std::string& xml);

/// Expects mapping and schema to refuse it, the former with this message and a place in line 3 of
/// "b.xml".
void expectRefused(const std::string& xml, const std::string& message);

} // namespace twinvirt::bench
