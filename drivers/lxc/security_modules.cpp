#include "lxc/security_modules.h"

#include "util/atomic_file.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <unistd.h>

namespace twinvirt::lxc {

static constexpr std::array labelling{std::string_view("apparmor"), std::string_view("selinux")};

static std::vector<std::string> split(std::string_view names) {
    std::vector<std::string> list;
    while (!names.empty()) {
        const auto end = std::min(names.find_first_of(",\n"), names.size());
        if (end > 0)
            list.emplace_back(names.substr(0, end));
        names.remove_prefix(std::min(end + 1, names.size()));
    }
    return list;
}

std::vector<std::string> activeSecurityModules() {
    if (const auto names = readFile("/sys/kernel/security/lsm"))
        return split(*names);
    std::vector<std::string> found;
    if (readFile("/sys/module/apparmor/parameters/enabled").value_or("").starts_with("Y"))
        found.emplace_back("apparmor");
    if (::access("/sys/fs/selinux/enforce", F_OK) == 0)
        found.emplace_back("selinux");
    return found;
}

bool canLabel(const std::string& model, const std::vector<std::string>& modules) {
    return std::ranges::find(labelling, model) != labelling.end() &&
           std::ranges::find(modules, model) != modules.end();
}

std::vector<SecurityLabelSpec> resolveSecurityLabels(const DomainDefinition& definition,
                                                     const std::vector<std::string>& modules) {
    std::vector<SecurityLabelSpec> labels;
    for (const SecurityLabel& label : definition.securityLabels)
        if (label.type == "static" && label.label && canLabel(label.model.value_or(""), modules))
            labels.push_back({*label.model, *label.label});
    return labels;
}

static std::string attributeOf(int pid, const std::string& file) {
    std::string text = readFile("/proc/" + std::to_string(pid) + "/attr/" + file).value_or("");
    text.resize(std::min(text.find_first_of(std::string_view("\n\0", 2)), text.size()));
    return text;
}

ProcessLabel labelOfProcess(int pid, const std::vector<std::string>& modules) {
    if (canLabel("selinux", modules))
        return {"selinux", attributeOf(pid, "current"),
                readFile("/sys/fs/selinux/enforce").value_or("").starts_with("1")};
    if (!canLabel("apparmor", modules))
        return {};
    std::string label = attributeOf(pid, "apparmor/current");
    if (label.empty()) // before Linux 5.8
        label = attributeOf(pid, "current");
    const bool enforcing = label.ends_with(" (enforce)");
    return {"apparmor", label.substr(0, label.rfind(" (")), enforcing};
}

} // namespace twinvirt::lxc
