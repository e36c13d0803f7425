#include "api/connection.h"
#include "mock/mock_driver.h"

#include <gmock/gmock.h>

using namespace twinvirt;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

const std::string testUuid = "6695eb01-f6a4-8304-79aa-97f2502e193f";

/// A twin of two in-memory drivers, each with a running domain `test` of its own.
class TwinTest : public testing::Test {
  protected:
    DriverEntry entry(const std::string& kind, const std::string& scheme,
                      std::vector<DomainType> types) {
        const auto open = [this,
                           kind](const ConnectionUri& uri,
                                 const InstallPaths& paths) -> Result<std::unique_ptr<Driver>> {
            opened_.push_back(kind);
            if (kind == "kvm" && kvmIsBroken_)
                return Error{ErrorCode::noConnect, "no libvirt here"};
            return mock::openMockDriver(uri, paths);
        };
        const auto mayHave = [this, kind](const ConnectionUri&, const std::string&) {
            return kind == "lxc" || kvmMayHave_;
        };
        return {kind, {scheme}, std::move(types), true, open, mayHave};
    }
    Connection connect(const std::string& uri = "twin:///system") {
        auto connection = Connection::open(*ConnectionUri::parse(uri), table_, {});
        EXPECT_TRUE(connection) << connection.error().message;
        return *std::move(connection);
    }

    bool kvmIsBroken_ = false;
    bool kvmMayHave_ = true;
    std::vector<std::string> opened_;
    DriverTable table_{entry("lxc", "lxc", {DomainType::lxc}),
                       entry("kvm", "qemu", {DomainType::kvm, DomainType::qemu})};
};

/// One in-memory driver by itself.
class MockConnectionTest : public testing::Test {
  protected:
    Result<Domain> define(const std::string& xml, bool strict = false) {
        return connection_.define("d.xml", xml, {.validate = false, .strict = strict}, notes_);
    }

    DriverTable table_{{"mock",
                        {"mock"},
                        {DomainType::test},
                        false,
                        mock::openMockDriver,
                        [](const ConnectionUri&, const std::string&) { return true; }}};
    Connection connection_ =
        *Connection::open(*ConnectionUri::parse("mock:///default"), table_, {});
    std::vector<ElementNote> notes_;
};

std::string document(const std::string& name, const std::string& devices = "") {
    return "<domain type='test'><name>" + name +
           "</name><memory>4096</memory><os><type>hvm</type></os><devices>" + devices +
           "</devices></domain>";
}

} // namespace

TEST_F(TwinTest, opensNoDriverBeforeItIsNeeded) {
    connect();
    EXPECT_THAT(opened_, IsEmpty());
}

TEST_F(TwinTest, doesNotLoadTheKvmDriverForADomainThatItCannotKnow) {
    kvmMayHave_ = false;
    auto connection = connect();
    for (const auto* key : {"test", "1", testUuid.c_str(), "lxc:test"})
        EXPECT_EQ(connection.lookup(key)->kind, "lxc") << key;
    EXPECT_EQ(connection.lookup("nosuch").error().message, "failed to get domain 'nosuch'");
    EXPECT_EQ(connection.listDomains({})->size(), 1U);
    EXPECT_THAT(opened_, ElementsAre("lxc"));
}

TEST_F(TwinTest, asksForTheKindWhenTheNameStandsInBoth) {
    auto connection = connect();
    const auto domain = connection.lookup("test");
    ASSERT_FALSE(domain);
    EXPECT_EQ(domain.error().code, ErrorCode::invalidArgument);
    EXPECT_THAT(domain.error().message, HasSubstr("write lxc:test or kvm:test"));
    EXPECT_EQ(connection.lookup("lxc:test")->kind, "lxc");
    EXPECT_EQ(connection.lookup("kvm:test")->kind, "kvm");
}

TEST_F(TwinTest, listsContainersWhenLibvirtIsMissingAndSaysWhatIsMissing) {
    kvmIsBroken_ = true;
    auto connection = connect();
    const auto domains = connection.listDomains({});
    ASSERT_TRUE(domains) << domains.error().message;
    EXPECT_EQ(domains->size(), 1U);
    ASSERT_EQ(connection.unavailable().size(), 1U);
    EXPECT_THAT(connection.unavailable().front().message, HasSubstr("no libvirt here"));
}

TEST_F(TwinTest, findsAContainerByNameWhenLibvirtIsMissing) {
    kvmIsBroken_ = true;
    auto connection = connect();
    EXPECT_EQ(connection.lookup("test")->kind, "lxc");
}

TEST_F(TwinTest, saysWhyADomainCannotBeLookedForWhenItMayBeAMachine) {
    kvmIsBroken_ = true;
    auto connection = connect();
    const auto domain = connection.lookup("vm");
    ASSERT_FALSE(domain);
    EXPECT_EQ(domain.error().code, ErrorCode::noConnect);
    EXPECT_THAT(domain.error().message, HasSubstr("no libvirt here"));
}

TEST_F(TwinTest, refusesATypeThatTheConnectionDoesNotRunAndNamesTheOneThatDoes) {
    auto connection = connect("lxc:///system");
    const auto driver = connection.driverFor(DomainType::kvm);
    ASSERT_FALSE(driver);
    EXPECT_EQ(driver.error().code, ErrorCode::configUnsupported);
    EXPECT_THAT(driver.error().message, HasSubstr("-c qemu:///system"));
}

TEST_F(TwinTest, hasNoDriverForAStrangeScheme) {
    const auto connection = Connection::open(*ConnectionUri::parse("mock:///default"), table_, {});
    ASSERT_FALSE(connection);
    EXPECT_EQ(connection.error().code, ErrorCode::noConnect);
}

TEST_F(MockConnectionTest, looksForIdThenUuidThenName) {
    ASSERT_TRUE(define(document("1")));
    EXPECT_EQ(connection_.lookup("1")->record.identity.name, "test");
    EXPECT_EQ(connection_.lookup("1", lookupByName)->record.identity.name, "1");
    ASSERT_TRUE(define(document(testUuid)));
    EXPECT_EQ(connection_.lookup(testUuid)->record.identity.name, "test");
}

TEST_F(MockConnectionTest, findsANameWithAColon) {
    ASSERT_TRUE(define(document("mock:x")));
    EXPECT_EQ(connection_.lookup("mock:x")->record.identity.name, "mock:x");
    EXPECT_EQ(connection_.lookup("mock:test")->record.identity.name, "test");
}

TEST_F(MockConnectionTest, notesWhatIsIgnoredAndFailsOnItWhenStrict) {
    const auto xml = document("d", "\n<sound model='ich6'/>");
    const auto domain = define(xml);
    ASSERT_TRUE(domain) << domain.error().message;
    ASSERT_EQ(notes_.size(), 1U);
    EXPECT_EQ(describeNote("d.xml", notes_.front()),
              "d.xml:2: <sound>: kept but has no effect in the mock driver");
    const auto refused = define(document("e", "<sound model='ich6'/>"), true);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::configUnsupported);
    EXPECT_FALSE(connection_.lookup("e")) << "nothing was defined";
}

TEST_F(MockConnectionTest, refusesAtDefineWhatTheDriverCannotDo) {
    const auto domain = define(
        document("d", "<interface type='direct'><source dev='eth0' mode='bridge'/></interface>"));
    ASSERT_FALSE(domain);
    EXPECT_THAT(domain.error().message, HasSubstr("d.xml:1: <interface>: type 'direct'"));
    EXPECT_FALSE(connection_.lookup("d"));
}

TEST_F(MockConnectionTest, startsATransientDomainAndHandsOutItsHandle) {
    auto created = connection_.create("d.xml", document("d"), {.validate = false},
                                      {.attachConsole = true}, notes_);
    ASSERT_TRUE(created) << created.error().message;
    EXPECT_EQ(created->domain.record.state, DomainState::running);
    EXPECT_FALSE(created->domain.record.persistent);
    EXPECT_TRUE(created->started.console);
}
