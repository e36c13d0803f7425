// <lxc:namespace>: namespaces of another container.
#include "lxc/driver_fixture.h"

#include <gmock/gmock.h>

#include <filesystem>

namespace twinvirt::lxc {

using testing::HasSubstr;

/// Without <privnet/>, which the fixture's documents have.
static DomainDocument sharing(DomainDocument document, SharedNamespaces shared) {
    document.definition.features.privateNetwork = false;
    document.definition.sharedNamespaces = std::move(shared);
    return document;
}

static SharedNamespace of(const std::string& type, const std::string& value) {
    SharedNamespace shared;
    shared.type = type;
    shared.value = value;
    return shared;
}

TEST_F(DriverTest, AContainerSharesTheNetworkOfAnotherByItsName) {
    defineAndStart(probe("web", {"sleep"}));
    SharedNamespaces shared;
    shared.net = of("name", "web");
    shared.uts = of("pid", std::to_string(status("web").initPid));
    const auto second = defineAndStart(sharing(probe("db", {"sleep"}), shared));
    const std::string spaces = "/proc/" + std::to_string(status("web").initPid) + "/ns/";
    for (const char* name : {"net", "uts"})
        EXPECT_EQ(execute(second, {"readlink", std::string("/proc/self/ns/") + name}),
                  std::filesystem::read_symlink(spaces + name).string() + "\nexit 0");
    EXPECT_EQ(execute(second, {"hostname"}), "web\nexit 0");
}

TEST_F(DriverTest, SharingWithWhatDoesNotRunIsAnError) {
    SharedNamespaces shared;
    shared.ipc = of("name", "nobody");
    const auto identity = define(sharing(probe("db", {"sleep"}), shared));
    const auto started = driver_->startDomain(identity, {});
    ASSERT_FALSE(started);
    EXPECT_THAT(started.error().message, HasSubstr("container 'nobody' does not run"));
}

TEST_F(DriverTest, ASharedNetworkBesideAnOwnOneIsRefusedAtDefine) {
    auto document = probe("db", {"sleep"});
    document.definition.sharedNamespaces.net = of("netns", "red");
    const auto defined = driver_->defineDomain(document);
    ASSERT_FALSE(defined);
    EXPECT_THAT(defined.error().message, HasSubstr("remove <privnet/>"));
}

} // namespace twinvirt::lxc
