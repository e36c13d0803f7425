#include "kvm/session.h"

#include "kvm/embed.h"
#include "kvm/event_loop.h"
#include "kvm/libvirt_error.h"
#include "kvm/system_daemon.h"

#include <libvirt/virterror.h>

namespace twinvirt::kvm {

namespace {

Result<ConnectHandle> open(const std::string& uri) {
    ConnectHandle handle(virConnectOpen(uri.c_str()));
    if (!handle)
        return lastLibvirtError();
    return handle;
}

std::string libvirtUri(ConnectionUri uri) {
    if (uri.scheme == "kvm")
        uri.scheme = "qemu";
    return uri.toString();
}

/// libvirt's text, and what to install or to start.
Error explained(const ConnectionUri& uri, Error error) {
    if (static_cast<int>(error.code) == VIR_ERR_NO_CONNECT)
        error.message += "; libvirt's QEMU driver is missing: apt-get install "
                         "libvirt-daemon-driver-qemu qemu-system-x86";
    else if (uri.path == "/system" && uri.scheme != "test")
        error.message += daemonRemedy();
    return error;
}

Result<ConnectHandle> openOrStartDaemon(const ConnectionUri& uri, const InstallPaths& paths) {
    const auto text = libvirtUri(uri);
    auto handle = open(text);
    // The second round is for a daemon that was about to leave when the first one met it.
    for (int round = 0; !handle && round < 2; ++round) {
        if (uri.scheme == "test" || uri.path != "/system" || !mayStartSystemDaemon())
            break;
        TRY(ensureSystemDaemon(paths));
        handle = open(text);
    }
    if (!handle)
        return explained(uri, handle.error());
    return handle;
}

} // namespace

Result<virConnectPtr> Session::connection() {
    if (connection_ && virConnectIsAlive(connection_.get()) == 1)
        return connection_.get();
    connection_.reset();
    silenceLibvirt();
    TRY(startEventLoop());
    if (uri_.path == "/embed")
        TRY(prepareEmbedRoot(uri_.root));
    connection_ = TRY(openOrStartDaemon(uri_, paths_));
    return connection_.get();
}

Result<DomainHandle> Session::domain(const DomainIdentity& identity) {
    const auto connection = TRY(this->connection());
    DomainHandle handle(virDomainLookupByUUID(connection, identity.uuid.bytes.data()));
    if (!handle)
        return lastLibvirtError();
    return handle;
}

} // namespace twinvirt::kvm
