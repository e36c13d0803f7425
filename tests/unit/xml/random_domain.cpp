#include "random_domain.h"

#include <algorithm>

namespace twinvirt::test {

std::size_t RandomDomain::below(std::size_t limit) {
    return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random_);
}

std::string RandomDomain::number(unsigned long long least, unsigned long long greatest) {
    if (chance(20))
        return std::to_string(chance(50) ? least : greatest);
    return std::to_string(
        std::uniform_int_distribution<unsigned long long>(least, greatest)(random_));
}

void RandomDomain::attribute(XmlOutput& element, const std::string& name, const Words& values,
                             int percent) {
    if (chance(percent))
        element.attributes.emplace_back(name, pick(values));
}

XmlOutput& RandomDomain::child(XmlOutput& element, const std::string& name) {
    element.children.push_back({name, {}, {}, {}});
    return element.children.back();
}

void RandomDomain::text(XmlOutput& element, const std::string& name, const Words& values,
                        int percent) {
    if (chance(percent))
        child(element, name).children.push_back({"", {}, pick(values), {}});
}

/// An element of libvirt's that is kept, with something in it.
void RandomDomain::kept(XmlOutput& element, const Words& names) {
    while (chance(30)) {
        XmlOutput& part = child(element, pick(names));
        attribute(part, "mode", {"a", "it's", "a\tb\nc", "<&>\""}, 50);
        text(part, "model", {"x", "  ", "ä\r\n€"}, 40);
        attribute(child(part, "feature"), "name", {"f"}, 50);
        if (chance(20))
            part.children.push_back({"", {}, "mixed ", {}});
    }
}

void RandomDomain::shuffle(XmlOutput& element) {
    std::ranges::shuffle(element.children, random_);
    std::ranges::shuffle(element.attributes, random_);
}

void RandomDomain::declareNamespace(XmlOutput& domain) {
    std::erase_if(domain.attributes,
                  [](const auto& attribute) { return attribute.first.starts_with("xmlns:"); });
    domain.attributes.emplace_back("xmlns:lxc", "http://libvirt.org/schemas/domain/lxc/1.0");
    domain.attributes.emplace_back("xmlns:twinvirt", "http://twinvirt.org/schemas/domain/1.0");
}

void RandomDomain::addIdentity(XmlOutput& domain) {
    text(domain, "name", {"sh", "a b", "ä", "x'y", "<&>", "..a", ".b", "-rf", "@"}, 100);
    text(domain, "uuid",
         {"58f081cd-09f9-4a4a-9f37-5d3bc687bf53", "58F081CD09F94A4A9F375D3BC687BF53", ""}, 50);
    text(domain, "title", {"a title", "", " "}, 30);
    text(domain, "description", {"two\nlines", "tab\tcr\rend", ""}, 30);
}

void RandomDomain::addMemory(XmlOutput& domain) {
    const Words units{"KiB", "k", "b", "bytes", "M", "MB", "gib", "TB", "E"};
    text(domain, "memory", {number(1, 1000000), " 7\n", "18446744073709551615"}, 100);
    attribute(domain.children.back(), "unit", units, 50);
    attribute(domain.children.back(), "dumpCore", {"on"}, 20);
    text(domain, "currentMemory", {number(0, 1000000)}, 50);
    if (!chance(40))
        return;
    XmlOutput& tune = child(domain, "memtune");
    for (const char* limit : {"hard_limit", "soft_limit", "swap_hard_limit", "min_guarantee"}) {
        text(tune, limit, {number(0, 1ULL << 40U)}, 50);
        if (!tune.children.empty() && tune.children.back().name == limit)
            attribute(tune.children.back(), "unit", units, 50);
    }
}

void RandomDomain::addCpu(XmlOutput& domain) {
    text(domain, "vcpu", {number(1, 65535), " 2 "}, 60);
    if (domain.children.back().name == "vcpu") {
        attribute(domain.children.back(), "placement", {"static", "auto"}, 50);
        attribute(domain.children.back(), "cpuset", {"0", "0-3,^2", "1,0", "16383", "3-1"}, 50);
        attribute(domain.children.back(), "current", {"1"}, 20);
    }
    if (chance(40)) {
        XmlOutput& tune = child(domain, "cputune");
        text(tune, "shares", {number(2, 262144), ""}, 60);
        text(tune, "period", {number(1000, 1000000)}, 60);
        text(tune, "quota", {number(1000, 17592186044415), "-1", "0", " -5"}, 60);
        kept(tune, {"vcpupin", "emulatorpin"});
    }
    if (chance(30)) {
        XmlOutput& resource = child(domain, "resource");
        text(resource, "partition", {"/machine", "/a/b"}, 80);
        text(resource, "pids", {number(1, 4194304), ""}, 40);
        kept(resource, {"fibrechannel"});
    }
}

void RandomDomain::addOs(XmlOutput& domain) {
    XmlOutput& os = child(domain, "os");
    attribute(os, "firmware", {"efi"}, 10);
    text(os, "type", {"exe", "hvm", "linux"}, 100);
    attribute(os.children.back(), "arch", {"x86_64", "i686"}, 50);
    attribute(os.children.back(), "machine", {"q35"}, 30);
    text(os, "init", {"/bin/sh", "/a b\n", ""}, 70);
    while (chance(40))
        text(os, "initarg", {"-c", "two  words", "'", " "}, 100);
    while (chance(30)) {
        text(os, "initenv", {"value", "", "a=b"}, 100);
        attribute(os.children.back(), "name", {"PATH", "_x1"}, 100);
    }
    text(os, "initdir", {"/", "/srv"}, 30);
    text(os, "inituser", {"root", "+0", "1000", "www-data", "a.b$"}, 30);
    text(os, "initgroup", {"root", "+4294967294"}, 30);
    text(os, "kernel", {"/boot/vmlinuz"}, 20);
    text(os, "initrd", {"/boot/initrd"}, 20);
    text(os, "cmdline", {"console=ttyS0 quiet ", ""}, 20);
    while (chance(30))
        attribute(child(os, "boot"), "dev", {"hd", "cdrom", "network", "fd"}, 100);
    kept(os, {"loader", "nvram", "bootmenu", "bios"});
    shuffle(os);
}

void RandomDomain::addIdMap(XmlOutput& domain) {
    if (!chance(30))
        return;
    XmlOutput& map = child(domain, "idmap");
    attribute(map, "mode", {"auto"}, 30);
    for (const char* kind : {"uid", "gid"})
        while (chance(60)) {
            XmlOutput& range = child(map, kind);
            for (const char* name : {"start", "target", "count"})
                attribute(range, name, {number(0, 4294967295)}, 100);
        }
}

void RandomDomain::addFeatures(XmlOutput& domain) {
    if (!chance(60))
        return;
    XmlOutput& features = child(domain, "features");
    for (const char* name : {"acpi", "pae", "privnet"})
        if (chance(40))
            child(features, name);
    if (chance(30))
        attribute(child(features, "apic"), "eoi", {"on"}, 40);
    if (chance(40)) {
        XmlOutput& capabilities = child(features, "capabilities");
        attribute(capabilities, "policy", {"default", "allow", "deny"}, 70);
        for (const char* name : {"mknod", "sys_module", "wake_alarm", "bpf", "chown"})
            if (chance(30))
                attribute(child(capabilities, name), "state", {"on", "off"}, 100);
        shuffle(capabilities);
    }
    kept(features, {"hyperv", "kvm", "nested-hv"});
    shuffle(features);
}

void RandomDomain::addIsolation(XmlOutput& domain) {
    if (!chance(40))
        return;
    XmlOutput& isolation = child(domain, "twinvirt:isolation");
    attribute(isolation, "preset", {"default", "hardened", "compat"}, 60);
    if (chance(40))
        attribute(child(isolation, "twinvirt:seccomp"), "profile", {"default", "allow"}, 60);
    for (const char* name : {"twinvirt:nonewprivs", "twinvirt:time"})
        if (chance(30))
            attribute(child(isolation, name), "state", {"on", "off"}, 100);
    while (chance(40)) {
        XmlOutput& limit = child(isolation, "twinvirt:rlimit");
        attribute(limit, "name", {"nofile", "core", "memlock"}, 100);
        attribute(limit, "soft", {"0", "1024", "unlimited"}, 100);
        attribute(limit, "hard", {"4096", "unlimited"}, 100);
    }
    shuffle(isolation);
}

void RandomDomain::addClock(XmlOutput& domain) {
    if (!chance(50))
        return;
    XmlOutput& clock = child(domain, "clock");
    attribute(clock, "offset", {"utc", "localtime", "variable"}, 80);
    attribute(clock, "basis", {"utc"}, 10);
    while (chance(50)) {
        XmlOutput& timer = child(clock, "timer");
        attribute(timer, "name", {"rtc", "pit", "hpet", "kvmclock"}, 100);
        attribute(timer, "tickpolicy", {"catchup", "delay"}, 40);
        attribute(timer, "track", {"guest", "wall"}, 30);
        attribute(timer, "present", {"yes", "no"}, 30);
        attribute(timer, "frequency", {"100"}, 20);
        kept(timer, {"catchup"});
        shuffle(timer);
    }
}

void RandomDomain::addLifecycle(XmlOutput& domain) {
    const Words actions{"destroy", "restart", "preserve", "rename-restart"};
    text(domain, "on_poweroff", actions, 40);
    text(domain, "on_reboot", actions, 40);
    text(domain, "on_crash", {"destroy", "coredump-restart", ""}, 40);
}

void RandomDomain::addDevices(XmlOutput& domain) {
    if (!chance(80))
        return;
    XmlOutput& devices = child(domain, "devices");
    text(devices, "emulator", {"/usr/bin/qemu-system-x86_64"}, 40);
    while (chance(40))
        addDisk(devices);
    while (chance(50))
        addFilesystem(devices);
    while (chance(40))
        addInterface(devices);
    for (const char* name : {"serial", "console"})
        while (chance(40))
            addCharacterDevice(devices, name);
    while (chance(30))
        addHostDevice(devices);
    kept(devices, {"controller", "memballoon", "rng", "channel", "lease"});
    shuffle(devices);
}

void RandomDomain::addTuning(XmlOutput& domain) {
    if (chance(30)) {
        XmlOutput& tune = child(domain, "blkiotune");
        text(tune, "weight", {number(0, 10000), ""}, 50);
        while (chance(50)) {
            XmlOutput& device = child(tune, "device");
            text(device, "path", {"/dev/vda", "/dev/b c"}, 100);
            text(device, "weight", {number(0, 10000)}, 40);
            for (const char* limit : {"read_iops_sec", "write_iops_sec"})
                text(device, limit, {number(0, 4294967295), ""}, 40);
            for (const char* limit : {"read_bytes_sec", "write_bytes_sec"})
                text(device, limit, {number(0, 18446744073709551615ULL)}, 40);
            shuffle(device);
        }
        shuffle(tune);
    }
    if (chance(30)) {
        XmlOutput& tune = child(domain, "numatune");
        if (chance(80)) {
            XmlOutput& memory = child(tune, "memory");
            attribute(memory, "mode", {"strict", "preferred", "interleave", "restrictive"}, 70);
            attribute(memory, "placement", {"static", "auto"}, 40);
            attribute(memory, "nodeset", {"0", "0-1", "^1"}, 60);
        }
        kept(tune, {"memnode"});
    }
}

void RandomDomain::addSecurity(XmlOutput& domain) {
    while (chance(30)) {
        XmlOutput& label = child(domain, "seclabel");
        attribute(label, "type", {"none", "static", "dynamic"}, 80);
        attribute(label, "model", {"none", "selinux", "dac"}, 80);
        attribute(label, "relabel", {"yes", "no"}, 40);
        text(label, "label", {"+0:+0", ""}, 40);
        text(label, "imagelabel", {"x"}, 30);
        text(label, "baselabel", {"y"}, 30);
        shuffle(label);
    }
    if (!chance(30))
        return;
    XmlOutput& shared = child(domain, "lxc:namespace");
    for (const char* name : {"lxc:sharenet", "lxc:shareipc", "lxc:shareuts"})
        if (chance(50)) {
            attribute(child(shared, name), "type", {"name", "pid", "netns"}, 100);
            attribute(shared.children.back(), "value", {"red", "1", " "}, 100);
        }
    shuffle(shared);
}

XmlOutput RandomDomain::domain() {
    XmlOutput domain{"domain", {}, {}, {}};
    domain.attributes.emplace_back("type", pick({"lxc", "kvm", "qemu", "test"}));
    attribute(domain, "id", {number(1, 9223372036854775807ULL)}, 20);
    addIdentity(domain);
    addMemory(domain);
    addCpu(domain);
    addOs(domain);
    addIdMap(domain);
    addFeatures(domain);
    addIsolation(domain);
    addClock(domain);
    addLifecycle(domain);
    addDevices(domain);
    addTuning(domain);
    addSecurity(domain);
    kept(domain, {"cpu", "metadata", "pm", "genid"});
    shuffle(domain);
    declareNamespace(domain);
    return domain;
}

} // namespace twinvirt::test
