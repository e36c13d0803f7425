#include "lxc/network/link_list_file.h"

#include "util/atomic_file.h"

namespace twinvirt::lxc {

static std::string pathOf(const RunDirectory& run) {
    return run.path + "/links";
}

Result<void> writeLinkNames(const RunDirectory& run, const std::vector<std::string>& names) {
    std::string text;
    for (const auto& name : names)
        text += name + "\n";
    return writeFileAtomically(pathOf(run), text, Durability::volatileState);
}

std::vector<std::string> readLinkNames(const RunDirectory& run) {
    std::vector<std::string> names;
    const std::string text = readFile(pathOf(run)).value_or("");
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = text.find('\n', begin);
        names.push_back(text.substr(begin, end - begin));
        begin = end == std::string::npos ? text.size() : end + 1;
    }
    return names;
}

} // namespace twinvirt::lxc
