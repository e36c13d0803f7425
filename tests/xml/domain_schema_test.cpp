#include "xml/domain_xml.h"
#include "xml/golden_files.h"
#include "xml/xml_document.h"
#include "xml/xml_schema.h"

#include <gtest/gtest.h>

namespace twinvirt::test {

static const std::string folder = TWINVIRT_SOURCE_DIR "/tests/xml/domain/";
static const std::string examples = TWINVIRT_SOURCE_DIR "/xml-examples/";
static const std::string schemas = TWINVIRT_SOURCE_DIR "/schemas";

static std::vector<std::string> exampleNames() {
    std::vector<std::string> names;
    for (const char* kind : {"lxc", "kvm"})
        for (const std::string& name : goldenNames(examples + kind, ".xml"))
            names.push_back(std::string(kind) + '/' + name);
    return names;
}

/// Every file of xml-examples that defines a domain.
class DomainExample : public testing::TestWithParam<std::string> {
  protected:
    XmlSource source_{GetParam() + ".xml", contentOf(examples + GetParam() + ".xml")};
};

TEST_P(DomainExample, IsReadAndIsOfTheTypeOfItsFolder) {
    auto definition = readDomainDefinition(source_);
    ASSERT_TRUE(definition) << definition.error().message;
    bool isContainer = definition->type == DomainType::lxc;
    EXPECT_EQ(isContainer, GetParam().starts_with("lxc/"));
}

TEST_P(DomainExample, IsAcceptedByTheSchema) {
    auto validated = validateDomainXml(source_, schemas);
    EXPECT_TRUE(validated) << validated.error().message;
}

TEST_P(DomainExample, IsTheSameWhenItIsPrintedAndReadAgain) {
    auto definition = readDomainDefinition(source_);
    ASSERT_TRUE(definition);
    auto again = readDomainDefinition({"again.xml", formatDomainDefinition(*definition)});
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_TRUE(*again == *definition);
}

INSTANTIATE_TEST_SUITE_P(Domain, DomainExample, testing::ValuesIn(exampleNames()), testName);

/// What we print for the golden documents.
class PrintedDomain : public testing::TestWithParam<std::string> {};

TEST_P(PrintedDomain, IsAcceptedByTheSchema) {
    std::string fileName = GetParam() + ".out.xml";
    auto validated = validateDomainXml({fileName, contentOf(folder + fileName)}, schemas);
    EXPECT_TRUE(validated) << validated.error().message;
}

INSTANTIATE_TEST_SUITE_P(Domain, PrintedDomain, testing::ValuesIn(goldenNames(folder, ".out.xml")),
                         testName);

/// A document that the mapping refuses is refused by the schema too; what is wrong with the others
/// spans elements, which a schema cannot say.
class InvalidDomainAndSchema : public testing::TestWithParam<std::string> {};

TEST_P(InvalidDomainAndSchema, IsRefusedByTheSchemaIfTheMappingRefusesIt) {
    std::string fileName = GetParam() + "-invalid.xml";
    auto document = XmlDocument::parse({fileName, contentOf(folder + fileName)});
    if (!document)
        return; // not well-formed: there is nothing to validate
    auto schema = XmlSchema::load(schemas + "/domain.rng");
    ASSERT_TRUE(schema) << schema.error().message;
    EXPECT_EQ(schema->validate(*document).has_value(), mapDomainDefinition(*document).has_value());
}

TEST_P(InvalidDomainAndSchema, IsToldInTheMappingsWords) {
    std::string fileName = GetParam() + "-invalid.xml";
    XmlSource source{fileName, contentOf(folder + fileName)};
    auto validated = validateDomainXml(source, schemas);
    if (validated)
        return; // a rule that spans elements
    EXPECT_EQ(validated.error().message, readDomainDefinition(source).error().message);
    EXPECT_EQ(validated.error().message.find("in interleave"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Domain, InvalidDomainAndSchema,
                         testing::ValuesIn(goldenNames(folder, "-invalid.xml")), testName);

TEST(XmlSchemaFile, ThatIsMissingIsAnInternalErrorWithItsPath) {
    auto schema = XmlSchema::load("/nonexistent/domain.rng");
    ASSERT_FALSE(schema);
    EXPECT_EQ(schema.error().code, ErrorCode::internalError);
    EXPECT_NE(schema.error().message.find("/nonexistent/domain.rng"), std::string::npos);
}

} // namespace twinvirt::test
