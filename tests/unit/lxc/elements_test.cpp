#include "lxc/elements.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

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

TEST(Elements, AnInterfaceIsRefusedWithItsLineAndWhatToWriteInstead) {
    DomainDefinition definition;
    auto& interface = definition.devices.interfaces.emplace_back();
    interface.type = "bridge";
    interface.line = 17;
    const auto notes = checkElements(definition);
    ASSERT_EQ(notes.size(), 1U);
    EXPECT_EQ(notes[0].treatment, Treatment::refused);
    const auto refused = refuseElements("web.xml", notes);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::configUnsupported);
    EXPECT_THAT(refused.error().message,
                HasSubstr("web.xml:17: <devices/interface[@type='bridge']>"));
    EXPECT_THAT(refused.error().message, HasSubstr("<privnet/>"));
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

TEST(Elements, EachRowStandsOnceAndSaysWhy) {
    std::set<std::string> rows;
    for (const auto& rule : elementRules()) {
        EXPECT_TRUE(rows.insert(rule.element).second) << rule.element;
        EXPECT_TRUE(rule.treatment == Treatment::honoured || *rule.text != '\0') << rule.element;
    }
}

} // namespace
