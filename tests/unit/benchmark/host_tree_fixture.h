#pragma once

#include "benchmark/doctor/host_tree.h"
#include "support/temporary_directory.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace twinvirt::bench::test {

/// A /proc, a /sys and a /dev of our own.
class HostTreeTest : public ::testing::Test {
  protected:
    void write(const std::string& path, const std::string& text) {
        const std::filesystem::path file = directory_ / path;
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file) << text;
    }
    [[nodiscard]] std::string textOf(const std::string& path) const {
        std::ifstream file(directory_ / path);
        return {std::istreambuf_iterator<char>(file), {}};
    }
    [[nodiscard]] HostRoots roots() const {
        return {directory_ / "proc", directory_ / "sys", directory_ / "dev"};
    }

    twinvirt::test::TemporaryDirectory directory_{"host-tree"};
};

} // namespace twinvirt::bench::test
