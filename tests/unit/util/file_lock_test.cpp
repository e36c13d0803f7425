#include "util/file_lock.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

using namespace twinvirt;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

TEST(FileLock, OneHolderAtATime) {
    std::string directory = fs::temp_directory_path() / "twinvirt-lock-XXXXXX";
    ASSERT_NE(::mkdtemp(directory.data()), nullptr);
    const std::string path = directory + "/lock";

    EXPECT_FALSE(FileLock::isHeld(path).value()) << "a file that does not exist is not held";
    {
        auto first = FileLock::tryAcquire(path);
        ASSERT_TRUE(first);
        EXPECT_TRUE(FileLock::isHeld(path).value());
        EXPECT_EQ(FileLock::tryAcquire(path).error().code, ErrorCode::resourceBusy);
        EXPECT_EQ(FileLock::acquire(path, 5ms).error().code, ErrorCode::operationTimeout);
    }
    EXPECT_FALSE(FileLock::isHeld(path).value());
    fs::remove_all(directory);
}
