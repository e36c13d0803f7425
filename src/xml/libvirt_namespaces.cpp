#include "xml/libvirt_namespaces.h"

#include <algorithm>
#include <array>

namespace twinvirt {

struct Namespace {
    std::string_view prefix;
    std::string_view uri;
};

/// Those of libvirt's domain schema, and our own.
static constexpr std::array namespaces{
    Namespace{"lxc", "http://libvirt.org/schemas/domain/lxc/1.0"},
    Namespace{"qemu", "http://libvirt.org/schemas/domain/qemu/1.0"},
    Namespace{"bhyve", "http://libvirt.org/schemas/domain/bhyve/1.0"},
    Namespace{"xen", "http://libvirt.org/schemas/domain/xen/1.0"},
    Namespace{"vmware", "http://libvirt.org/schemas/domain/vmware/1.0"},
    Namespace{"twinvirt", "http://twinvirt.org/schemas/domain/1.0"},
};

std::string_view prefixOfNamespace(std::string_view uri) {
    const auto* found = std::ranges::find(namespaces, uri, &Namespace::uri);
    return found == namespaces.end() ? std::string_view() : found->prefix;
}

std::string_view namespaceOfPrefix(std::string_view prefix) {
    const auto* found = std::ranges::find(namespaces, prefix, &Namespace::prefix);
    return found == namespaces.end() ? std::string_view() : found->uri;
}

} // namespace twinvirt
