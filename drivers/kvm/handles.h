#pragma once

#include <libvirt/libvirt.h>

#include <cstdlib>
#include <memory>

// libvirt's handles, each owned by one object. A handle keeps its connection alive.
namespace twinvirt::kvm {

struct HandleDeleter {
    void operator()(virConnectPtr connection) const { virConnectClose(connection); }
    void operator()(virDomainPtr domain) const { virDomainFree(domain); }
    void operator()(virStreamPtr stream) const { virStreamFree(stream); }
    void operator()(char* text) const { std::free(text); }
};

using ConnectHandle = std::unique_ptr<virConnect, HandleDeleter>;
using DomainHandle = std::unique_ptr<virDomain, HandleDeleter>;
using StreamHandle = std::unique_ptr<virStream, HandleDeleter>;
using LibvirtText = std::unique_ptr<char, HandleDeleter>;

} // namespace twinvirt::kvm
