#pragma once

#include "api/driver.h"
#include "api/driver_table.h"
#include "api/uri.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace twinvirt {

/// One domain and the driver that runs it: the handle that the shell and the benchmark work with.
/// Valid as long as its Connection.
struct Domain {
    Driver* driver = nullptr;
    std::string kind; ///< "lxc", "kvm", "mock"
    DomainRecord record;
};

/// All drivers of one URI, each opened when it is first needed.
class Connection {
  public:
    /// `table` must outlive the connection. noConnect when no driver serves the URI.
    static Result<Connection> open(const ConnectionUri& uri, const DriverTable& table,
                                   const InstallPaths& paths);

    Connection(Connection&&) noexcept;
    Connection& operator=(Connection&&) noexcept;
    ~Connection();

    const ConnectionUri& uri() const;

    /// The drivers of this connection (opens them all).
    Result<std::vector<Driver*>> drivers();
    /// The driver that runs `type`; configUnsupported when this connection has none.
    Result<Driver*> driverFor(DomainType type);

    /// Finds by id, UUID or name, in this order, as virsh does; "lxc:web" and "kvm:web" name the
    /// kind. noDomain, or invalidArgument when the name stands in both kinds.
    Result<Domain> lookup(const std::string& nameIdOrUuid);
    Result<std::vector<Domain>> listDomains(const ListFilter& filter);

    /// Reads, checks and completes `xml`, finds its driver and defines it. `notes` receives what
    /// this kind keeps but ignores; with `strict` such an element is an error.
    struct DefineOptions {
        bool validate = true; ///< the whole RelaxNG schema too
        bool strict = false;
    };
    Result<Domain> define(const std::string& fileName, const std::string& xml,
                          const DefineOptions& options, std::vector<ElementNote>& notes);
    /// The same for a transient domain, which is started.
    Result<StartedDomain> create(const std::string& fileName, const std::string& xml,
                                 const DefineOptions& define, const StartOptions& start,
                                 std::vector<ElementNote>& notes);

  private:
    struct State;
    explicit Connection(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

} // namespace twinvirt
