#pragma once

#include <string_view>

namespace twinvirt {

/// libvirt's usual prefix of one of its XML namespaces ("lxc"); empty for any other address.
std::string_view prefixOfNamespace(std::string_view uri);
/// The address of libvirt's namespace with that prefix; empty when there is none.
std::string_view namespaceOfPrefix(std::string_view prefix);

} // namespace twinvirt
