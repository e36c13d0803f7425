#include "shell/table.h"

#include <gtest/gtest.h>

#include <clocale>

using namespace twinvirt;

TEST(Table, isLaidOutAsVirshDoes) {
    Table table({"Id", "Name", "State"});
    table.addRow({"1", "test", "running"});
    table.addRow({"-", "a-longer-name", "shut off"});
    EXPECT_EQ(table.format(true), " Id   Name            State\n"
                                  "--------------------------------\n"
                                  " 1    test            running\n"
                                  " -    a-longer-name   shut off\n");
}

TEST(Table, withoutRowsHasTitlesOnly) {
    EXPECT_EQ(Table({"Id", "Name", "State"}).format(true), " Id   Name   State\n"
                                                           "--------------------\n");
}

TEST(Table, withoutTitlesIsAsWideAsItsCells) {
    Table table({"Id", "Name", "State"});
    table.addRow({"1", "x", "running"});
    EXPECT_EQ(table.format(false), " 1   x   running\n");
}

TEST(Table, showsWhatCannotBePrintedAsHexadecimal) {
    EXPECT_EQ(printable("a\033[2Jb\n"), "a\\x1b[2Jb\\x0a");
    EXPECT_EQ(printable("\xff"), "\\xff");
}

TEST(Table, countsColumnsAndNotBytes) {
    if (std::setlocale(LC_CTYPE, "C.UTF-8") == nullptr)
        GTEST_SKIP() << "the locale C.UTF-8 is not installed";
    ::setenv("LC_ALL", "C.UTF-8", 1);
    EXPECT_EQ(displayWidth("größe"), 5U);
    EXPECT_EQ(displayWidth("容器"), 4U);
    EXPECT_EQ(printable("größe"), "größe");
    ::unsetenv("LC_ALL");
}
