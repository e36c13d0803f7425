#include "lxc/element_notes.h"

#include <sys/utsname.h>

#include <algorithm>
#include <string_view>

namespace twinvirt::lxc {

namespace {

bool isForeignArchitecture(const std::optional<std::string>& arch) {
    if (!arch)
        return false;
    utsname host{};
    ::uname(&host);
    const std::string_view machine = host.machine;
    return *arch != machine && !(*arch == "i686" && machine == "x86_64");
}

void checkOperatingSystem(const OperatingSystem& os, ElementNotes& notes) {
    notes.addIf(isForeignArchitecture(os.arch), "os/type[@arch]");
    notes.addIf(os.kernel.has_value(), "os/kernel");
    notes.addIf(os.initrd.has_value(), "os/initrd");
    notes.addIf(os.cmdline.has_value(), "os/cmdline");
    notes.addIf(!os.bootDevices.empty(), "os/boot");
}

bool isUnusual(LifecycleAction action) {
    return action != LifecycleAction::destroy && action != LifecycleAction::restart;
}

void checkBehaviour(const DomainDefinition& definition, ElementNotes& notes) {
    notes.addIf(definition.features.acpi, "features/acpi");
    notes.addIf(definition.features.apic, "features/apic");
    notes.addIf(definition.features.pae, "features/pae");
    notes.addIf(definition.clock.offset != "utc", "clock[@offset]");
    for (const auto& timer : definition.clock.timers)
        notes.add("clock/timer", "clock/timer[@name='" + timer.name + "']");
    if (isUnusual(definition.onPoweroff))
        notes.add("on_poweroff[@value]", "on_poweroff");
    if (isUnusual(definition.onReboot))
        notes.add("on_poweroff[@value]", "on_reboot");
    if (isUnusual(definition.onCrash))
        notes.add("on_poweroff[@value]", "on_crash");
}

void checkSecurityLabels(const std::vector<SecurityLabel>& labels, ElementNotes& notes) {
    for (const auto& label : labels)
        if (label.type != "none")
            notes.add("seclabel", "seclabel[@type='" + label.type + "']");
}

} // namespace

std::vector<ElementNote> checkElements(const DomainDefinition& definition) {
    ElementNotes notes;
    checkOperatingSystem(definition.os, notes);
    checkBehaviour(definition, notes);
    checkResources(definition, notes);
    checkFilesystems(definition.devices, notes);
    checkInterfaces(definition.devices, notes);
    checkOtherDevices(definition.devices, notes);
    checkSecurityLabels(definition.securityLabels, notes);
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
