#include "benchmark/capsule/archive.h"
#include "benchmark/capsule/capsule.h"
#include "support/temporary_directory.h"
#include "synthetic_result.h"
#include "util/atomic_file.h"
#include "util/process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

namespace twinvirt::bench {
namespace {

using ::testing::HasSubstr;

BenchmarkResult exportable() {
    BenchmarkResult result = syntheticResult(2, 2);
    for (ArmDescription& arm : result.arms)
        arm.definitionSource = "<domain><!-- " + arm.name + " --></domain>\n";
    result.digests = {{"twinsh", "sha256:" + std::string(64, 'a')}};
    return result;
}

class CapsuleFile : public ::testing::Test {
  protected:
    std::string write(const std::string& name, const std::string& bytes) {
        const std::string file = directory_ / name;
        EXPECT_TRUE(writeFileAtomically(file, bytes, Durability::volatileState));
        return file;
    }
    /// What reading says of an archive of these members.
    std::string refusalOf(const ArchiveMembers& members) {
        return refusalOf(write("members.tar.gz", packArchive(members).value()));
    }
    static std::string refusalOf(const std::string& file) {
        const auto capsule = readCapsule(file);
        EXPECT_FALSE(capsule);
        return capsule ? "" : capsule.error().message;
    }
    /// The members of a good capsule.
    ArchiveMembers good() {
        const std::string file = directory_ / "good.tar.gz";
        EXPECT_TRUE(writeCapsule(file, exportable()));
        return unpackArchive(file, [](const std::string&) { return std::optional(64UL << 20U); })
            .value();
    }

    test::TemporaryDirectory directory_{"capsule"};
};

TEST_F(CapsuleFile, GivesBackTheResultTheSpecificationAndEachDefinition) {
    const std::string file = directory_ / "run.tar.gz";
    const auto written = writeCapsule(file, exportable());
    ASSERT_TRUE(written) << written.error().message;
    const auto capsule = readCapsule(file);
    ASSERT_TRUE(capsule) << capsule.error().message;
    EXPECT_EQ(capsule->result.design.seed, 42U);
    EXPECT_EQ(capsule->result.rounds.size(), exportable().rounds.size());
    EXPECT_EQ(capsule->result.digests, exportable().digests);
    EXPECT_EQ(capsule->specification, exportable().specXml);
    EXPECT_EQ(capsule->definitions.at("vm"), "<domain><!-- vm --></domain>\n");

    const std::string place = directory_ / "place";
    std::filesystem::create_directory(place);
    ASSERT_TRUE(unpackCapsule(*capsule, place));
    EXPECT_EQ(readFile(definitionIn(place, "os")).value(), "<domain><!-- os --></domain>\n");
    EXPECT_EQ(readFile(place + "/specification.xml").value(), exportable().specXml);
}

TEST_F(CapsuleFile, OfTheSameResultHasTheSameBytes) {
    ASSERT_TRUE(writeCapsule(directory_ / "one", exportable()));
    ASSERT_TRUE(writeCapsule(directory_ / "two", exportable()));
    EXPECT_EQ(readFile(directory_ / "one").value(), readFile(directory_ / "two").value());
}

TEST_F(CapsuleFile, IsNotWrittenOfAResultWithoutDefinitions) {
    const auto written = writeCapsule(directory_ / "none", syntheticResult(2, 2));
    ASSERT_FALSE(written);
    EXPECT_THAT(written.error().message, HasSubstr("an older twinsh made it"));
    EXPECT_FALSE(std::filesystem::exists(directory_ / "none"));
}

TEST_F(CapsuleFile, IsRefusedWhenAPathLeadsOutOfItOrHasNoPlaceInIt) {
    for (const char* name : {"/etc/passwd", "../escape.xml", "definitions/../../x.xml", ".."})
        EXPECT_THAT(refusalOf(ArchiveMembers{{name, "x"}}), HasSubstr("leads out")) << name;
    for (const char* name : {"evil.sh", "definitions/UPPER.xml", "definitions/a/b.xml",
                             "definitions/.xml", "definitions/x.txt", "./capsule.json"})
        EXPECT_THAT(refusalOf(ArchiveMembers{{name, "x"}}), HasSubstr("has a place")) << name;
}

TEST_F(CapsuleFile, IsRefusedWhenItIsCutOffDamagedOrSomethingElse) {
    ASSERT_TRUE(writeCapsule(directory_ / "whole", exportable()));
    const std::string bytes = readFile(directory_ / "whole").value();
    for (const std::size_t part : {2U, 3U, 10U})
        EXPECT_THAT(refusalOf(write("cut", bytes.substr(0, bytes.size() / part))),
                    HasSubstr("cut off"));
    std::string damaged = bytes;
    for (std::size_t at = damaged.size() / 2; at < damaged.size() / 2 + 64; ++at)
        damaged[at] = static_cast<char>(~damaged[at]);
    EXPECT_FALSE(readCapsule(write("damaged", damaged)));
    EXPECT_THAT(refusalOf(write("text", "not an archive at all\n")), HasSubstr("no gzipped tar"));
    EXPECT_THAT(refusalOf(write("empty", "")), HasSubstr("read '"));
    EXPECT_THAT(refusalOf(directory_ / "missing"), HasSubstr("No such file"));
}

TEST_F(CapsuleFile, IsRefusedWhenAPartIsMissingOrContradictsTheResult) {
    for (const char* name : {"capsule.json", "specification.xml", "result.json"}) {
        ArchiveMembers members = good();
        members.erase(name);
        EXPECT_THAT(refusalOf(members), HasSubstr("'" + std::string(name) + "' is missing"));
    }
    ArchiveMembers members = good();
    members.erase("definitions/os.xml");
    EXPECT_THAT(refusalOf(members), HasSubstr("definition of arm 'os' is missing"));
    members = good();
    members["definitions/os.xml"] += "<!-- mine -->";
    EXPECT_THAT(refusalOf(members), HasSubstr("definitions/os.xml is not the one"));
    members = good();
    members["specification.xml"] += " ";
    EXPECT_THAT(refusalOf(members), HasSubstr("specification.xml is not the one"));
    members = good();
    members["capsule.json"] = "{\"version\": 2}";
    EXPECT_THAT(refusalOf(members), HasSubstr("version 2, this twinsh reads version 1"));
    members["capsule.json"] = "[[[[";
    EXPECT_THAT(refusalOf(members), HasSubstr("no manifest"));
    members = good();
    members["result.json"] = "{}";
    EXPECT_THAT(refusalOf(members), HasSubstr("result.json"));
}

/// Archives of GNU tar: links, devices and more that our own writer would never make.
class ForeignCapsule : public CapsuleFile {
  protected:
    std::string refusalAfter(const std::string& script) {
        const auto run = runProcess("/bin/sh", {"-ec", "cd '" + directory_.path() + "'\n" + script},
                                    std::chrono::seconds(60));
        EXPECT_TRUE(run) << run.error().message;
        EXPECT_EQ(run->status, 0) << run->errors;
        return refusalOf(directory_ / "x.tar.gz");
    }
};

TEST_F(ForeignCapsule, IsReadWhenItHasTheSameParts) {
    ASSERT_TRUE(writeCapsule(directory_ / "ours.tar.gz", exportable()));
    const auto run =
        runProcess("/bin/sh",
                   {"-ec", "cd '" + directory_.path() +
                               "'; mkdir t; tar xzf ours.tar.gz -C t; cd t; tar czf ../x.tar.gz "
                               "capsule.json specification.xml result.json definitions/*.xml"},
                   std::chrono::seconds(60));
    ASSERT_TRUE(run) << run.error().message;
    ASSERT_EQ(run->status, 0) << "tar reads ours: " << run->errors;
    const auto capsule = readCapsule(directory_ / "x.tar.gz");
    ASSERT_TRUE(capsule) << capsule.error().message;
    EXPECT_EQ(capsule->definitions.size(), 3U);
}

TEST_F(ForeignCapsule, IsRefusedWithLinksSpecialFilesHugeMembersAndMembersThatComeTwice) {
    EXPECT_THAT(refusalAfter("ln -s /etc/shadow capsule.json; tar czf x.tar.gz capsule.json"),
                HasSubstr("is a link"));
    EXPECT_THAT(refusalAfter("rm capsule.json; echo {} >capsule.json; mkdir -p definitions; "
                             "ln capsule.json definitions/a.xml; "
                             "tar czf x.tar.gz capsule.json definitions/a.xml"),
                HasSubstr("is a link"));
    EXPECT_THAT(refusalAfter("rm capsule.json; mkfifo capsule.json; tar czf x.tar.gz capsule.json"),
                HasSubstr("no plain file"));
    EXPECT_THAT(refusalAfter("tar czf x.tar.gz definitions"), HasSubstr("no plain file"));
    EXPECT_THAT(refusalAfter("rm capsule.json; truncate -s 5M capsule.json; "
                             "tar czf x.tar.gz capsule.json"),
                HasSubstr("more than the 4194304"));
    EXPECT_THAT(refusalAfter("tar cSzf x.tar.gz capsule.json"), HasSubstr("more than"))
        << "a sparse file takes no room in the archive";
    EXPECT_THAT(refusalAfter("echo {} >specification.xml; tar --hard-dereference -czf x.tar.gz "
                             "specification.xml specification.xml"),
                HasSubstr("'specification.xml' is in it twice"));
    EXPECT_THAT(refusalAfter("tar cJf x.tar.gz specification.xml"), HasSubstr("no gzipped tar"));
}

/// The directory of the test is the only place that anything could have been written to by a
/// relative path; reading has to leave it as it was.
TEST_F(CapsuleFile, ThatIsRefusedLeavesNothingBehind) {
    const std::string file = write("bad.tar.gz", packArchive({{"../escape.xml", "x"}}).value());
    EXPECT_FALSE(readCapsule(file));
    std::vector<std::string> left;
    for (const auto& entry : std::filesystem::directory_iterator(directory_.path()))
        left.push_back(entry.path().filename());
    EXPECT_THAT(left, ::testing::ElementsAre("bad.tar.gz"));
}

} // namespace
} // namespace twinvirt::bench
