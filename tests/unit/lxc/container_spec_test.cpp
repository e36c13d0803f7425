#include "lxc/capability_policy.h"
#include "lxc/container_spec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/capability.h>

using namespace twinvirt;
using namespace twinvirt::lxc;
using testing::Contains;
using testing::ElementsAre;
using testing::Not;

namespace {

HostContext host() {
    HostContext host;
    host.cgroups.hierarchies = {{true, "/cg", {"memory", "cpu", "cpuset"}}};
    host.capabilities = (std::uint64_t{1} << 41) - 1;
    return host;
}

DomainDefinition application() {
    DomainDefinition definition;
    definition.name = "os2_x.y";
    definition.uuid = Uuid::parse("58f081cd-09f9-4a4a-9f37-5d3bc687bf53");
    definition.memoryKib = 65536;
    definition.os.type = "exe";
    definition.os.init = "/bin/sh";
    definition.devices.consoles.emplace_back();
    return definition;
}

Filesystem mount(const std::string& source, const std::string& target) {
    Filesystem filesystem;
    filesystem.source = source;
    filesystem.target = target;
    return filesystem;
}

TEST(ContainerSpec, AnApplicationWithoutARootSharesTheHostsAndDoesNotSeeOurState) {
    const auto spec = resolveContainer(application(), host());
    ASSERT_TRUE(spec) << spec.error().message;
    EXPECT_TRUE(spec->root.shared);
    for (const char* state : {"/etc/twinvirt", "/run/twinvirt", "/etc/libvirt", "/run/libvirt"})
        EXPECT_THAT(spec->root.hidden, Contains(state));
    EXPECT_EQ(spec->hostName, "os2xy");
    EXPECT_EQ(spec->runDirectory, "/run/twinvirt/lxc/os2_x.y");
    EXPECT_FALSE(spec->ownNetwork);
    EXPECT_EQ(spec->consoles, 1U);
}

TEST(ContainerSpec, HasTheLabelsOfTheModulesThatTheHostRuns) {
    auto definition = application();
    SecurityLabel label;
    label.type = "static";
    label.model = "apparmor";
    label.label = "web";
    definition.securityLabels.push_back(label);
    label.model = "selinux";
    label.label = "system_u:system_r:container_t:s0";
    definition.securityLabels.push_back(label);
    auto context = host();
    EXPECT_TRUE(resolveContainer(definition, context)->securityLabels.empty());
    context.securityModules = {"capability", "apparmor"};
    const auto spec = resolveContainer(definition, context);
    ASSERT_EQ(spec->securityLabels.size(), 1U);
    EXPECT_EQ(spec->securityLabels[0].model, "apparmor");
    EXPECT_EQ(spec->securityLabels[0].label, "web");
    const auto read = decodeLaunchSpec(encodeLaunchSpec(*spec));
    ASSERT_TRUE(read) << read.error().message;
    ASSERT_EQ(read->securityLabels.size(), 1U);
    EXPECT_EQ(read->securityLabels[0].label, "web");
}

TEST(ContainerSpec, TheEnvironmentIsExactlyLibvirts) {
    auto definition = application();
    definition.devices.consoles.resize(3);
    definition.os.initEnvironment = {{"PATH", "/usr/bin"}, {"A", "b c"}};
    EXPECT_THAT(resolveContainer(definition, host())->init.environment,
                ElementsAre("TERM=linux", "container=twinvirt", "HOME=/",
                            "container_uuid=58f081cd-09f9-4a4a-9f37-5d3bc687bf53",
                            "container_ttys=pts/1 pts/2",
                            "LIBVIRT_LXC_UUID=58f081cd-09f9-4a4a-9f37-5d3bc687bf53",
                            "LIBVIRT_LXC_NAME=os2_x.y", "PATH=/usr/bin", "A=b c"));
}

TEST(ContainerSpec, ARootAndMountsOfItsOwn) {
    auto definition = application();
    auto ram = mount("", "/tmp");
    ram.type = "ram";
    ram.source.reset();
    ram.ramUsageKib = 1024;
    auto data = mount("/srv/data", "/data");
    data.readOnly = true;
    definition.devices.filesystems = {mount("/srv/root", "/"), data, ram};
    definition.features.privateNetwork = true;
    const auto spec = resolveContainer(definition, host());
    ASSERT_TRUE(spec) << spec.error().message;
    EXPECT_FALSE(spec->root.shared);
    EXPECT_TRUE(spec->root.hidden.empty());
    EXPECT_EQ(spec->root.source, "/srv/root");
    ASSERT_EQ(spec->mounts.size(), 2U);
    EXPECT_EQ(spec->mounts[0].source, "/srv/data");
    EXPECT_TRUE(spec->mounts[0].readOnly);
    EXPECT_EQ(spec->mounts[1].kind, MountSpec::Kind::tmpfs);
    EXPECT_EQ(spec->mounts[1].sizeBytes, 1048576U);
    EXPECT_TRUE(spec->ownNetwork);
}

TEST(ContainerSpec, WhatCannotWorkIsRefusedWithTheElementAndTheRemedy) {
    const auto message = [](auto change) {
        auto definition = application();
        change(definition);
        const auto result = checkContainer(definition);
        return result ? std::string("accepted") : result.error().message;
    };
    EXPECT_EQ(message([](auto&) {}), "accepted");
    EXPECT_THAT(message([](auto& d) { d.os.init.reset(); }), testing::HasSubstr("init binary"));
    EXPECT_THAT(message([](auto& d) { d.os.init = "bin/sh"; }), testing::HasSubstr("absolute"));
    EXPECT_THAT(message([](auto& d) { d.devices.filesystems = {mount("a", "/x")}; }),
                testing::HasSubstr("<source dir="));
    EXPECT_THAT(message([](auto& d) { d.devices.filesystems = {mount("/a", "x")}; }),
                testing::HasSubstr("<target dir='x'/>"));
    EXPECT_THAT(message([](auto& d) {
                    d.devices.filesystems = {mount("/a", "/"), mount("/b", "/")};
                }),
                testing::HasSubstr("second"));
    EXPECT_THAT(message([](auto& d) { d.vcpu.cpuset = "0-4294967295"; }),
                testing::HasSubstr("cpuset"));
    EXPECT_THAT(message([](auto& d) {
                    d.features.capabilities = CapabilityFeature{};
                    d.features.capabilities->states = {{"flying", true}};
                }),
                testing::HasSubstr("<flying>"));
}

TEST(ContainerSpec, DomainsOfTwoRootsShareNoCgroup) {
    EXPECT_EQ(cgroupLeaf("web", {""}), "lxc-web.twinvirt");
    EXPECT_NE(cgroupLeaf("web", {"/tmp/a"}), cgroupLeaf("web", {"/tmp/b"}));
}

TEST(HostName, IsFilteredAsLibvirtDoes) {
    EXPECT_EQ(hostNameOf("--web-1"), "web-1");
    EXPECT_EQ(hostNameOf("bücher"), "bcher");
    EXPECT_EQ(hostNameOf("___"), "localhost");
    EXPECT_EQ(hostNameOf(std::string(100, 'a')).size(), 64U);
}

std::uint64_t bit(int capability) {
    return std::uint64_t{1} << capability;
}

TEST(CapabilityPolicy, TheDefaultDropsWhatLibvirtDrops) {
    const auto set = *resolveCapabilities(std::nullopt, ~std::uint64_t{0});
    const auto dropped = bit(CAP_SYS_MODULE) | bit(CAP_SYS_TIME) | bit(CAP_MKNOD) |
                         bit(CAP_AUDIT_CONTROL) | bit(CAP_MAC_ADMIN);
    EXPECT_EQ(set, ~dropped);
}

TEST(CapabilityPolicy, StatesDifferFromThePolicy) {
    CapabilityFeature feature;
    feature.states = {{"mknod", true}, {"sys_boot", false}};
    auto set = *resolveCapabilities(feature, ~std::uint64_t{0});
    EXPECT_TRUE(set & bit(CAP_MKNOD));
    EXPECT_FALSE(set & bit(CAP_SYS_BOOT));

    feature.policy = CapabilityPolicy::deny;
    EXPECT_EQ(*resolveCapabilities(feature, ~std::uint64_t{0}), bit(CAP_MKNOD));
    feature.policy = CapabilityPolicy::allow;
    EXPECT_EQ(*resolveCapabilities(feature, ~std::uint64_t{0}), ~bit(CAP_SYS_BOOT));
}

TEST(CapabilityPolicy, NobodyGetsWhatTheHostDoesNotHave) {
    CapabilityFeature all;
    all.policy = CapabilityPolicy::allow;
    EXPECT_EQ(*resolveCapabilities(all, bit(CAP_CHOWN)), bit(CAP_CHOWN));
}

} // namespace
