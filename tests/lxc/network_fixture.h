#pragma once

#include "lxc/driver_fixture.h"

#include <string>

namespace twinvirt::lxc {

/// What the command prints, both streams.
std::string outputOf(const std::string& command);

/// "tv", this process, `suffix`: the name of a link that only this test can have made.
std::string linkName(const std::string& suffix);

/// A link of the host, made by ip-link(8) and gone with the test, whatever became of it.
class HostLink {
  public:
    HostLink(std::string name, const std::string& what);
    ~HostLink();
    HostLink(const HostLink&) = delete;
    HostLink& operator=(const HostLink&) = delete;
    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] bool isOnHost() const;

  private:
    std::string name_;
};

/// Busybox's answer to a ping that came back.
inline constexpr const char* received = "1 packets received";

/// The real driver with a bridge of this test's own.
class NetworkTest : public DriverTest {
  protected:
    void SetUp() override;
    void TearDown() override;

    /// Of this process and number.
    static std::string mac(unsigned number);
    /// A container that sleeps, with this interface; its address is 10.250.0.`number`.
    [[nodiscard]] DomainDocument container(const std::string& name, const std::string& type,
                                           unsigned number, const std::string& more = "") const;
    /// The beginning of an interface on our bridge, for container().
    [[nodiscard]] std::string onBridge() const;
    /// The host's ends of the interfaces with our addresses.
    [[nodiscard]] static std::string hostEnds();
    std::string ping(const DomainIdentity& from, unsigned number);
    std::string liveXml(const DomainIdentity& domain);
    /// Kills init, which the definition restarts, and waits until it runs again.
    [[nodiscard]] bool crashAndRestart(const std::string& name);

    /// With an address of its own: it would take that of its first port, as hostEnds() knows them.
    HostLink bridge_{linkName("br"), "address 0a:00:00:00:00:01 type bridge"};
};

} // namespace twinvirt::lxc
