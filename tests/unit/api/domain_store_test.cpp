#include "api/domain_store.h"
#include "util/atomic_file.h"
#include "util/file_lock.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <thread>

using namespace twinvirt;
namespace fs = std::filesystem;

namespace {

class DomainStoreTest : public testing::Test {
  protected:
    static std::string makeRoot() {
        std::string root = fs::temp_directory_path() / "twinvirt-store-XXXXXX";
        if (::mkdtemp(root.data()) == nullptr)
            std::abort();
        return root;
    }
    ~DomainStoreTest() override { fs::remove_all(root_); }

    static DomainDefinition definition(const std::string& name, const Uuid& uuid = Uuid::random()) {
        DomainDefinition definition;
        definition.name = name;
        definition.uuid = uuid;
        definition.memoryKib = 65536;
        definition.os.type = "exe";
        definition.os.init = "/bin/sh";
        return definition;
    }

    std::string root_ = makeRoot();
    DomainStore store_{root_ + "/etc/lxc"};
};

TEST_F(DomainStoreTest, WhatWasSavedIsLoadedListedAndFoundByUuid) {
    auto web = definition("web & co");
    web.title = "The <web>";
    ASSERT_TRUE(store_.save(web)) << store_.save(web).error().message;
    ASSERT_TRUE(store_.save(definition("app")));

    const auto heads = store_.list();
    ASSERT_TRUE(heads);
    ASSERT_EQ(heads->size(), 2U);
    EXPECT_EQ(heads->at(0).name, "app");
    EXPECT_EQ(heads->at(1), (DefinitionHead{"web & co", *web.uuid, "The <web>"}));
    EXPECT_EQ(store_.load("web & co")->os.init, "/bin/sh");
    EXPECT_EQ(store_.findByUuid(*web.uuid).value()->name, "web & co");
    EXPECT_FALSE(store_.findByUuid(Uuid::random()).value());
    EXPECT_TRUE(store_.contains("app"));

    ASSERT_TRUE(store_.remove("app"));
    EXPECT_FALSE(store_.contains("app"));
    EXPECT_EQ(store_.load("app").error().code, ErrorCode::noDomain);
    EXPECT_EQ(store_.remove("app").error().code, ErrorCode::noDomain);
}

TEST_F(DomainStoreTest, ANameHasOneUuidAndAUuidOneName) {
    const auto first = definition("first");
    ASSERT_TRUE(store_.save(first));

    const auto otherUuid = store_.save(definition("first"));
    EXPECT_EQ(otherUuid.error().message,
              "operation failed: domain 'first' already exists with uuid " +
                  first.uuid->toString());
    const auto otherName = store_.save(definition("second", *first.uuid));
    EXPECT_EQ(otherName.error().message, "operation failed: domain 'first' is already defined with "
                                         "uuid " +
                                             first.uuid->toString());
    EXPECT_EQ(store_.list()->size(), 1U);

    auto changed = first;
    changed.memoryKib = 131072;
    ASSERT_TRUE(store_.save(changed));
    EXPECT_EQ(store_.load("first")->memoryKib, 131072U);
}

TEST_F(DomainStoreTest, ADamagedFileIsSetAsideAndTheOthersAreUnaffected) {
    ASSERT_TRUE(store_.save(definition("good")));
    for (const char* content : {"", "<domain", "not xml", "\xff\xfe\0"}) {
        ASSERT_TRUE(store_.save(definition("bad")));
        ASSERT_TRUE(writeFileAtomically(store_.fileOf("bad"), content, Durability::volatileState));

        const auto loaded = store_.load("bad");
        ASSERT_FALSE(loaded);
        EXPECT_NE(loaded.error().message.find(store_.fileOf("bad") + ".corrupt"), std::string::npos)
            << loaded.error().message;
        EXPECT_EQ(store_.list()->size(), 1U);
        EXPECT_EQ(store_.quarantined().size(), 1U);
        const auto again = store_.load("bad");
        EXPECT_EQ(again.error().code, ErrorCode::noDomain);
        EXPECT_NE(again.error().message.find(".corrupt"), std::string::npos);
        EXPECT_TRUE(store_.load("good"));
    }
}

TEST_F(DomainStoreTest, EachTruncationOfAFileIsNoticed) {
    ASSERT_TRUE(store_.save(definition("web")));
    const auto whole = readFile(store_.fileOf("web")).value();
    for (std::size_t size = 0; size + 2 < whole.size(); size += 7) {
        ASSERT_TRUE(writeFileAtomically(store_.fileOf("web"), whole.substr(0, size),
                                        Durability::volatileState));
        EXPECT_FALSE(store_.load("web")) << size;
        EXPECT_TRUE(fs::exists(store_.fileOf("web") + ".corrupt"));
    }
}

TEST_F(DomainStoreTest, AFileUnderAnotherNameIsNotBelieved) {
    ASSERT_TRUE(store_.save(definition("web")));
    fs::rename(store_.fileOf("web"), store_.fileOf("other"));
    EXPECT_FALSE(store_.load("other"));
    EXPECT_TRUE(fs::exists(store_.fileOf("other") + ".corrupt"));
}

TEST_F(DomainStoreTest, AnEditByHandIsReadByTheParser) {
    const auto web = definition("web");
    ASSERT_TRUE(store_.save(web));
    const auto text = readFile(store_.fileOf("web")).value();
    ASSERT_TRUE(writeFileAtomically(store_.fileOf("web"), "<!-- mine -->\n" + text,
                                    Durability::volatileState));
    ASSERT_EQ(store_.list()->size(), 1U);
    EXPECT_EQ(store_.list()->front().uuid, *web.uuid);
}

TEST_F(DomainStoreTest, WhatAKilledWriterLeftIsRemovedByTheNext) {
    ASSERT_TRUE(store_.save(definition("web")));
    const auto stale = store_.fileOf("web") + ".new-1-0";
    ASSERT_TRUE(writeFileAtomically(stale, "half", Durability::volatileState));
    ASSERT_TRUE(store_.save(definition("app")));
    EXPECT_FALSE(fs::exists(stale));
}

TEST_F(DomainStoreTest, WhatAKilledWriterLeftIsRemovedByWhoListsUnlessSomebodyWrites) {
    ASSERT_TRUE(store_.save(definition("web")));
    const auto stale = store_.fileOf("app") + ".new-1-0";
    ASSERT_TRUE(writeFileAtomically(stale, "half", Durability::volatileState));
    {
        const auto writer = FileLock::tryAcquire(fs::path(stale).parent_path().string() + "/.lock");
        ASSERT_TRUE(writer) << writer.error().message;
        EXPECT_EQ(store_.list()->size(), 1U);
        EXPECT_TRUE(fs::exists(stale));
    }
    const auto journal = fs::path(stale).parent_path().string() + "/.rename.new-1-0";
    ASSERT_TRUE(writeFileAtomically(journal, "half", Durability::volatileState));
    EXPECT_EQ(store_.list()->size(), 1U);
    EXPECT_FALSE(fs::exists(stale));
    EXPECT_FALSE(fs::exists(journal));
}

TEST_F(DomainStoreTest, ADomainMayBeCalledLikeWhatAKilledWriterLeaves) {
    ASSERT_TRUE(store_.save(definition("a.xml.new-1-0")));
    ASSERT_TRUE(store_.save(definition("web")));
    EXPECT_EQ(store_.list()->size(), 2U);
    EXPECT_EQ(store_.list()->size(), 2U);
}

TEST_F(DomainStoreTest, OfTwoWhoDefineOneUuidAtOnceOneWins) {
    const auto uuid = Uuid::random();
    std::array<bool, 4> won{};
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < won.size(); ++i)
        threads.emplace_back([this, &won, &uuid, i] {
            DomainStore mine(root_ + "/etc/lxc");
            won[i] = mine.save(definition("d" + std::to_string(i), uuid)).has_value();
        });
    for (auto& thread : threads)
        thread.join();
    EXPECT_EQ(std::count(won.begin(), won.end(), true), 1);
    EXPECT_EQ(store_.list()->size(), 1U);
}

TEST_F(DomainStoreTest, ARenamedDefinitionKeepsItsUuidAndWhetherItStartsWithTheHost) {
    const auto web = definition("web");
    ASSERT_TRUE(store_.save(web));
    ASSERT_TRUE(store_.save(definition("app")));
    ASSERT_TRUE(store_.setAutostart("web", true));
    EXPECT_TRUE(store_.isAutostart("web"));
    EXPECT_EQ(store_.rename("web", "app").error().code, ErrorCode::operationFailed);
    EXPECT_EQ(store_.rename("web", "a/b").error().code, ErrorCode::xmlError);
    EXPECT_EQ(store_.rename("nosuch", "new").error().code, ErrorCode::noDomain);
    ASSERT_TRUE(store_.rename("web", "site"));
    EXPECT_FALSE(store_.contains("web"));
    EXPECT_FALSE(store_.isAutostart("web"));
    EXPECT_EQ(store_.load("site")->uuid, web.uuid);
    EXPECT_TRUE(store_.isAutostart("site"));
    ASSERT_TRUE(store_.setAutostart("site", false));
    ASSERT_TRUE(store_.setAutostart("site", false)) << "twice";
    EXPECT_FALSE(store_.isAutostart("site"));
    EXPECT_EQ(store_.setAutostart("web", true).error().code, ErrorCode::noDomain);
}

TEST_F(DomainStoreTest, ARenameThatWasKilledIsFinishedOnceTheNewFileIsThereAndElseForgotten) {
    const auto web = definition("web");
    ASSERT_TRUE(store_.save(web));
    ASSERT_TRUE(store_.setAutostart("web", true));
    const std::string journal = root_ + "/etc/lxc/.rename";
    ASSERT_TRUE(writeFileAtomically(journal, "web\nsite", Durability::persistent));
    EXPECT_EQ(store_.list()->size(), 1U);
    EXPECT_TRUE(store_.contains("web"));
    EXPECT_FALSE(fs::exists(journal));

    const auto before = readFile(store_.fileOf("web")).value();
    ASSERT_TRUE(store_.rename("web", "site"));
    ASSERT_TRUE(writeFileAtomically(store_.fileOf("web"), before, Durability::persistent));
    ASSERT_TRUE(writeFileAtomically(journal, "web\nsite", Durability::persistent));
    EXPECT_EQ(store_.head("web").error().code, ErrorCode::noDomain);
    EXPECT_EQ(store_.list()->size(), 1U);
    EXPECT_TRUE(store_.isAutostart("site"));
    EXPECT_FALSE(fs::exists(journal));
}

TEST_F(DomainStoreTest, ANewDefinitionDoesNotInheritTheAutostartOfARemovedOne) {
    ASSERT_TRUE(store_.save(definition("web")));
    ASSERT_TRUE(store_.setAutostart("web", true));
    fs::remove(store_.fileOf("web")); // an undefine that was killed after its first half
    ASSERT_TRUE(store_.save(definition("web")));
    EXPECT_FALSE(store_.isAutostart("web"));
}

} // namespace
