#include "api/connection.h"

#include "api/connection_state.h"

#include <algorithm>
#include <unistd.h>

namespace twinvirt {

namespace {

bool contains(const auto& range, const auto& value) {
    return std::ranges::find(range, value) != std::ranges::end(range);
}

/// What twin:///system means to one driver. Virtual machines are libvirt's: root has those of the
/// system, everybody else those of the session (design decision 9).
ConnectionUri memberOfTwin(const DriverEntry& entry, const ConnectionUri& twin) {
    const auto& scheme = entry.schemes.front();
    if (scheme == "qemu")
        return {scheme, ::geteuid() == 0 ? "/system" : "/session", ""};
    return {scheme, twin.path, twin.root};
}

} // namespace

Connection::Connection(std::unique_ptr<State> state) : state_(std::move(state)) {}
Connection::Connection(Connection&&) noexcept = default;
Connection& Connection::operator=(Connection&&) noexcept = default;
Connection::~Connection() = default;

Result<Connection> Connection::open(const ConnectionUri& uri, const DriverTable& table,
                                    const InstallPaths& paths) {
    auto state = std::make_unique<State>();
    state->uri = uri;
    state->paths = paths;
    for (const auto& entry : table) {
        DriverSlot slot;
        slot.entry = &entry;
        if (state->isTwin() && entry.partOfTwin)
            slot.uri = memberOfTwin(entry, uri);
        else if (contains(entry.schemes, uri.scheme))
            slot.uri = uri;
        else
            continue;
        state->slots.push_back(std::move(slot));
    }
    if (state->slots.empty())
        return Error{ErrorCode::noConnect, "no connection driver available for " + uri.toString()};
    return Connection(std::move(state));
}

const ConnectionUri& Connection::uri() const {
    return state_->uri;
}
const InstallPaths& Connection::paths() const {
    return state_->paths;
}
const std::vector<Error>& Connection::unavailable() const {
    return state_->unavailable;
}

Result<Driver*> Connection::State::open(DriverSlot& slot) {
    if (!slot.driver)
        slot.driver = TRY_WITHIN(slot.uri.toString(), slot.entry->open(slot.uri, paths));
    return slot.driver.get();
}

Result<DriverSlot*> Connection::State::slotFor(DomainType type) {
    for (auto& slot : slots)
        if (contains(slot.entry->domainTypes, type))
            return &slot;
    return Error{ErrorCode::configUnsupported, "<domain type='" + std::string(nameOf(type)) +
                                                   "'> is not run by " + uri.toString() +
                                                   "; connect without -c, or with -c " +
                                                   (type == DomainType::lxc    ? "lxc:///system"
                                                    : type == DomainType::test ? "test:///default"
                                                                               : "qemu:///system")};
}

Result<std::vector<Driver*>> Connection::drivers() {
    state_->unavailable.clear();
    std::vector<Driver*> drivers;
    for (auto& slot : state_->slots) {
        auto driver = state_->open(slot);
        if (driver)
            drivers.push_back(*driver);
        else
            state_->unavailable.push_back(driver.error());
    }
    if (drivers.empty())
        return state_->unavailable.front();
    return drivers;
}

Result<Driver*> Connection::driverFor(DomainType type) {
    return state_->open(*TRY(state_->slotFor(type)));
}

} // namespace twinvirt
