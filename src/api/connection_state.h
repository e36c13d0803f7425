#pragma once

#include "api/connection.h"

namespace twinvirt {

/// One line of the driver table as this connection uses it.
struct DriverSlot {
    const DriverEntry* entry = nullptr;
    ConnectionUri uri;
    std::unique_ptr<Driver> driver; ///< empty until it is needed

    /// False only when it is cheap to know that the driver has no domain of this name, id or UUID.
    [[nodiscard]] bool mayHave(const std::string& key) const {
        return driver || entry->mayHaveDomain(uri, key);
    }
};

struct Connection::State {
    ConnectionUri uri;
    InstallPaths paths;
    std::vector<DriverSlot> slots;
    std::vector<Error> unavailable;

    [[nodiscard]] bool isTwin() const { return uri.scheme == "twin"; }
    /// The driver of the slot, opened now if it was not; the error says which driver it is.
    Result<Driver*> open(DriverSlot& slot);
    /// The slot that runs `type`; configUnsupported.
    Result<DriverSlot*> slotFor(DomainType type);
};

} // namespace twinvirt
