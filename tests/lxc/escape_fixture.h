#pragma once

#include "lxc/driver_fixture.h"

#include <string>
#include <vector>

namespace twinvirt::lxc {

/// The ways in which a container is kept in, see README.
enum class Mode { plain, idmap, hardened, compat };

std::string nameOfMode(const testing::TestParamInfo<Mode>& mode);

/// A container of each mode with a root of its own, the probe in it. What the probe reports is
/// asked twice: of init, and of a command that joins.
class EscapeTest : public DriverTest, public testing::WithParamInterface<Mode> {
  protected:
    void SetUp() override;

    [[nodiscard]] Mode mode() const { return GetParam(); }
    [[nodiscard]] bool hasUserNamespace() const {
        return mode() == Mode::idmap || mode() == Mode::hardened;
    }
    [[nodiscard]] bool hasFilter() const { return mode() != Mode::compat; }

    /// The definition of a container in this mode whose init is the probe with these verbs;
    /// `devices` goes below <devices>, `features` below <features>.
    [[nodiscard]] DomainDocument container(const std::string& name,
                                           const std::vector<std::string>& verbs,
                                           const std::string& devices = "",
                                           const std::string& features = "") const;
    /// What the console shows until somebody says "finished".
    static std::string readToEnd(int console);
    /// What init and then a command report on the verbs; both lists of lines in one text, so that
    /// whoever asserts on each line asserts on both.
    std::string fromInside(const std::vector<std::string>& verbs);
    /// The lines of one verb, without it.
    static std::vector<std::string> lines(const std::string& text, const std::string& verb);

    /// Attaches a device to a running container; "done", or the error.
    std::string attach(const DomainIdentity& domain, const std::string& xml);
    std::string detach(const DomainIdentity& domain, const std::string& xml);
    /// A path of the running container "web" as the host sees it.
    [[nodiscard]] std::string inside(const std::string& path) const;

    std::string tree_; ///< the container's root
};

} // namespace twinvirt::lxc
