#include "lxc/element_notes.h"

namespace twinvirt::lxc {

void checkResources(const DomainDefinition& definition, ElementNotes& notes) {
    notes.addIf(definition.memoryTune.minGuaranteeKib.has_value(), "memtune/min_guarantee");
    notes.addIf(definition.vcpu.count != 1 && !definition.vcpu.current, "vcpu");
    notes.addIf(definition.vcpu.placement == "auto", "vcpu[@placement='auto']");
    notes.addIf(definition.numaMemory && definition.numaMemory->placement == "auto",
                "numatune/memory[@placement='auto']");
}

} // namespace twinvirt::lxc
