#pragma once

#include "lxc/devices/device_intent.h"
#include "lxc/launch_spec.h"
#include "lxc/lxc_driver_context.h"
#include "model/domain_definition.h"
#include "util/rollback.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

namespace twinvirt::lxc {

/// A container that runs while one of its devices changes: what its files say, changed together
/// with the kernel and written back by the caller. All of it or nothing: what is done adds how to
/// take it back to `rollback`, and what cannot be taken back (a link that is deleted) waits in
/// `last` until all else is done, the persistent definition too. For the case that we are killed a
/// device that comes or goes is announced before anything is done.
struct LiveChange {
    DriverContext& context;
    Rollback& rollback;
    LiveDomain live;
    DomainDefinition definition;
    LaunchSpec spec; ///< for a restart by the keeper
    int lock;        ///< of the domain
    DeviceFiles before;
    DeviceFiles after; ///< but for its spec, which is `spec`
    std::string element = {};
    std::function<Result<void>()> last = {};
};

/// Writes `intent`, of which all is said but the files and the element: change.spec is complete.
Result<void> announce(LiveChange& change, DeviceIntent intent);

/// Writes a file of the run directory that is there; `rollback` brings back what it was.
Result<void> replaceFile(const std::string& path, const std::string& text, Rollback& rollback);

/// Writes change.spec into the run directory at once, for whoever releases the container should we
/// be killed: before something is made that does not go with the container by itself.
Result<void> writeSpec(LiveChange& change);

/// A container that runs, whose device is taken away for a client that was killed.
struct Removal {
    const InstallPaths& install;
    const LiveDomain& live;
    const std::vector<std::uint64_t>& mounts; ///< of DeviceIntent
    const LaunchSpec& without;                ///< its launch spec without the device
    int lock;                                 ///< of the domain
};

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

    /// What there is of a device that was announced, in the kernel and on the host; idempotent.
    /// EBUSY when a process inside holds it.
    virtual Result<void> takeAway(const Removal& removal, const LaunchSpec& device) = 0;
};

/// The kind of this element; configUnsupported when a container has none.
Result<DeviceKind*> findDeviceKind(const std::string& element);

std::unique_ptr<DeviceKind> makeDiskKind();
std::unique_ptr<DeviceKind> makeFilesystemKind();
std::unique_ptr<DeviceKind> makeHostDeviceKind();
std::unique_ptr<DeviceKind> makeInterfaceKind();

} // namespace twinvirt::lxc
