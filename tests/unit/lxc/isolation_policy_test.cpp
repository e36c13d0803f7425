#include "lxc/capability_policy.h"
#include "lxc/container_spec.h"
#include "lxc/isolation_policy.h"
#include "lxc/seccomp/policy_file.h"

#include <gmock/gmock.h>
#include <linux/filter.h>
#include <sys/personality.h>
#include <sys/resource.h>

namespace twinvirt::lxc {

using testing::HasSubstr;

static DomainDefinition program(IsolationPreset preset = IsolationPreset::standard) {
    DomainDefinition definition;
    definition.name = "web";
    definition.os.type = "exe";
    definition.os.init = "/bin/web";
    definition.features.privateNetwork = true;
    definition.isolation = Isolation{};
    definition.isolation->preset = preset;
    Filesystem root;
    root.source = "/srv/web";
    root.target = "/";
    definition.devices.filesystems.push_back(root);
    return definition;
}

static LaunchSpec resolved(const DomainDefinition& definition) {
    LaunchSpec spec;
    const auto done = resolveIsolation(definition, {1, 2, 3}, spec);
    EXPECT_TRUE(done) << (done ? "" : done.error().message);
    return spec;
}

TEST(IsolationPolicy, ThePresetsDifferInWhatTheyPromise) {
    const auto standard = resolved(program());
    EXPECT_FALSE(standard.noNewPrivileges);
    EXPECT_TRUE(standard.maskPaths);
    EXPECT_EQ(standard.seccompFilter.size(), 3U);
    EXPECT_FALSE(wantsFreeIds(program()));

    const auto hardened = program(IsolationPreset::hardened);
    EXPECT_TRUE(resolved(hardened).noNewPrivileges);
    EXPECT_TRUE(wantsFreeIds(hardened));
    EXPECT_EQ(*resolveCapabilities(capabilitiesOf(hardened), ~0ULL), 0xa00005fbULL)
        << "chown dac_override fowner fsetid kill setgid setuid setpcap net_bind_service "
           "audit_write setfcap";

    const auto compat = resolved(program(IsolationPreset::compat));
    EXPECT_TRUE(compat.seccompFilter.empty());
    EXPECT_FALSE(compat.maskPaths);
}

TEST(IsolationPolicy, WhatADefinitionSaysGoesBeforeItsPreset) {
    auto definition = program(IsolationPreset::hardened);
    definition.isolation->noNewPrivileges = false;
    definition.isolation->seccompProfile = "allow";
    definition.features.capabilities = CapabilityFeature{};
    definition.idMap.uids.push_back(IdMapRange{0, 100000, 65536});
    definition.idMap.gids.push_back(IdMapRange{0, 100000, 65536});
    const auto spec = resolved(definition);
    EXPECT_FALSE(spec.noNewPrivileges);
    EXPECT_TRUE(spec.seccompFilter.empty());
    EXPECT_TRUE(spec.shiftFiles);
    EXPECT_FALSE(wantsFreeIds(definition));
    EXPECT_EQ(capabilitiesOf(definition).policy, CapabilityPolicy::defaultPolicy);
    definition.isolation->preset = IsolationPreset::compat;
    EXPECT_FALSE(resolved(definition).shiftFiles) << "as libvirt: files are not shifted";
}

TEST(IsolationPolicy, HardenedSharesNeitherNetworkNorRoot) {
    auto definition = program(IsolationPreset::hardened);
    EXPECT_TRUE(checkIsolation(definition));
    definition.features.privateNetwork = false;
    EXPECT_THAT(checkIsolation(definition).error().message, HasSubstr("<privnet/>"));
    definition = program(IsolationPreset::hardened);
    definition.devices.filesystems.clear();
    EXPECT_THAT(checkIsolation(definition).error().message, HasSubstr("share the host's root"));
}

TEST(IsolationPolicy, TheHostsRootIsNobodysId) { // E23
    auto definition = program();
    definition.idMap.uids.push_back(IdMapRange{0, 0, 65536});
    definition.idMap.gids.push_back(IdMapRange{0, 100000, 65536});
    EXPECT_THAT(checkIsolation(definition).error().message, HasSubstr("target='0'"));
}

TEST(IsolationPolicy, LimitsAndMachineAreTheKernelsNumbers) {
    auto definition = program();
    definition.os.arch = "i686";
    definition.isolation->limits.push_back(ResourceLimit{"nofile", 10, ResourceLimit::unlimited});
    const auto spec = resolved(definition);
    ASSERT_EQ(spec.limits.size(), 1U);
    EXPECT_EQ(spec.limits[0].resource, static_cast<unsigned>(RLIMIT_NOFILE));
    EXPECT_EQ(spec.limits[0].hard, RLIM_INFINITY);
    EXPECT_EQ(spec.personality, static_cast<unsigned>(PER_LINUX32));
    definition.isolation->limits[0].hard = 1;
    EXPECT_FALSE(checkIsolation(definition));
}

TEST(SeccompPolicy, IsReadInLxcsFormat) {
    const auto deny = compileSeccompPolicy("2\ndenylist\n[all]\nkexec_load errno 1 # no\n"
                                           "[x86]\nvm86 kill\n");
    ASSERT_TRUE(deny) << deny.error().message;
    EXPECT_GT(deny->size(), 4 * sizeof(sock_filter));
    EXPECT_EQ(deny->size() % sizeof(sock_filter), 0U);
    EXPECT_TRUE(compileSeccompPolicy("2\nallowlist errno 38\nread\nwrite\nexit_group\n"));
}

TEST(SeccompPolicy, SaysWhichLineIsWrongAndWhatIsRight) {
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"1\nwhitelist\n", "line 1: only version 2"},
        {"2\nlist\n", "line 2: 'list' is no list"},
        {"2\ndenylist\nno_such_call\n", "line 3: there is no system call 'no_such_call'"},
        {"2\ndenylist\nmount errno 0\n", "line 3: 'errno' wants a number"},
        {"2\ndenylist\nmount [0,1,2]\n", "rules on arguments are not offered"},
        {"2\ndenylist\n[mips]\n", "line 3: '[mips]' is no section"},
        {"2\n", "the policy ends before its list"},
    };
    for (const auto& [text, message] : cases) {
        const auto program = compileSeccompPolicy(text);
        ASSERT_FALSE(program) << text;
        EXPECT_THAT(program.error().message, HasSubstr(message));
    }
}

} // namespace twinvirt::lxc
