#include "lxc/device_rules.h"
#include "lxc/element_notes.h"
#include "lxc/network/interface_plan.h"
#include "lxc/security_modules.h"

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

bool isRoot(const Filesystem& filesystem) {
    return filesystem.target == "/";
}

void checkTimers(const Clock& clock, ElementNotes& notes) {
    for (const auto& timer : clock.timers) {
        const std::string shown = "clock/timer[@name='" + timer.name + "']";
        if (timer.name == "rtc" || timer.name == "hpet" || timer.present == "no")
            continue;
        notes.add(showsTimers(clock) ? "clock[@offset]/timer" : "clock/timer", shown);
    }
}

void checkBehaviour(const DomainDefinition& definition, ElementNotes& notes) {
    notes.addIf(definition.features.acpi, "features/acpi");
    notes.addIf(definition.features.apic, "features/apic");
    notes.addIf(definition.features.pae, "features/pae");
    notes.addIf(definition.clock.offset != "utc", "clock[@offset]");
    checkTimers(definition.clock, notes);
    if (isUnusual(definition.onPoweroff))
        notes.add("on_poweroff[@value]", "on_poweroff");
    if (isUnusual(definition.onReboot))
        notes.add("on_poweroff[@value]", "on_reboot");
    if (isUnusual(definition.onCrash))
        notes.add("on_poweroff[@value]", "on_crash");
}

void checkSecurityLabels(const std::vector<SecurityLabel>& labels,
                         const std::vector<std::string>& modules, ElementNotes& notes) {
    for (const auto& label : labels) {
        const std::string model = label.model.value_or("");
        if (label.type == "static" && !canLabel(model, modules))
            notes.add("seclabel[@model]", "seclabel[@model='" + model + "']");
        else
            notes.add("seclabel[@type='" + label.type + "']");
    }
}

} // namespace

std::vector<ElementNote> checkElements(const DomainDefinition& definition,
                                       const std::vector<std::string>& securityModules) {
    ElementNotes notes;
    checkOperatingSystem(definition.os, notes);
    checkBehaviour(definition, notes);
    checkResources(definition, notes);
    checkFilesystems(definition.devices, notes);
    checkInterfaces(definition.devices, notes);
    checkOtherDevices(definition.devices, notes);
    checkSecurityLabels(definition.securityLabels, securityModules, notes);
    notes.addKept("features/", definition.features.kept);
    notes.addKept("", definition.kept);
    return notes.take();
}

std::vector<ElementNote> checkElements(const DomainDefinition& definition) {
    return checkElements(definition, definition.securityLabels.empty() ? std::vector<std::string>()
                                                                       : activeSecurityModules());
}

std::vector<ElementNote> warnOfSharing(const DomainDefinition& definition) {
    std::vector<ElementNote> warnings;
    const auto warn = [&warnings](const char* element, const char* text) {
        warnings.push_back({element, 0, Treatment::honoured, text});
    };
    const auto isHosts = [](const Filesystem& filesystem) {
        return filesystem.target == "/" && filesystem.type == "mount" && filesystem.source == "/";
    };
    const auto& filesystems = definition.devices.filesystems;
    if (std::ranges::none_of(filesystems, &isRoot) || std::ranges::any_of(filesystems, isHosts))
        warn("devices/filesystem",
             "none gives the container a root of its own, so it has the host's, with all files; "
             "write <filesystem><source dir='/srv/web'/><target dir='/'/></filesystem>");
    if (!hasOwnNetwork(definition) && !definition.sharedNamespaces.net)
        warn("devices/interface",
             "there is none, so the container has the host's network and its root can change it; "
             "write <features><privnet/></features> or an <interface>");
    return warnings;
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
