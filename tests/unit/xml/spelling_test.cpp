#include "xml/quotation.h"
#include "xml/spelling.h"

#include <gtest/gtest.h>

namespace twinvirt::test {

TEST(EditDistance, CountsLettersChangedAddedRemovedAndSwapped) {
    EXPECT_EQ(editDistance("name", "name"), 0U);
    EXPECT_EQ(editDistance("name", "Name"), 0U);
    EXPECT_EQ(editDistance("nane", "name"), 1U);
    EXPECT_EQ(editDistance("nam", "name"), 1U);
    EXPECT_EQ(editDistance("nmae", "name"), 1U);
    EXPECT_EQ(editDistance("", "name"), 4U);
}

TEST(NearestWord, IsTheOneThatWasProbablyMeant) {
    EXPECT_EQ(nearestWord("filesytem", {"disk", "filesystem", "interface"}), "filesystem");
    EXPECT_EQ(nearestWord("memmory", {"memtune", "memory"}), "memory");
    EXPECT_EQ(nearestWord("parrot", {"disk", "filesystem"}), "");
    EXPECT_EQ(nearestWord(std::string(1000, 'x'), {"disk"}), "");
}

TEST(Quotation, IsShortAndHarmless) {
    EXPECT_EQ(quoted("plain ä"), "'plain ä'");
    EXPECT_EQ(quoted("a\x1b[31m\n\x7f"), "'a\\x1b[31m\\x0a\\x7f'");
    EXPECT_EQ(quoted("\u009b"), "'\\x9b'");
    EXPECT_EQ(visible("ääää", 3), "ä…") << "cut between two characters";
}

} // namespace twinvirt::test
