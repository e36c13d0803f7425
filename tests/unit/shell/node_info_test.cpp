#include "shell/node_info.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

using namespace twinvirt;

namespace {

/// A /proc and a /sys of our own.
class NodeInfoTest : public testing::Test {
  protected:
    void SetUp() override {
        write("proc/meminfo", "MemTotal:        2048 kB\nMemFree: 1 kB\n");
        write("proc/cpuinfo",
              "processor\t: 0\nmodel name\t: X 9 cpu MHz 5\ncpu MHz\t\t: 2596.99\n");
    }
    void TearDown() override { std::filesystem::remove_all(root_); }

    void write(const std::string& file, const std::string& text) {
        std::filesystem::create_directories((root_ / file).parent_path());
        std::ofstream(root_ / file) << text;
    }
    void addCpu(int number, int socket, int core) {
        const auto directory = "sys/devices/system/cpu/cpu" + std::to_string(number) + "/topology/";
        write(directory + "physical_package_id", std::to_string(socket) + "\n");
        write(directory + "core_id", std::to_string(core) + "\n");
    }
    NodeInfo read() {
        auto info = readNodeInfo((root_ / "proc").string(), (root_ / "sys").string());
        EXPECT_TRUE(info) << info.error().message;
        return *info;
    }

    std::filesystem::path root_ =
        std::filesystem::path(testing::TempDir()) / ("node_info_" + std::to_string(::getpid()));
};

} // namespace

TEST_F(NodeInfoTest, countsSocketsCoresAndThreads) {
    int number = 0;
    for (int socket = 0; socket < 2; ++socket)
        for (int core = 0; core < 3; ++core)
            for (int thread = 0; thread < 2; ++thread)
                addCpu(number++, socket, core);
    const auto info = read();
    EXPECT_EQ(info.cpus, 12U);
    EXPECT_EQ(info.socketsPerCell, 2U);
    EXPECT_EQ(info.coresPerSocket, 3U);
    EXPECT_EQ(info.threadsPerCore, 2U);
    EXPECT_EQ(info.mhz, 2596U);
    EXPECT_EQ(info.memoryKib, 2048U);
}

TEST_F(NodeInfoTest, leavesCpusOutThatAreOffline) {
    addCpu(0, 0, 0);
    addCpu(1, 0, 1);
    write("sys/devices/system/cpu/cpu1/online", "0\n");
    EXPECT_EQ(read().cpus, 1U);
}

TEST_F(NodeInfoTest, dividesSocketsByNumaCells) {
    addCpu(0, 0, 0);
    addCpu(1, 1, 0);
    write("sys/devices/system/node/node0/x", "");
    write("sys/devices/system/node/node1/x", "");
    EXPECT_EQ(read().cells, 2U);
    EXPECT_EQ(read().socketsPerCell, 1U);
}

TEST_F(NodeInfoTest, callsATopologyThatDoesNotMultiplyUpSingleThreadedCores) {
    addCpu(0, 0, 0);
    addCpu(1, 0, 0);
    addCpu(2, 0, 1);
    const auto info = read();
    EXPECT_EQ(info.coresPerSocket, 3U);
    EXPECT_EQ(info.threadsPerCore, 1U);
}

TEST_F(NodeInfoTest, saysWhenThereIsNothingToRead) {
    EXPECT_FALSE(readNodeInfo((root_ / "nowhere").string(), (root_ / "sys").string()));
    EXPECT_FALSE(readNodeInfo((root_ / "proc").string(), (root_ / "nowhere").string()));
}
