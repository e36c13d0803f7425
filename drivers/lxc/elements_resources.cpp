#include "lxc/element_notes.h"

namespace twinvirt::lxc {

static void checkBlockIo(const BlockIoTune& tune, ElementNotes& notes) {
    notes.addIf(tune.weight.has_value(), "blkiotune/weight");
    notes.addIf(!tune.devices.empty(), "blkiotune/device");
}

void checkResources(const DomainDefinition& definition, ElementNotes& notes) {
    checkBlockIo(definition.blockIoTune, notes);
    notes.addIf(definition.memoryTune.minGuaranteeKib.has_value(), "memtune/min_guarantee");
    notes.addIf(definition.vcpu.count != 1, "vcpu");
    notes.addIf(definition.vcpu.current.has_value(), "vcpu[@current]");
    notes.addIf(definition.vcpu.placement == "auto", "vcpu[@placement='auto']");
    notes.addIf(definition.numaMemory.has_value(), "numatune/memory");
    notes.addIf(definition.pidsMax.has_value(), "resource/pids");
}

} // namespace twinvirt::lxc
