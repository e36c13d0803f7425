#include "random_domain.h"
#include "xml/domain_xml.h"
#include "xml/xml_document.h"
#include "xml/xml_schema.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace twinvirt::test {

/// TWINVIRT_DOCUMENTS and TWINVIRT_SEED in the environment make a longer or another run.
static unsigned setting(const char* name, unsigned fallback) {
    const char* value = std::getenv(name);
    return value == nullptr ? fallback : static_cast<unsigned>(std::strtoul(value, nullptr, 10));
}

/// Schema and mapping of thousands of random documents.
class SchemaAgreement : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        auto loaded = XmlSchema::load(TWINVIRT_SOURCE_DIR "/schemas/domain.rng");
        ASSERT_TRUE(loaded) << loaded.error().message;
        schema_ = std::make_unique<XmlSchema>(std::move(*loaded));
    }
    static void TearDownTestSuite() { schema_.reset(); }

    static XmlDocument parse(const std::string& text) {
        auto document = XmlDocument::parse({"random.xml", text});
        EXPECT_TRUE(document) << document.error().message << '\n' << text;
        return std::move(*document);
    }

    static std::string reason(const Result<DomainDefinition>& mapped) {
        return mapped ? "accepted" : mapped.error().message;
    }
    static std::string reason(const Result<void>& validated) {
        return validated ? "accepted" : validated.error().message;
    }

    /// Whether the mapping accepts it; what it accepts must be the same after print and read.
    static bool agreeOn(const std::string& text) {
        XmlDocument document = parse(text);
        auto mapped = mapDomainDefinition(document);
        auto validated = schema_->validate(document);
        EXPECT_EQ(mapped.has_value(), validated.has_value())
            << "mapping: " << reason(mapped) << "\nschema: " << reason(validated) << '\n'
            << text;
        if (mapped)
            expectSameWhenReadAgain(*mapped, text);
        return mapped.has_value();
    }

    static void expectSameWhenReadAgain(const DomainDefinition& definition,
                                        const std::string& text) {
        std::string printed = formatDomainDefinition(definition);
        auto again = mapDomainDefinition(parse(printed));
        ASSERT_TRUE(again) << again.error().message << '\n' << text << '\n' << printed;
        EXPECT_TRUE(*again == definition) << text << '\n' << printed;
        EXPECT_EQ(formatDomainDefinition(*again), printed);
    }

    static inline std::unique_ptr<XmlSchema> schema_;
    unsigned documents_ = setting("TWINVIRT_DOCUMENTS", 2000);
    unsigned seed_ = setting("TWINVIRT_SEED", 1);
};

TEST_F(SchemaAgreement, BothAcceptEveryDocumentThatIsRightByConstruction) {
    for (unsigned i = 0; i < documents_ && !HasFailure(); ++i) {
        RandomDomain random(seed_ + i);
        EXPECT_TRUE(agreeOn(printIndented(random.domain()))) << "seed " << seed_ + i;
    }
}

TEST_F(SchemaAgreement, BothAcceptOrBothRefuseADamagedDocument) {
    unsigned accepted = 0;
    for (unsigned i = 0; i < documents_ && !HasFailure(); ++i) {
        RandomDomain random(seed_ + i);
        XmlOutput document = random.domain();
        random.damage(document);
        accepted += agreeOn(printIndented(document)) ? 1 : 0;
        if (HasFailure())
            ADD_FAILURE() << "seed " << seed_ + i;
    }
    EXPECT_GT(accepted, documents_ / 20) << "the damage hardly ever leaves a right document";
    EXPECT_LT(accepted, documents_ / 20 * 19) << "the damage hardly ever does damage";
}

} // namespace twinvirt::test
