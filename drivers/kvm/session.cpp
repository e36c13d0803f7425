#include "kvm/session.h"

#include "kvm/embed.h"
#include "kvm/event_loop.h"
#include "kvm/libvirt_error.h"
#include "kvm/system_daemon.h"

#include <libvirt/virterror.h>

#include <chrono>
#include <csignal>
#include <thread>

namespace twinvirt::kvm {

namespace {

Result<ConnectHandle> open(const std::string& uri) {
    ConnectHandle handle(virConnectOpen(uri.c_str()));
    if (!handle)
        return lastLibvirtError();
    return handle;
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

/// Nobody listens, or who listened left in the middle of it.
bool isConnectionLoss(const Error& error) {
    const int code = static_cast<int>(error.code);
    return code == VIR_ERR_SYSTEM_ERROR || code == VIR_ERR_INTERNAL_ERROR || code == VIR_ERR_RPC;
}

Result<ConnectHandle> openOrStartDaemon(const ConnectionUri& uri, const InstallPaths& paths) {
    const auto text = uri.toString();
    auto handle = open(text);
    if (uri.scheme == "test" || uri.path != "/system" || !mayStartSystemDaemon())
        return handle ? std::move(handle) : Result<ConnectHandle>(explained(uri, handle.error()));
    // A daemon that is about to leave for want of work still accepts: then a second is started.
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    while (!handle && isConnectionLoss(handle.error()) &&
           std::chrono::steady_clock::now() < deadline) {
        TRY(ensureSystemDaemon(paths));
        handle = open(text);
        if (!handle)
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    if (!handle)
        return explained(uri, handle.error());
    return handle;
}

/// libvirt's client writes to its socket as to a file: without this, a daemon that went away would
/// take us with it (SIGPIPE) instead of being an error. Whoever set a handler keeps it.
void surviveBrokenPipes() {
    struct sigaction current {};
    if (::sigaction(SIGPIPE, nullptr, &current) != 0 || current.sa_handler != SIG_DFL)
        return;
    current.sa_handler = SIG_IGN;
    ::sigaction(SIGPIPE, &current, nullptr);
}

} // namespace

Result<virConnectPtr> Session::connection() {
    if (connection_ && virConnectIsAlive(connection_.get()) == 1)
        return connection_.get();
    connection_.reset();
    silenceLibvirt();
    surviveBrokenPipes();
    TRY(startEventLoop());
    if (uri_.path == "/embed")
        TRY(prepareEmbedRoot(uri_.root));
    connection_ = TRY(openOrStartDaemon(uri_, paths_));
    return connection_.get();
}

Result<DomainHandle> Session::domain(const DomainIdentity& identity) {
    return ask([&identity](virConnectPtr connection) -> Result<DomainHandle> {
        DomainHandle handle(virDomainLookupByUUID(connection, identity.uuid.bytes.data()));
        if (!handle)
            return lastLibvirtError();
        return handle;
    });
}

} // namespace twinvirt::kvm
