#include "lxc/native/lxc_tools.h"
#include "util/atomic_file.h"
#include "xml/domain_xml.h"
#include "xml/golden_files.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <random>

namespace twinvirt::test {

static const std::string folder = TWINVIRT_SOURCE_DIR "/tests/xml/native/";

/// Reads an included file of the folder; as `twinsh` does, but relative to the folder.
static Result<std::string> readIncluded(const std::string& path) {
    auto text = readFile(path.starts_with('/') ? path : folder + path);
    if (!text)
        return Error{text.error().code, "Failed to open file '" + path + "'"};
    return text;
}

static Result<NativeImport> import(const std::string& fileName) {
    return lxc::importLxcConfig({fileName, contentOf(folder + fileName), readIncluded});
}

static std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const auto& line : lines)
        text += line + '\n';
    return text;
}

/// TWINVIRT_WRITE_GOLDEN=1 in the environment writes the expected files anew.
static void expectGolden(const std::string& fileName, const std::string& actual) {
    if (std::getenv("TWINVIRT_WRITE_GOLDEN") != nullptr)
        std::ofstream(folder + fileName) << actual;
    EXPECT_EQ(actual, contentOf(folder + fileName)) << fileName;
}

/// The configurations that are no results of other tests.
static std::vector<std::string> configurations() {
    auto names = goldenNames(folder, ".conf");
    std::erase_if(names, [](const std::string& name) {
        return name.ends_with("-invalid") || name.ends_with(".out") || name.ends_with(".included");
    });
    return names;
}

/// NAME.conf is read as NAME.xml, with NAME.notes about what was dropped; NAME.xml is written as
/// NAME.out.conf.
class LxcConfig : public testing::TestWithParam<std::string> {
  protected:
    void SetUp() override {
        auto read = import(GetParam() + ".conf");
        ASSERT_TRUE(read) << read.error().message;
        import_ = std::move(*read);
    }
    NativeImport import_;
};

TEST_P(LxcConfig, IsReadAsADefinition) {
    expectGolden(GetParam() + ".xml", formatDomainDefinition(import_.definition));
}

TEST_P(LxcConfig, SaysWithItsLineWhatWasDropped) {
    expectGolden(GetParam() + ".notes", joined(import_.notes));
}

TEST_P(LxcConfig, IsADefinitionThatCanBeDefined) {
    auto again = readDomainDefinition({"a.xml", formatDomainDefinition(import_.definition)});
    EXPECT_TRUE(again) << again.error().message;
}

TEST_P(LxcConfig, IsWrittenInTheNewerKeys) {
    auto written = lxc::exportLxcConfig(import_.definition);
    ASSERT_TRUE(written) << written.error().message;
    expectGolden(GetParam() + ".out.conf", written->text);
}

TEST_P(LxcConfig, IsTheSameWhenItIsWrittenAndReadAgain) {
    auto written = lxc::exportLxcConfig(import_.definition);
    ASSERT_TRUE(written) << written.error().message;
    EXPECT_EQ(joined(written->notes), "");
    auto again = lxc::importLxcConfig({"again.conf", written->text, readIncluded});
    ASSERT_TRUE(again) << again.error().message;
    // A limit that was not there is written as one.
    auto& limit = import_.definition.memoryTune.hardLimitKib;
    limit = limit.value_or(import_.definition.memoryKib);
    EXPECT_EQ(formatDomainDefinition(again->definition),
              formatDomainDefinition(import_.definition));
}

INSTANTIATE_TEST_SUITE_P(Native, LxcConfig, testing::ValuesIn(configurations()), testName);

/// NAME-invalid.conf is refused with the message in NAME-invalid.err.
class InvalidLxcConfig : public testing::TestWithParam<std::string> {};

TEST_P(InvalidLxcConfig, IsRefusedWithTheReason) {
    auto read = import(GetParam() + "-invalid.conf");
    ASSERT_FALSE(read);
    expectGolden(GetParam() + "-invalid.err", read.error().message + '\n');
}

INSTANTIATE_TEST_SUITE_P(Native, InvalidLxcConfig,
                         testing::ValuesIn(goldenNames(folder, "-invalid.conf")), testName);

/// Every container among the golden documents, with all that LXC has no words for.
class ExportedDomain : public testing::TestWithParam<std::string> {};

TEST_P(ExportedDomain, IsWrittenAndTheRestIsListed) {
    const std::string documents = TWINVIRT_SOURCE_DIR "/tests/xml/domain/";
    auto definition =
        readDomainDefinition({GetParam(), contentOf(documents + GetParam() + ".out.xml")});
    ASSERT_TRUE(definition) << definition.error().message;
    auto written = lxc::exportLxcConfig(*definition);
    if (definition->type != DomainType::lxc) {
        ASSERT_FALSE(written);
        EXPECT_EQ(written.error().code, ErrorCode::argumentUnsupported);
        return;
    }
    ASSERT_TRUE(written) << written.error().message;
    auto again = lxc::importLxcConfig({"again.conf", written->text, readIncluded});
    EXPECT_TRUE(again) << again.error().message << '\n' << written->text;
}

INSTANTIATE_TEST_SUITE_P(Native, ExportedDomain,
                         testing::ValuesIn(goldenNames(TWINVIRT_SOURCE_DIR "/tests/xml/domain/",
                                                       ".out.xml")),
                         testName);

TEST(LxcConfigExport, RefusesAValueThatWouldBeginALineOfItsOwn) {
    DomainDefinition domain;
    domain.name = "a";
    domain.os.init = "/sbin/init";
    domain.os.initEnvironment.push_back({"A", "b\nlxc.hook.start = /bin/sh"});
    auto written = lxc::exportLxcConfig(domain);
    ASSERT_FALSE(written);
    EXPECT_NE(written.error().message.find("line break"), std::string::npos);
}

TEST(LxcConfigImport, IsNamedAfterTheDirectoryOfItsFileAsInLxc) {
    auto read = lxc::importLxcConfig({"/var/lib/lxc/web/config", "lxc.rootfs.path = /srv\n", {}});
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->definition.name, "web");
}

TEST(LxcConfigImport, RefusesAFileOfMoreThanOneMebibyte) {
    std::string text = "lxc.uts.name = a\n" + std::string((1U << 20U), '#');
    auto read = lxc::importLxcConfig({"a.conf", text, {}});
    ASSERT_FALSE(read);
    EXPECT_NE(read.error().message.find("1 MiB"), std::string::npos);
}

/// A configuration with a few bytes changed, cut or doubled.
static std::string damaged(std::string text, std::mt19937& random) {
    const auto below = [&](std::size_t limit) {
        return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random);
    };
    constexpr std::string_view letters("\0\n\t =#.:/,\\'\"%-+019aubg\xff\xc3", 25);
    for (std::size_t count = 1 + below(4); count > 0 && !text.empty(); --count) {
        const auto at = below(text.size());
        const auto length = below(std::min<std::size_t>(40, text.size() - at)) + 1;
        if (below(3) == 0)
            text.erase(at, length);
        else if (below(2) == 0)
            text.insert(at, text.substr(below(text.size()), length));
        else
            text[at] = letters[below(letters.size())];
    }
    return text;
}

TEST(LxcConfigImport, RefusesADamagedConfigurationOrReadsOneThatCanBeDefined) {
    std::mt19937 random(1); // NOLINT: the same documents in each run
    unsigned accepted = 0;
    constexpr unsigned rounds = 500;
    for (unsigned i = 0; i < rounds; ++i)
        for (const char* name : {"legacy.conf", "web.conf"}) {
            const auto text = damaged(contentOf(folder + name), random);
            auto read = lxc::importLxcConfig({name, text, readIncluded});
            if (!read) {
                EXPECT_NE(read.error().message, "");
                continue;
            }
            ++accepted;
            auto again = readDomainDefinition({"a.xml", formatDomainDefinition(read->definition)});
            EXPECT_TRUE(again) << again.error().message << '\n' << text;
            EXPECT_TRUE(lxc::exportLxcConfig(read->definition)) << text;
        }
    EXPECT_GT(accepted, rounds / 10) << "the damage hardly ever leaves a configuration";
    EXPECT_LT(accepted, rounds * 19 / 10) << "the damage hardly ever does damage";
}

TEST(LxcConfigImport, ReadsWhatIsIncludedInItsPlace) {
    auto read = import("including.conf");
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->definition.os.init, "/bin/sh");
}

} // namespace twinvirt::test
