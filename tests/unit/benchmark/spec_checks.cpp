#include "spec_checks.h"

#include "benchmark/spec/read_spec.h"
#include "xml/xml_document.h"
#include "xml/xml_schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace twinvirt::bench {

bool schemaAccepts(const std::string& xml) {
    const auto schema = XmlSchema::load(TWINVIRT_SOURCE_DIR "/schemas/benchmark.rng");
    EXPECT_TRUE(schema) << schema.error().message;
    const auto document = XmlDocument::parse({"x.xml", xml});
    return document && schema->validate(*document);
}

void expectRefused(const std::string& xml, const std::string& message) {
    const auto parsed = parseBenchmarkSpec("b.xml", xml);
    ASSERT_FALSE(parsed) << xml;
    EXPECT_THAT(parsed.error().message, ::testing::HasSubstr(message));
    EXPECT_THAT(parsed.error().message, ::testing::HasSubstr("b.xml:3: "));
    EXPECT_FALSE(schemaAccepts(xml)) << xml;
}

} // namespace twinvirt::bench
