// Whose ids a container gets, and that exec has them too.
#include "lxc/escape_fixture.h"
#include "util/atomic_file.h"
#include "xml/domain_xml.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

namespace twinvirt::lxc {

using testing::HasSubstr;
using testing::Not;

class IdsTest : public EscapeTest {
  protected:
    DomainDocument withIds(const std::string& name, const std::string& idmap) const {
        const char* preset = mode() == Mode::hardened ? "hardened"
                             : mode() == Mode::compat ? "compat"
                                                      : "default";
        return document(name, "/probe", {"sleep"},
                        "<devices><filesystem type='mount'><source dir='" + tree_ +
                            "'/><target dir='/'/></filesystem></devices>" + idmap +
                            "<twinvirt:isolation "
                            "xmlns:twinvirt='http://twinvirt.org/schemas/domain/1.0' preset='" +
                            preset + "'/>");
    }
    static std::string at(const std::string& target) {
        const std::string range = " start='0' target='" + target + "' count='65536'/>";
        return "<idmap><uid" + range + "<gid" + range + "</idmap>";
    }
};

TEST_P(IdsTest, ThatARunningContainerHasAreRefusedToAnother) { // E23
    const auto first = defineAndStart(withIds("web", at("1700000000")));
    const auto second = define(withIds("db", at("1700065535")));
    const auto started = driver_->startDomain(second, {});
    ASSERT_FALSE(started);
    EXPECT_THAT(started.error().message, HasSubstr("in use by domain 'web'"));
    ASSERT_TRUE(driver_->destroyDomain(first));
    EXPECT_TRUE(driver_->startDomain(second, {}));
}

TEST_P(IdsTest, OfTheHostsRootAreRefusedAtDefine) { // E23
    const auto defined = driver_->defineDomain(withIds("web", at("0")));
    ASSERT_FALSE(defined);
    EXPECT_THAT(defined.error().message, HasSubstr("target='0'"));
}

TEST_P(IdsTest, TakenByItselfAreShownInTheLiveDefinitionOnly) {
    const auto identity = defineAndStart(withIds("web", "<idmap mode='auto'/>"));
    EXPECT_THAT(driver_->dumpXml(identity, {}).value(),
                HasSubstr("<uid start='0' target='1600000000' count='65536'/>"));
    EXPECT_THAT(driver_->dumpXml(identity, {.inactive = true}).value(),
                Not(HasSubstr("1600000000")));
}

TEST_P(IdsTest, AreThoseOfACommandThatJoinsToo) {
    if (mode() == Mode::compat) { // nobody inside may write there: files keep their owners
        ASSERT_EQ(::chmod(tree_.c_str(), 0777), 0);
    }
    const auto identity = defineAndStart(withIds("web", at("1700000000")));
    const auto text = execute(identity, {"/probe", "ids", "caps", "make", "/made"});
    EXPECT_THAT(text, HasSubstr("uid=0 gid=0 groups=\n"));
    EXPECT_THAT(text, HasSubstr("/made: done"));
    const std::string init = "/proc/" + std::to_string(status("web").initPid) + "/ns/user";
    EXPECT_THAT(execute(identity, {"/probe", "namespaces"}),
                HasSubstr(std::filesystem::read_symlink(init).string()));
    struct stat info {};
    ASSERT_EQ(::stat((tree_ + "/made").c_str(), &info), 0);
    EXPECT_EQ(info.st_uid, mode() == Mode::compat ? 1700000000U : 0U)
        << "on disk it is root's where the mount is mapped, not the file";
}

INSTANTIATE_TEST_SUITE_P(Explicit, IdsTest,
                         testing::Values(Mode::idmap, Mode::hardened, Mode::compat), nameOfMode);

} // namespace twinvirt::lxc
