#pragma once

#include "kvm/private_world.h"

#include <string>

namespace twinvirt::lxc {

/// A network namespace for this process, so that no rule of a filter touches the host's packets,
/// and a libvirt without state that knows two filters. Nothing of it stays.
class FilterWorld {
  public:
    FilterWorld();
    /// Why it cannot be entered; empty: it was.
    [[nodiscard]] const std::string& problem() const { return problem_; }
    /// Ends libvirtd and what belongs to it.
    void endDaemon();

    /// Drops what does not come from the container's own MAC.
    static constexpr const char* noSpoofing = "tv-no-spoofing";
    /// Drops what has the address of its parameter PEER as destination.
    static constexpr const char* notTo = "tv-not-to";

  private:
    std::string enter();

    test::PrivateWorld world_;
    std::string problem_;
};

} // namespace twinvirt::lxc
