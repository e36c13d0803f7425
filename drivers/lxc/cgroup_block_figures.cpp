#include "lxc/cgroup_block_figures.h"

#include "lxc/cgroup/cgroup_tree.h"
#include "lxc/cgroup_files.h"
#include "util/atomic_file.h"

#include <array>
#include <charconv>
#include <climits>
#include <filesystem>
#include <map>
#include <sstream>
#include <unistd.h>

namespace twinvirt::lxc {

namespace {

using ByDevice = std::map<std::string, BlockFigures>;

/// Lines "254:0 Read 4096" into the two members.
void readV1(const std::string& file, std::uint64_t BlockFigures::*reads,
            std::uint64_t BlockFigures::*writes, ByDevice& devices) {
    std::istringstream lines(readFile(file).value_or(""));
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string number;
        std::string operation;
        std::uint64_t value = 0;
        if (!(words >> number >> operation >> value) || number.find(':') == std::string::npos)
            continue;
        if (operation == "Read")
            devices[number].*reads += value;
        else if (operation == "Write")
            devices[number].*writes += value;
    }
}

/// Lines "254:0 rbytes=4096 wbytes=0 rios=1 wios=0 dbytes=0 dios=0".
void readV2(const std::string& file, ByDevice& devices) {
    const std::map<std::string, std::uint64_t BlockFigures::*> members{
        {"rbytes", &BlockFigures::readBytes},
        {"wbytes", &BlockFigures::writeBytes},
        {"rios", &BlockFigures::readRequests},
        {"wios", &BlockFigures::writeRequests}};
    std::istringstream lines(readFile(file).value_or(""));
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string number;
        words >> number;
        for (std::string word; words >> word;) {
            const auto equals = word.find('=');
            const auto member = members.find(word.substr(0, equals));
            if (equals == std::string::npos || member == members.end())
                continue;
            std::from_chars(word.data() + equals + 1, word.data() + word.size(),
                            devices[number].*(member->second));
        }
    }
}

std::string deviceName(const std::string& number) {
    std::array<char, PATH_MAX> target{};
    const auto length =
        ::readlink(("/sys/dev/block/" + number).c_str(), target.data(), target.size());
    const std::string path(target.data(), length > 0 ? static_cast<std::size_t>(length) : 0);
    return path.empty() ? number : path.substr(path.rfind('/') + 1);
}

std::string firstLine(const std::string& file) {
    const auto text = readFile(file, 4096).value_or("");
    return text.substr(0, text.find('\n'));
}

/// The numbers of the disks of this host; what a loop or memory device does is done by a disk or by
/// none.
std::vector<std::string> diskNumbers() {
    std::vector<std::string> numbers;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator("/sys/block", error)) {
        const auto name = entry.path().filename().string();
        const bool isDisk =
            !name.starts_with("loop") && !name.starts_with("ram") && !name.starts_with("zram");
        if (isDisk && firstLine(entry.path() / "size") != "0")
            numbers.push_back(firstLine(entry.path() / "dev"));
    }
    return numbers;
}

} // namespace

void countBlockIo(const std::vector<CgroupMembership>& memberships) {
    constexpr const char* counter = "/blkio.throttle.io_service_bytes_recursive";
    for (const auto& membership : memberships) {
        const auto directory = directoryOf(membership);
        if (membership.unified || ::access((directory + counter).c_str(), F_OK) != 0)
            continue;
        auto counted = "\n" + readFile(membership.mountPoint + counter).value_or("");
        for (const auto& setting : membership.settings) // a limit of its own is not taken away
            counted += "\n" + setting.value;
        for (const auto& number : diskNumbers())
            if (counted.find("\n" + number + " ") == std::string::npos)
                (void)writeKernelFile(directory + "/blkio.throttle.read_bps_device", number + " 0");
    }
}

std::vector<BlockFigures> readBlockFigures(const std::vector<CgroupMembership>& memberships) {
    ByDevice devices;
    for (const auto& membership : memberships) {
        const auto directory = directoryOf(membership);
        if (membership.unified) {
            readV2(directory + "/io.stat", devices);
            continue;
        }
        readV1(directory + "/blkio.throttle.io_service_bytes_recursive", &BlockFigures::readBytes,
               &BlockFigures::writeBytes, devices);
        readV1(directory + "/blkio.throttle.io_serviced_recursive", &BlockFigures::readRequests,
               &BlockFigures::writeRequests, devices);
    }
    std::vector<BlockFigures> list;
    for (auto& [number, figures] : devices) {
        figures.number = number;
        figures.name = deviceName(number);
        list.push_back(figures);
    }
    return list;
}

} // namespace twinvirt::lxc
