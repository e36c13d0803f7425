#include "lxc/element_document.h"
#include "lxc/elements.h"
#include "xml/domain_vocabulary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

using namespace twinvirt;
using namespace twinvirt::lxc;
using testing::HasSubstr;

namespace {

TEST(Elements, AnOrdinaryContainerHasNothingToSay) {
    DomainDefinition definition;
    definition.os.type = "exe";
    definition.os.init = "/bin/sh";
    definition.devices.consoles.emplace_back();
    EXPECT_TRUE(checkElements(definition).empty());
}

std::vector<std::string> warnedOf(const DomainDefinition& definition) {
    std::vector<std::string> elements;
    for (const auto& warning : warnOfSharing(definition)) {
        EXPECT_EQ(warning.treatment, Treatment::honoured) << "--strict must not refuse it";
        elements.push_back(warning.element);
    }
    return elements;
}

TEST(Elements, WhoSharesTheHostsRootOrNetworkIsWarned) {
    DomainDefinition definition;
    EXPECT_THAT(warnedOf(definition),
                testing::ElementsAre("devices/filesystem", "devices/interface"));
    auto& root = definition.devices.filesystems.emplace_back();
    root.type = "mount";
    root.source = "/";
    root.target = "/";
    definition.features.privateNetwork = true;
    EXPECT_THAT(warnedOf(definition), testing::ElementsAre("devices/filesystem"));
    root.source = "/srv/web";
    EXPECT_THAT(warnedOf(definition), testing::IsEmpty());
}

TEST(Elements, AnInterfaceOfAMachineIsRefusedWithItsLineAndWhatToWriteInstead) {
    DomainDefinition definition;
    auto& interface = definition.devices.interfaces.emplace_back();
    interface.type = "vhostuser";
    interface.line = 17;
    const auto notes = checkElements(definition);
    ASSERT_EQ(notes.size(), 1U);
    EXPECT_EQ(notes[0].treatment, Treatment::refused);
    const auto refused = refuseElements("web.xml", notes);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::configUnsupported);
    EXPECT_THAT(refused.error().message,
                HasSubstr("web.xml:17: <devices/interface[@type='vhostuser']>"));
    EXPECT_THAT(refused.error().message, HasSubstr("type='bridge'"));
}

TEST(Elements, AFilterIsRefusedWhereTheHostHasNoEndToFilter) {
    DomainDefinition definition;
    auto& interface = definition.devices.interfaces.emplace_back();
    interface.filter = FilterReference{"clean-traffic", {}};
    for (const char* type : {"bridge", "network", "ethernet"}) {
        interface.type = type;
        EXPECT_TRUE(checkElements(definition).empty()) << type;
    }
    for (const char* type : {"direct", "user"}) {
        interface.type = type;
        const auto refused = refuseElements("web.xml", checkElements(definition));
        ASSERT_FALSE(refused) << type;
        EXPECT_EQ(refused.error().code, ErrorCode::configUnsupported);
        EXPECT_THAT(refused.error().message, HasSubstr("filterref is not supported")) << type;
    }
}

TEST(Elements, WhatIsKeptButMeansNothingToAContainerIsNamed) {
    DomainDefinition definition;
    definition.vcpu.count = 4;
    definition.features.acpi = true;
    definition.devices.kept = {{"graphics", "<graphics/>", 9}};
    definition.kept = {{"metadata", "<metadata/>", 2}, {"perf", "<perf/>", 3}};
    std::set<std::string> ignored;
    for (const auto& note : checkElements(definition)) {
        EXPECT_EQ(note.treatment, Treatment::ignored) << note.element;
        EXPECT_FALSE(note.text.empty());
        ignored.insert(note.element);
    }
    EXPECT_EQ(ignored,
              (std::set<std::string>{"vcpu", "features/acpi", "devices/graphics", "perf"}));
    EXPECT_TRUE(refuseElements("web.xml", checkElements(definition)));
}

SecurityLabel labelOf(const std::string& type, const std::string& model) {
    SecurityLabel label;
    label.type = type;
    label.model = model;
    label.label = "web";
    return label;
}

TEST(Elements, ALabelIsHonouredWhereTheHostHasItsModule) {
    DomainDefinition definition;
    definition.securityLabels = {labelOf("static", "apparmor")};
    EXPECT_TRUE(checkElements(definition, {"capability", "apparmor"}).empty());
    definition.securityLabels = {labelOf("none", "apparmor")};
    EXPECT_TRUE(checkElements(definition, {}).empty());
}

TEST(Elements, ALabelThatNobodySetsIsNamed) {
    DomainDefinition definition;
    definition.securityLabels = {labelOf("static", "selinux")};
    auto notes = checkElements(definition, {"capability", "apparmor"});
    ASSERT_EQ(notes.size(), 1U);
    EXPECT_EQ(notes[0].treatment, Treatment::ignored);
    EXPECT_EQ(notes[0].element, "seclabel[@model='selinux']");
    EXPECT_THAT(notes[0].text, HasSubstr("without the label"));

    definition.securityLabels = {labelOf("dynamic", "apparmor")};
    notes = checkElements(definition, {"apparmor"});
    ASSERT_EQ(notes.size(), 1U);
    EXPECT_THAT(notes[0].text, HasSubstr("type='static'"));
}

std::vector<std::string> namesOf(const ElementRule& rule) {
    std::istringstream stream(rule.element);
    return {std::istream_iterator<std::string>(stream), {}};
}

TEST(Elements, EachRowStandsOnceAndSaysWhy) {
    std::set<std::string> rows;
    for (const auto& rule : elementRules()) {
        for (const auto& name : namesOf(rule))
            EXPECT_TRUE(rows.insert(name).second) << name;
        EXPECT_TRUE(rule.treatment == Treatment::honoured || *rule.text != '\0') << rule.element;
    }
}

/// Whether a row, or one with a condition or for a part of it, is about the element.
bool isInTheTable(const std::string& element) {
    for (const auto& rule : elementRules())
        for (const auto& name : namesOf(rule))
            if (name == element || name.starts_with(element + '[') ||
                name.starts_with(element + '/'))
                return true;
    return false;
}

TEST(Elements, EachElementOfTheSchemaHasARow) {
    const auto& vocabulary = domainVocabulary();
    for (const std::string parent :
         {"", "memtune/", "cputune/", "numatune/", "resource/", "os/", "features/", "devices/",
          "devices/filesystem/", "devices/interface/", "devices/hostdev/"}) {
        const std::string path = "domain/" + parent;
        for (const auto name : vocabulary.elementsOf(path.substr(0, path.size() - 1)))
            if (name != "source" && name != "target") { // what a device is: its own row
                EXPECT_TRUE(isInTheTable(parent + std::string(name))) << parent << name;
            }
    }
}

/// TWINVIRT_WRITE_DOCS=1 in the environment writes the page anew.
TEST(ElementDocument, IsThePageInDocs) {
    const std::string path = TWINVIRT_SOURCE_DIR "/docs/lxc-elements.md";
    if (std::getenv("TWINVIRT_WRITE_DOCS") != nullptr)
        std::ofstream(path) << elementDocument();
    std::ifstream file(path);
    const std::string page{std::istreambuf_iterator<char>(file), {}};
    EXPECT_EQ(page, elementDocument())
        << "run TWINVIRT_WRITE_DOCS=1 build/release/tests/lxc_driver_test "
           "--gtest_filter='ElementDocument*'";
}

} // namespace
