#include "lxc/launch_spec.h"

#include "lxc/byte_codec.h"

namespace twinvirt::lxc {

static constexpr std::uint32_t magic = 0x534c5654; // "TVLS"

template <typename Codec>
static void codeFields(Codec& code, CgroupSetting& setting) {
    code(setting.file);
    code(setting.value);
    code(setting.required);
}

template <typename Codec>
static void codeFields(Codec& code, CgroupMembership& cgroup) {
    code(cgroup.unified);
    code(cgroup.mountPoint);
    code(cgroup.controllers);
    code(cgroup.path);
    code(cgroup.settings);
}

template <typename Codec>
static void codeFields(Codec& code, MountSpec& mount) {
    code(mount.kind);
    code(mount.source);
    code(mount.target);
    code(mount.readOnly);
    code(mount.sizeBytes);
    code(mount.filesystem);
    code(mount.format);
    code(mount.exported);
    code(mount.upper);
    code(mount.work);
    code(mount.lowers);
}

template <typename Codec>
static void codeFields(Codec& code, RootSpec& root) {
    codeFields(code, static_cast<MountSpec&>(root));
    code(root.shared);
    code(root.hidden);
}

template <typename Codec>
static void codeFields(Codec& code, NodeSpec& device) {
    code(device.path);
    code(device.block);
    code(device.majorNumber);
    code(device.minorNumber);
    code(device.mode);
    code(device.readOnly);
    code(device.image);
    code(device.format);
    code(device.exported);
}

template <typename Codec>
static void codeFields(Codec& code, InitSpec& init) {
    code(init.path);
    code(init.arguments);
    code(init.environment);
    code(init.directory);
    code(init.user);
    code(init.group);
}

template <typename Codec>
static void codeFields(Codec& code, IdMapRange& range) {
    code(range.start);
    code(range.target);
    code(range.count);
}

template <typename Codec>
static void codeFields(Codec& code, DeviceSpec& device) {
    code(device.block);
    code(device.majorNumber);
    code(device.minorNumber);
    code(device.access);
}

template <typename Codec>
static void codeFields(Codec& code, SecurityLabelSpec& label) {
    code(label.model);
    code(label.label);
}

template <typename Codec>
static void codeFields(Codec& code, LimitSpec& limit) {
    code(limit.resource);
    code(limit.soft);
    code(limit.hard);
}

template <typename Codec>
static void codeFields(Codec& code, LaunchSpec& spec) {
    code(spec.name);
    code(spec.uuid);
    code(spec.runDirectory);
    code(spec.hook);
    code(spec.hostName);
    code(spec.ownNetwork);
    code(spec.idMap.uids);
    code(spec.idMap.gids);
    code(spec.shiftFiles);
    code(spec.ownTime);
    code(spec.interfaces);
    code(spec.linkCounter);
    code(spec.root);
    code(spec.mounts);
    code(spec.nodes);
    code(spec.lxcfs);
    code(spec.maskPaths);
    code(spec.init);
    code(spec.cgroups);
    code(spec.devices);
    code(spec.shared.net);
    code(spec.shared.ipc);
    code(spec.shared.uts);
    code(spec.capabilities);
    code(spec.seccompFilter);
    code(spec.noNewPrivileges);
    code(spec.securityLabels);
    code(spec.personality);
    code(spec.limits);
    code(spec.consoles);
    code(spec.onPoweroff);
    code(spec.onReboot);
    code(spec.onCrash);
    code(spec.paused);
    code(spec.passedDescriptors);
}

/// FNV-1a: a flipped bit that still decodes must not launch something else.
static std::uint64_t checksum(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    return hash;
}

static bool isLifecycleAction(LifecycleAction action) {
    return action >= LifecycleAction::destroy && action <= LifecycleAction::coredumpRestart;
}

static bool isMountKind(MountSpec::Kind kind) {
    return kind >= MountSpec::Kind::bind && kind <= MountSpec::Kind::overlay;
}

std::string encodeLaunchSpec(const LaunchSpec& spec) {
    ByteWriter write;
    write(magic);
    write(LaunchSpec::currentVersion);
    LaunchSpec copy = spec; // codeFields serves reading too, so it wants it writable
    write(copy);
    std::string text = std::move(write).take();
    ByteWriter sum;
    sum(checksum(text));
    return text + std::move(sum).take();
}

static Error corrupt(const std::string& reason) {
    return {ErrorCode::internalError, "read launch spec: " + reason};
}

Result<LaunchSpec> decodeLaunchSpec(std::string_view text) {
    constexpr std::size_t sumSize = sizeof(std::uint64_t);
    constexpr std::size_t headSize = 2 * sizeof(std::uint32_t);
    if (text.size() < headSize + sumSize)
        return corrupt("only " + std::to_string(text.size()) + " bytes long");
    std::uint32_t foundMagic = 0;
    std::uint32_t version = 0;
    std::uint64_t sum = 0;
    ByteReader head(text.substr(0, headSize));
    head(foundMagic);
    head(version);
    ByteReader(text.substr(text.size() - sumSize))(sum);
    if (foundMagic != magic)
        return corrupt("not a launch spec");
    if (version != LaunchSpec::currentVersion)
        return corrupt("version " + std::to_string(version) + ", this program reads version " +
                       std::to_string(LaunchSpec::currentVersion));
    if (sum != checksum(text.substr(0, text.size() - sumSize)))
        return corrupt("truncated or damaged (its checksum does not match)");

    LaunchSpec spec;
    ByteReader read(text.substr(headSize, text.size() - headSize - sumSize));
    read(spec);
    bool kindsKnown = isMountKind(spec.root.kind);
    for (const MountSpec& mount : spec.mounts)
        kindsKnown = kindsKnown && isMountKind(mount.kind);
    for (const InterfaceSpec& interface : spec.interfaces)
        kindsKnown = kindsKnown && interface.kind <= InterfaceSpec::Kind::user;
    if (!kindsKnown)
        read.fail();
    for (const LifecycleAction action : {spec.onPoweroff, spec.onReboot, spec.onCrash})
        if (!isLifecycleAction(action))
            read.fail();
    if (!read.complete())
        return corrupt("a field is out of range or missing, or there is a trailing rest");
    return spec;
}

} // namespace twinvirt::lxc
