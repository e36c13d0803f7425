#include "api/domain_file_name.h"

#include <gtest/gtest.h>

#include <set>

using namespace twinvirt;

TEST(DomainFileName, AnOrdinaryNameIsItsOwnFileName) {
    EXPECT_EQ(domainFileName("web"), "web");
    EXPECT_EQ(domainFileName("os2_x.y (old)"), "os2_x.y (old)");
}

TEST(DomainFileName, DifferentNamesHaveDifferentFiles) {
    const std::string longName(255, 'a');
    std::set<std::string> files;
    const std::set<std::string> names{".a",      "%2Ea",      "a.lock", "a%2Elock",
                                      "a",       "a.xml",     longName, longName.substr(1),
                                      "a.ended", "a.corrupt", "-rf"};
    for (const auto& name : names) {
        const auto file = domainFileName(name);
        EXPECT_LE(file.size(), 190U);
        EXPECT_NE(file.front(), '.') << "a hidden file is none of ours";
        EXPECT_FALSE(file.ends_with(".lock")) << file;
        files.insert(file);
    }
    EXPECT_EQ(files.size(), names.size());
}

TEST(DomainFileName, RefusesWhatCannotBeAName) {
    for (const char* name : {"", ".", "..", "a/b", "../x", "a\nb", "\x1b[31m", "\x7f"})
        EXPECT_EQ(checkDomainName(name).error().code, ErrorCode::xmlError) << name;
    EXPECT_FALSE(checkDomainName(std::string(256, 'a')));
    for (const char* name : {"a", "-rf", "@", "bücher", "a ", "1"})
        EXPECT_TRUE(checkDomainName(name)) << name;
}
