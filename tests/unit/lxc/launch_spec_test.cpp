#include "lxc/launch_spec.h"

#include <gtest/gtest.h>

namespace twinvirt::lxc {

static LaunchSpec everyFieldSet() {
    LaunchSpec spec;
    spec.name = "web";
    spec.uuid = "58f081cd-09f9-4a4a-9f37-5d3bc687bf53";
    spec.runDirectory = "/run/twinvirt/lxc/web";
    spec.hostName = "web";
    spec.ownNetwork = true;
    spec.root.source = "/srv/web";
    spec.root.readOnly = true;
    spec.root.hidden = {"/run/twinvirt"};
    spec.mounts = {
        {MountSpec::Kind::bind, "/srv/data", "/data", true, 0},
        {MountSpec::Kind::tmpfs, "", "/tmp", false, 1U << 20U},
        {MountSpec::Kind::image, "/a.img", "/image", false, 0, "ext4", "qcow2", "/run/i"},
        {MountSpec::Kind::overlay, "/base", "/o", false, 0, "", "", "", "/up", "/work", {"/low"}}};
    spec.nodes = {{"vda", true, 8, 16, 0400, true, "/disk.img"}};
    InterfaceSpec interface;
    interface.kind = InterfaceSpec::Kind::macvlan;
    interface.guestName = "lan";
    interface.addresses = {{"10.0.0.2", 24, "10.0.0.1"}};
    interface.routes = {{"0.0.0.0", 0, "10.0.0.1", 7}};
    interface.vlans = {{42, true, false}};
    interface.inbound = {1, 2, 3};
    interface.filter = {"clean-traffic", {{"IP", "10.0.0.2"}}, "web", spec.uuid, "/libexec/start"};
    spec.interfaces = {interface};
    spec.linkCounter = "/run/twinvirt/links";
    spec.init = {"/sbin/init", {"a b", ""}, {"PATH=/bin"}, "/home", "daemon", "+7"};
    spec.cgroups = {{true, "/sys/fs/cgroup/unified", "", "/machine/web", {}},
                    {false,
                     "/sys/fs/cgroup/memory",
                     "memory",
                     "/machine/web",
                     {{"memory.limit_in_bytes", "4096", false}}}};
    spec.capabilities = 0x1ffff;
    spec.seccompFilter = {1, 2, 3};
    spec.consoles = 2;
    spec.onPoweroff = LifecycleAction::preserve;
    spec.onCrash = LifecycleAction::coredumpRestart;
    spec.paused = true;
    return spec;
}

TEST(LaunchSpec, readsBackWhatItWrote) {
    const std::string text = encodeLaunchSpec(everyFieldSet());
    const auto spec = decodeLaunchSpec(text);
    ASSERT_TRUE(spec) << spec.error().message;
    EXPECT_EQ(spec->name, "web");
    EXPECT_EQ(spec->mounts.at(1).sizeBytes, 1U << 20U);
    EXPECT_EQ(spec->mounts.at(2).filesystem, "ext4");
    EXPECT_EQ(spec->mounts.at(2).format, "qcow2");
    EXPECT_EQ(spec->mounts.at(2).exported, "/run/i");
    EXPECT_EQ(spec->mounts.at(3).lowers, std::vector<std::string>{"/low"});
    EXPECT_TRUE(spec->root.readOnly);
    EXPECT_EQ(spec->init.arguments, (std::vector<std::string>{"a b", ""}));
    EXPECT_EQ(spec->cgroups.at(1).settings.at(0).file, "memory.limit_in_bytes");
    EXPECT_FALSE(spec->cgroups.at(1).settings.at(0).required);
    EXPECT_EQ(spec->interfaces.at(0).vlans.at(0).id, 42);
    EXPECT_EQ(spec->interfaces.at(0).filter, everyFieldSet().interfaces.at(0).filter);
    EXPECT_EQ(spec->onCrash, LifecycleAction::coredumpRestart);
    EXPECT_EQ(encodeLaunchSpec(*spec), text) << "a field is written but not read";
}

TEST(LaunchSpec, isRefusedWhenTruncatedAtAnyByte) {
    const std::string text = encodeLaunchSpec(everyFieldSet());
    for (std::size_t size = 0; size < text.size(); ++size)
        EXPECT_FALSE(decodeLaunchSpec(text.substr(0, size))) << "at byte " << size;
}

TEST(LaunchSpec, isRefusedWithAnyBitFlipped) {
    const std::string text = encodeLaunchSpec(everyFieldSet());
    for (std::size_t bit = 0; bit < text.size() * 8; ++bit) {
        std::string damaged = text;
        damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
        EXPECT_FALSE(decodeLaunchSpec(damaged)) << "at bit " << bit;
    }
}

TEST(LaunchSpec, isRefusedWithATrailingRest) {
    EXPECT_FALSE(decodeLaunchSpec(encodeLaunchSpec(everyFieldSet()) + "x"));
}

TEST(LaunchSpec, ofAnotherVersionIsRefusedWithBothVersions) {
    std::string text = encodeLaunchSpec(everyFieldSet());
    text[4] = 9;
    const auto spec = decodeLaunchSpec(text);
    ASSERT_FALSE(spec);
    EXPECT_NE(spec.error().message.find("version 9, this program reads version " +
                                        std::to_string(LaunchSpec::currentVersion)),
              std::string::npos)
        << spec.error().message;
}

} // namespace twinvirt::lxc
