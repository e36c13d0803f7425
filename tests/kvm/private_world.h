#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace twinvirt::test {

/// A mount namespace for this process in which libvirt has no state yet: /run, /etc/libvirt and
/// /var/lib/libvirt are empty. What was started in it is ended with it.
class PrivateWorld {
  public:
    PrivateWorld() = default;
    ~PrivateWorld();
    PrivateWorld(const PrivateWorld&) = delete;
    PrivateWorld& operator=(const PrivateWorld&) = delete;

    bool enter();
    /// As on a host where /dev/kvm is root's alone.
    bool hideKvmFromAllButRoot();
    bool writeLibvirtdConf(const std::string& text);
    /// The libvirtd of this world; -1 when none runs.
    [[nodiscard]] pid_t libvirtd() const;
    /// All daemons of this world: libvirtd, virtlogd, twinvirt-libvirtd.
    [[nodiscard]] std::vector<pid_t> daemons() const;

  private:
    bool entered_ = false;
};

pid_t parentOf(pid_t pid);
std::vector<pid_t> childrenOf(pid_t pid);
/// The file name of the program that the process runs; empty when it has ended.
std::string programOf(pid_t pid);

} // namespace twinvirt::test
