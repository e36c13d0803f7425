#include "benchmark/run/prepared_arm.h"

#include "benchmark/run/cpu_share.h"
#include "xml/domain_xml.h"

namespace twinvirt::bench {

DomainDocument instanceDocument(const PreparedArm& arm, const std::string& name, Payload payload,
                                unsigned index) {
    DomainDefinition definition = arm.definition;
    if (payload == Payload::probe && arm.probeDefinition)
        definition = *arm.probeDefinition;
    if (payload == Payload::power && arm.powerDefinition)
        definition = *arm.powerDefinition;
    if (payload == Payload::network && arm.networkDefinition)
        definition = *arm.networkDefinition;
    if (payload == Payload::connected && arm.connectedDefinition)
        definition = *arm.connectedDefinition;
    definition.name = name;
    definition.uuid = Uuid::random();
    // Of a machine this pins its virtual CPUs and its emulator, of a container its cgroup.
    if (!definition.vcpu.cpuset)
        definition.vcpu.cpuset = cpusFor(index, definition.vcpu.count);
    return {arm.definitionFile, formatDomainDefinition(definition, {.inactive = true}), definition};
}

} // namespace twinvirt::bench
