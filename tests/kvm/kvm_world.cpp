#include "kvm/kvm_world.h"

#include "api/driver_module.h"
#include "kvm/guest_image.h"

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <poll.h>
#include <unistd.h>

namespace twinvirt::test {

static const std::string namePrefix = "twinvirt-test-";

std::unique_ptr<Driver> openKvm(const std::string& uri) {
    const auto paths = InstallPaths::fromBin(TWINVIRT_BIN_DIR);
    const auto parsed = ConnectionUri::parse(uri);
    EXPECT_TRUE(parsed);
    auto driver = openDriverModule(paths.modules + "/kvm.so", *parsed, paths);
    EXPECT_TRUE(driver) << driver.error().message;
    return std::move(*driver);
}

std::string whyNoMachines() {
    if (::geteuid() != 0)
        return "needs root: qemu:///system";
    if (::access("/usr/bin/qemu-system-x86_64", X_OK) != 0)
        return "needs QEMU: apt-get install qemu-system-x86";
    if (::access("/usr/sbin/libvirtd", X_OK) != 0)
        return "needs libvirtd: apt-get install libvirt-daemon-system";
    return "";
}

DomainDocument document(const std::string& xml) {
    DomainDocument document;
    document.fileName = "test.xml";
    document.xml = xml;
    return document;
}

/// Of "twinvirt-test-PURPOSE-PID": does nobody live any more who would remove that machine?
static bool isOrphaned(const std::string& name) {
    const auto pid = name.substr(name.rfind('-') + 1);
    return name.starts_with(namePrefix) &&
           pid.find_first_not_of("0123456789") == std::string::npos &&
           ::access(("/proc/" + pid).c_str(), F_OK) != 0;
}

/// A test that was killed (a time limit, Ctrl-C) could not: its machine would stay for good.
static void removeOrphans(Driver& driver) {
    const auto all = driver.listDomains({.active = true, .inactive = true});
    if (!all)
        return;
    for (const auto& record : *all)
        if (isOrphaned(record.identity.name)) {
            (void)driver.destroyDomain(record.identity);
            (void)driver.undefineDomain(record.identity);
        }
}

KvmWorld::KvmWorld(const std::string& purpose)
    : name_(namePrefix + purpose + "-" + std::to_string(::getpid())), uuid_(Uuid::random()),
      driver_(openKvm("qemu:///system")) {
    removeOrphans(*driver_);
}

KvmWorld::~KvmWorld() {
    (void)driver_->destroyDomain(identity());
    (void)driver_->undefineDomain(identity());
}

std::string KvmWorld::machineXml(const std::string& type) const {
    return machineXml(type, guestImage(), "");
}

std::string KvmWorld::machineXml(const std::string& type, const GuestImage& image,
                                 const std::string& devices) const {
    return "<domain type='" + type + "'><name>" + name_ + "</name><uuid>" + uuid_.toString() +
           "</uuid><title>a machine of the tests</title>"
           "<memory unit='MiB'>192</memory><vcpu>1</vcpu>"
           "<os><type arch='x86_64' machine='q35'>hvm</type><kernel>" +
           image.kernel + "</kernel><initrd>" + image.initramfs +
           "</initrd><cmdline>console=ttyS0</cmdline></os>"
           "<features><acpi/></features><on_reboot>destroy</on_reboot>"
           "<devices><serial type='pty'/><console type='pty'/><memballoon model='virtio'/>" +
           devices + "</devices></domain>";
}

Result<StartedDomain> KvmWorld::create() {
    StartOptions options;
    options.attachConsole = true;
    return driver_->createDomain(document(machineXml()), options);
}

std::string readUntil(int fd, const std::string& text) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    std::string got;
    while (text.empty() || got.find(text) == std::string::npos) {
        pollfd entry{fd, POLLIN, 0};
        ::poll(&entry, 1, 1000);
        std::array<char, 4096> buffer{};
        const ssize_t count = entry.revents == 0 ? -1 : ::read(fd, buffer.data(), buffer.size());
        if (count > 0)
            got.append(buffer.data(), static_cast<std::size_t>(count));
        if (count == 0) {
            EXPECT_TRUE(text.empty()) << "end of file before '" << text << "' in: " << got;
            return got;
        }
        if (std::chrono::steady_clock::now() > deadline) {
            ADD_FAILURE() << "no '" << text << "' within a minute in: " << got;
            return got;
        }
    }
    return got;
}

} // namespace twinvirt::test
