#include "shell/node_info.h"

#include "util/atomic_file.h"

#include <sys/utsname.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <map>
#include <set>
#include <string_view>
#include <utility>

namespace twinvirt {

namespace {

/// The number behind "KEY<blanks>:<blanks>", of the first such line.
std::uint64_t numberAfter(std::string_view text, std::string_view key) {
    for (auto at = text.find(key); at != std::string_view::npos; at = text.find(key, at + 1)) {
        if (at != 0 && text[at - 1] != '\n')
            continue;
        const auto digit = text.find_first_of("0123456789\n", at + key.size());
        std::uint64_t number = 0;
        if (digit != std::string_view::npos)
            std::from_chars(text.data() + digit, text.data() + text.size(), number);
        return number;
    }
    return 0;
}

/// The directories PREFIX<number> in `directory`, by number.
std::map<unsigned, std::string> numbered(const std::string& directory, std::string_view prefix) {
    std::map<unsigned, std::string> found;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(directory, error)) {
        const auto name = entry.path().filename().string();
        if (!name.starts_with(prefix))
            continue;
        unsigned number = 0;
        const auto end = name.data() + name.size();
        const auto [stop, failure] = std::from_chars(name.data() + prefix.size(), end, number);
        if (failure == std::errc{} && stop == end)
            found[number] = entry.path().string();
    }
    return found;
}

unsigned fileNumber(const std::string& file) {
    const auto text = readFile(file);
    unsigned number = 0;
    if (text)
        std::from_chars(text->data(), text->data() + text->size(), number);
    return number;
}

struct Topology {
    unsigned cpus = 0;
    std::set<unsigned> sockets;
    std::set<std::pair<unsigned, unsigned>> cores;
};

Topology readTopology(const std::string& sys) {
    Topology topology;
    for (const auto& [number, directory] : numbered(sys + "/devices/system/cpu", "cpu")) {
        const auto online = readFile(directory + "/online"); // CPU 0 often has no such file
        if (online && online->starts_with('0'))
            continue;
        ++topology.cpus;
        const auto socket = fileNumber(directory + "/topology/physical_package_id");
        topology.sockets.insert(socket);
        topology.cores.emplace(socket, fileNumber(directory + "/topology/core_id"));
    }
    return topology;
}

} // namespace

Result<NodeInfo> readNodeInfo(const std::string& proc, const std::string& sys) {
    NodeInfo info;
    utsname names{};
    if (::uname(&names) != 0)
        return systemError("uname()");
    info.model = static_cast<const char*>(names.machine);
    info.memoryKib = numberAfter(TRY(readFile(proc + "/meminfo")), "MemTotal");
    const auto cpuinfo = TRY(readFile(proc + "/cpuinfo"));
    info.mhz = static_cast<unsigned>(numberAfter(cpuinfo, "cpu MHz"));
    const auto nodes = numbered(sys + "/devices/system/node", "node").size();
    info.cells = static_cast<unsigned>(std::max<std::size_t>(nodes, 1));

    const auto topology = readTopology(sys);
    info.cpus = topology.cpus;
    if (topology.cpus == 0)
        return Error{ErrorCode::internalError, "no CPU found in " + sys + "/devices/system/cpu"};
    const auto sockets = static_cast<unsigned>(topology.sockets.size());
    const auto cores = static_cast<unsigned>(topology.cores.size());
    info.socketsPerCell = sockets / info.cells;
    info.coresPerSocket = cores / sockets;
    info.threadsPerCore = info.cpus / cores;
    if (info.cells * info.socketsPerCell * info.coresPerSocket * info.threadsPerCore != info.cpus) {
        info.cells = info.socketsPerCell = info.threadsPerCore = 1;
        info.coresPerSocket = info.cpus;
    }
    return info;
}

} // namespace twinvirt
