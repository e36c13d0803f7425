#include "util/atomic_file.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

using namespace twinvirt;
namespace fs = std::filesystem;

class AtomicFile : public testing::Test {
  protected:
    AtomicFile() : directory_(fs::temp_directory_path() / "twinvirt-util-XXXXXX") {
        std::string name = directory_.string();
        directory_ = ::mkdtemp(name.data());
    }
    ~AtomicFile() override { fs::remove_all(directory_); }
    fs::path directory_;
};

TEST_F(AtomicFile, ReplacesTheContentAndLeavesNothingElse) {
    const std::string path = directory_ / "state";
    ASSERT_TRUE(writeFileAtomically(path, "one", Durability::persistent));
    ASSERT_TRUE(writeFileAtomically(path, "two", Durability::volatileState));
    EXPECT_EQ(readFile(path).value(), "two");
    EXPECT_EQ(std::distance(fs::directory_iterator(directory_), fs::directory_iterator{}), 1);
}

TEST_F(AtomicFile, AFailedWriteLeavesNothing) {
    const std::string path = directory_ / "state";
    fs::create_directory(path); // rename(2) onto a directory fails
    EXPECT_FALSE(writeFileAtomically(path, "two", Durability::persistent));
    EXPECT_EQ(std::distance(fs::directory_iterator(directory_), fs::directory_iterator{}), 1);
}

TEST_F(AtomicFile, ReadingStopsAtTheLimit) {
    const std::string path = directory_ / "big";
    ASSERT_TRUE(writeFileAtomically(path, std::string(1000, 'x'), Durability::volatileState));
    EXPECT_FALSE(readFile(path, 999));
    EXPECT_TRUE(readFile(path, 1000));
}
