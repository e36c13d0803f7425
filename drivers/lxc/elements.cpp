#include "lxc/elements.h"

#include <sys/utsname.h>

#include <algorithm>
#include <string_view>

namespace twinvirt::lxc {

namespace {

const ElementRule* findRule(std::string_view element) {
    for (const auto& rule : elementRules())
        if (rule.element == element)
            return &rule;
    return nullptr;
}

/// Collects the notes; each row's text stands in the table only.
class Notes {
  public:
    void add(const std::string& rule, const std::string& shown, int line = 0) {
        const auto* found = findRule(rule);
        if (found == nullptr)
            notes_.push_back({shown, line, Treatment::ignored, "ignored by kind lxc"});
        else if (found->treatment != Treatment::honoured)
            notes_.push_back({shown, line, found->treatment, found->text});
    }
    void addIf(bool condition, const std::string& rule, const std::string& shown, int line = 0) {
        if (condition)
            add(rule, shown, line);
    }
    void addKept(const std::string& parent, const KeptElements& kept) {
        for (const auto& element : kept) {
            const bool namespaced = element.name == "namespace" || element.name == "lxc:namespace";
            const std::string path = parent + element.name;
            add(namespaced ? "lxc:namespace" : path, path, element.line);
        }
    }
    std::vector<ElementNote> take() { return std::move(notes_); }

  private:
    std::vector<ElementNote> notes_;
};

bool isForeignArchitecture(const std::optional<std::string>& arch) {
    if (!arch)
        return false;
    utsname host{};
    ::uname(&host);
    return *arch != std::string_view(host.machine);
}

void checkOperatingSystem(const OperatingSystem& os, Notes& notes) {
    notes.addIf(isForeignArchitecture(os.arch), "os/type[@arch]", "os/type[@arch]");
    notes.addIf(os.kernel.has_value(), "os/kernel", "os/kernel");
    notes.addIf(os.initrd.has_value(), "os/initrd", "os/initrd");
    notes.addIf(os.cmdline.has_value(), "os/cmdline", "os/cmdline");
    notes.addIf(!os.bootDevices.empty(), "os/boot", "os/boot");
}

bool isUnusual(LifecycleAction action) {
    return action != LifecycleAction::destroy && action != LifecycleAction::restart;
}

void checkBehaviour(const DomainDefinition& definition, Notes& notes) {
    notes.addIf(definition.vcpu.count != 1, "vcpu", "vcpu");
    notes.addIf(!definition.idMap.uids.empty() || !definition.idMap.gids.empty(), "idmap", "idmap");
    notes.addIf(definition.features.acpi, "features/acpi", "features/acpi");
    notes.addIf(definition.features.apic, "features/apic", "features/apic");
    notes.addIf(definition.features.pae, "features/pae", "features/pae");
    notes.addIf(definition.clock.offset != "utc", "clock[@offset]", "clock[@offset]");
    for (const auto& timer : definition.clock.timers)
        notes.add("clock/timer", "clock/timer[@name='" + timer.name + "']");
    notes.addIf(isUnusual(definition.onPoweroff), "on_poweroff[@value]", "on_poweroff");
    notes.addIf(isUnusual(definition.onReboot), "on_poweroff[@value]", "on_reboot");
    notes.addIf(isUnusual(definition.onCrash), "on_poweroff[@value]", "on_crash");
}

void checkDevices(const Devices& devices, Notes& notes) {
    for (std::size_t i = 0; i < devices.disks.size(); ++i)
        notes.add("devices/disk", "devices/disk");
    for (const auto& filesystem : devices.filesystems) {
        notes.addIf(filesystem.type != "mount" && filesystem.type != "ram",
                    "devices/filesystem[@type]",
                    "devices/filesystem[@type='" + filesystem.type + "']", filesystem.line);
        notes.addIf(filesystem.accessMode != "passthrough", "devices/filesystem[@accessmode]",
                    "devices/filesystem[@accessmode]", filesystem.line);
        for (const auto& kept : filesystem.kept)
            notes.add("devices/filesystem", "devices/filesystem/" + kept.name, kept.line);
    }
    for (const auto& interface : devices.interfaces)
        notes.add("devices/interface", "devices/interface", interface.line);
    for (std::size_t i = 0; i < devices.serials.size(); ++i)
        notes.add("devices/serial", "devices/serial");
    for (const auto& console : devices.consoles)
        notes.addIf(console.type != "pty", "devices/console[@type]",
                    "devices/console[@type='" + console.type + "']");
    notes.addKept("devices/", devices.kept);
}

} // namespace

std::vector<ElementNote> checkElements(const DomainDefinition& definition) {
    Notes notes;
    checkOperatingSystem(definition.os, notes);
    checkBehaviour(definition, notes);
    checkDevices(definition.devices, notes);
    notes.addKept("features/", definition.features.kept);
    notes.addKept("", definition.kept);
    return notes.take();
}

Result<void> refuseElements(const std::string& fileName, const std::vector<ElementNote>& notes) {
    const auto refused = std::find_if(notes.begin(), notes.end(), [](const ElementNote& note) {
        return note.treatment == Treatment::refused;
    });
    if (refused == notes.end())
        return {};
    std::string where = fileName;
    if (refused->line > 0)
        where += ":" + std::to_string(refused->line);
    return Error{ErrorCode::configUnsupported,
                 where + ": <" + refused->element + "> is refused by kind lxc: " + refused->text};
}

} // namespace twinvirt::lxc
