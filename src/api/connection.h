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

/// A transient domain that Connection::create started.
struct CreatedDomain {
    Domain domain;
    StartedDomain started;
};

/// By what lookup() may find a domain; virsh does not take an id where the domain has to be
/// shut off, nor a name where it converts into one.
enum LookupKeys : unsigned { lookupById = 1, lookupByUuid = 2, lookupByName = 4, lookupByAny = 7 };

/// "web.xml:12: <interface>: text": a note as it is shown to the user.
std::string describeNote(const std::string& fileName, const ElementNote& note);

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
    const InstallPaths& paths() const;

    /// The drivers of this connection (opens them all). A twin goes on without a driver that
    /// cannot be opened, see unavailable(); an error when there is none left.
    Result<std::vector<Driver*>> drivers();
    /// Why the last drivers() or listDomains() of a twin went on without a driver.
    const std::vector<Error>& unavailable() const;
    /// The driver that runs `type`; configUnsupported when this connection has none.
    Result<Driver*> driverFor(DomainType type);

    /// Finds by id, UUID or name, in this order, as virsh does; "lxc:web" and "kvm:web" name the
    /// kind. noDomain, or invalidArgument when the name stands in both kinds. In a twin a driver is
    /// not even loaded when it cannot know the domain (DriverEntry::mayHaveDomain).
    Result<Domain> lookup(const std::string& nameIdOrUuid, unsigned keys = lookupByAny);
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
    Result<CreatedDomain> create(const std::string& fileName, const std::string& xml,
                                 const DefineOptions& define, const StartOptions& start,
                                 std::vector<ElementNote>& notes);

    struct State; ///< connection_state.h

  private:
    struct Prepared {
        Driver* driver = nullptr;
        std::string kind;
        DomainDocument document;
    };
    Result<Prepared> prepare(const std::string& fileName, const std::string& xml,
                             const DefineOptions& options, std::vector<ElementNote>& notes);
    explicit Connection(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

} // namespace twinvirt
