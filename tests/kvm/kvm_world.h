#pragma once

#include "api/driver.h"
#include "kvm/guest_image.h"

#include <memory>
#include <string>

namespace twinvirt::test {

/// The KVM driver out of the module of this build, opened as the shell opens it.
std::unique_ptr<Driver> openKvm(const std::string& uri);

/// Why real machines cannot be run here; empty when they can.
std::string whyNoMachines();

/// The model's reading is not what these tests are about: the text is what libvirt gets.
DomainDocument document(const std::string& xml);

/// qemu:///system and one machine of a name that no other process uses; whatever is left of it
/// goes with this object, and what a test that was killed left goes with the next one.
class KvmWorld {
  public:
    explicit KvmWorld(const std::string& purpose);
    ~KvmWorld();
    KvmWorld(const KvmWorld&) = delete;
    KvmWorld& operator=(const KvmWorld&) = delete;

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] Driver& driver() { return *driver_; }
    /// A machine that boots the busybox initramfs to a login prompt on its serial console.
    [[nodiscard]] std::string machineXml(const std::string& type = "qemu") const;
    /// The same of another image, with more in its <devices>.
    [[nodiscard]] std::string machineXml(const std::string& type, const GuestImage& image,
                                         const std::string& devices) const;
    /// Starts a transient one, its console attached.
    Result<StartedDomain> create();
    [[nodiscard]] DomainIdentity identity() const { return {name_, uuid_}; }

  private:
    std::string name_;
    Uuid uuid_;
    std::unique_ptr<Driver> driver_;
};

/// Reads until `text` has come; what was read. Empty `text`: until end of file. Fails the test
/// after a minute.
std::string readUntil(int fd, const std::string& text);

} // namespace twinvirt::test
