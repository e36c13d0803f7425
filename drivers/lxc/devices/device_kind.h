#pragma once

#include "lxc/launch_spec.h"
#include "lxc/lxc_driver_context.h"
#include "model/domain_definition.h"
#include "util/rollback.h"

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

namespace twinvirt::lxc {

/// A container that runs while one of its devices changes: what its files say, changed together
/// with the kernel and written back by the caller. All of it or nothing: what is done adds how to
/// take it back to `rollback`, and what cannot be taken back (a link that is deleted) waits in
/// `last` until all else is done, the persistent definition too.
struct LiveChange {
    DriverContext& context;
    Rollback& rollback;
    LiveDomain live;
    DomainDefinition definition;
    LaunchSpec spec; ///< for a restart by the keeper
    std::function<Result<void>()> last = {};
};

/// Writes a file of the run directory that is there; `rollback` brings back what it was.
Result<void> replaceFile(const std::string& path, const std::string& text, Rollback& rollback);

/// Writes change.spec into the run directory at once, for whoever releases the container should we
/// be killed: before something is made that does not go with the container by itself.
Result<void> writeSpec(LiveChange& change);

/// One kind of device that can come and go. A new kind is one file and one line in
/// device_kinds.cpp.
class DeviceKind {
  public:
    virtual ~DeviceKind() = default;
    /// The element of <devices>: "interface".
    [[nodiscard]] virtual std::string_view element() const = 0;

    /// In a definition alone: `device` holds the one device that was given.
    virtual Result<void> add(Devices& devices, const Devices& device) = 0;
    virtual Result<void> remove(Devices& devices, const Devices& device) = 0;
    virtual Result<void> update(Devices& devices, const Devices& device) = 0;

    /// In the kernel, in `change.spec` and in the run directory; the definition is the caller's.
    virtual Result<void> attachLive(LiveChange& change, const Devices& device) = 0;
    virtual Result<void> detachLive(LiveChange& change, const Devices& device) = 0;
    virtual Result<void> updateLive(LiveChange& change, const Devices& device) = 0;
};

/// The kind of this element; configUnsupported when a container has none.
Result<DeviceKind*> findDeviceKind(const std::string& element);

std::unique_ptr<DeviceKind> makeDiskKind();
std::unique_ptr<DeviceKind> makeFilesystemKind();
std::unique_ptr<DeviceKind> makeHostDeviceKind();
std::unique_ptr<DeviceKind> makeInterfaceKind();

} // namespace twinvirt::lxc
