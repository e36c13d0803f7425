#include "random_domain.h"

namespace twinvirt::test {

void RandomDomain::addDisk(XmlOutput& devices) {
    XmlOutput& disk = child(devices, "disk");
    const Words types{"file", "block", "network", "volume", "dir", "nvme"};
    attribute(disk, "type", types, 80);
    attribute(disk, "device", {"disk", "cdrom", "lun"}, 60);
    attribute(disk, "snapshot", {"no"}, 20);
    if (chance(60)) {
        XmlOutput& driver = child(disk, "driver");
        attribute(driver, "name", {"qemu"}, 80);
        attribute(driver, "type", {"qcow2", "raw"}, 80);
        attribute(driver, "cache", {"none"}, 30);
        kept(driver, {"metadata_cache"});
    }
    if (chance(80)) {
        XmlOutput& source = child(disk, "source");
        for (const char* name : {"file", "dev", "name", "volume", "pool", "index"})
            attribute(source, name, {"/x", "y", ""}, 40);
        kept(source, {"host", "seclabel"});
    }
    attribute(child(disk, "target"), "dev", {"vda", "sda"}, 100);
    attribute(disk.children.back(), "bus", {"virtio", "sata"}, 50);
    attribute(disk.children.back(), "tray", {"open"}, 20);
    if (chance(30))
        child(disk, "readonly");
    kept(disk, {"alias", "address", "serial", "boot"});
    shuffle(disk);
}

void RandomDomain::addFilesystemSource(XmlOutput& source, const std::string& type) {
    if (type == "ram") {
        attribute(source, "usage", {number(1, 1000000), "18446744073709551615"}, 90);
        attribute(source, "units", {"MiB", "b", "K"}, 50);
    } else if (type == "file" || type == "block") {
        attribute(source, type == "file" ? type : "dev", {"/dev/x", "/a'b"}, 90);
    } else if (type == "template" || type == "volume") {
        attribute(source, type == "volume" ? type : "name", {"x"}, 90);
    } else {
        attribute(source, "dir", {"/", "/srv/x"}, 90);
    }
    if (type == "overlay") {
        attribute(source, "upperdir", {"/u", "/a b"}, 100);
        attribute(source, "workdir", {"/w"}, 100);
        while (chance(40))
            attribute(child(source, "lower"), "dir", {"/l1", "/l2"}, 100);
    }
    attribute(source, "pool", {"default"}, 20);
}

void RandomDomain::addFilesystem(XmlOutput& devices) {
    XmlOutput& filesystem = child(devices, "filesystem");
    std::string type =
        pick({"mount", "bind", "file", "block", "template", "volume", "ram", "overlay", ""});
    if (!type.empty())
        filesystem.attributes.emplace_back("type", type);
    attribute(filesystem, "accessmode", {"passthrough", "mapped", "squash"}, 50);
    attribute(filesystem, "multidevs", {"remap"}, 20);
    if (chance(40)) {
        XmlOutput& driver = child(filesystem, "driver");
        attribute(driver, "type", {"loop", "nbd", "path", "virtiofs"}, 80);
        attribute(driver, "format", {"raw", "qcow2"}, 60);
        attribute(driver, "queue", {"1024"}, 20);
    }
    if (chance(90))
        addFilesystemSource(child(filesystem, "source"), type);
    attribute(child(filesystem, "target"), "dir", {"/", "/data", "tag"}, 100);
    if (chance(30))
        child(filesystem, "readonly");
    for (const char* limit : {"space_hard_limit", "space_soft_limit"})
        if (chance(30)) {
            text(filesystem, limit, {number(0, 18446744073709551615ULL)}, 100);
            attribute(filesystem.children.back(), "unit", {"b", "bytes", "MiB", "E"}, 60);
        }
    kept(filesystem, {"binary", "alias"});
    shuffle(filesystem);
}

void RandomDomain::addHostDevice(XmlOutput& devices) {
    XmlOutput& device = child(devices, "hostdev");
    attribute(device, "managed", {"yes", "no"}, 40);
    attribute(device, "rawio", {"yes"}, 10);
    if (chance(40)) {
        attribute(device, "mode", {"subsystem"}, 70);
        attribute(device, "type", {"usb", "pci", "scsi", "scsi_host", "mdev"}, 100);
        kept(device, {"source", "alias", "ip"});
        return shuffle(device);
    }
    std::string type = pick({"storage", "misc", "net"});
    device.attributes.emplace_back("mode", "capabilities");
    device.attributes.emplace_back("type", type);
    XmlOutput& source = child(device, "source");
    if (type == "net")
        text(source, "interface", {"eth5", " "}, 100);
    else
        text(source, type == "misc" ? "char" : "block", {"/dev/x", "/dev/y\n"}, 100);
    addIpConfiguration(device);
    kept(device, {"boot", "rom", "address"});
    shuffle(device);
}

void RandomDomain::addCharacterDevice(XmlOutput& devices, const std::string& name) {
    XmlOutput& device = child(devices, name);
    std::string type = pick({"pty", "file", "tcp", "udp", "unix"});
    device.attributes.emplace_back("type", type);
    attribute(device, "tty", {"/dev/pts/0"}, 20);
    if (type == "udp")
        kept(device, {"source"});
    else if (chance(50)) {
        attribute(child(device, "source"), "path", {"/dev/pts/0", ""}, 70);
        attribute(device.children.back(), "mode", {"bind"}, 30);
    }
    if (chance(60)) {
        XmlOutput& target = child(device, "target");
        attribute(target, "type", {"lxc", "serial", "isa-serial"}, 80);
        attribute(target, "port", {number(0, 4294967295)}, 80);
        kept(target, {"model"});
    }
    if (chance(30))
        attribute(child(device, "alias"), "name", {"console0", "ua-x"}, 100);
    kept(device, {"log", "protocol", "address"});
    shuffle(device);
}

} // namespace twinvirt::test
