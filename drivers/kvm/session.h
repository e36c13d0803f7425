#pragma once

#include "api/domain_types.h"
#include "api/uri.h"
#include "kvm/handles.h"
#include "util/install_paths.h"

namespace twinvirt::kvm {

/// One connection to libvirt, opened when it is first needed and opened again when libvirtd went
/// away meanwhile (it was restarted, or left because it had nothing to do).
class Session {
  public:
    Session(ConnectionUri uri, InstallPaths paths) : uri_(std::move(uri)), paths_(paths) {}

    [[nodiscard]] const ConnectionUri& uri() const { return uri_; }
    /// Valid until the next call. Errors: libvirt's, with the package to install where one is
    /// missing.
    Result<virConnectPtr> connection();
    /// `work(connection)`, a Result, and once more when libvirtd went away under it; so for
    /// questions only.
    auto ask(auto work) -> decltype(work(virConnectPtr())) {
        auto answer = work(TRY(connection()));
        if (!answer && connection_ && virConnectIsAlive(connection_.get()) != 1)
            return work(TRY(connection()));
        return answer;
    }
    /// By UUID; libvirt's "Domain not found: …" when there is none.
    Result<DomainHandle> domain(const DomainIdentity& identity);

  private:
    ConnectionUri uri_;
    InstallPaths paths_;
    ConnectHandle connection_;
};

} // namespace twinvirt::kvm
