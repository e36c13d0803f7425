#include "lxc/native/import.h"

namespace twinvirt::lxc {

/// The last line of a key counts, as in LXC.
static void setLabel(Import& import, const std::string& model, const std::string& label) {
    auto& labels = import.domain.securityLabels;
    std::erase_if(labels, [&](const SecurityLabel& one) { return one.model == model; });
    if (label.empty())
        return;
    SecurityLabel added;
    added.type = "static";
    added.model = model;
    added.relabel = false;
    added.label = label;
    labels.push_back(added);
}

Result<void> importAppArmorProfile(Import& import, const ConfigLine& line) {
    const bool none = line.value == "unconfined" || line.value == "unchanged";
    if (line.value == "generated") {
        setLabel(import, "apparmor", "");
        import.note(line, "dropped: no profile is generated; name a loaded one");
        return {};
    }
    setLabel(import, "apparmor", none ? "" : line.value);
    return {};
}

Result<void> importSelinuxContext(Import& import, const ConfigLine& line) {
    setLabel(import, "selinux", line.value);
    return {};
}

} // namespace twinvirt::lxc
