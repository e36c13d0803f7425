#include "benchmark/run/prepared_arm.h"

#include "xml/domain_xml.h"

namespace twinvirt::bench {

DomainDocument instanceDocument(const PreparedArm& arm, const std::string& name, Payload payload) {
    DomainDefinition definition = arm.definition;
    if (payload == Payload::probe && arm.probeDefinition)
        definition = *arm.probeDefinition;
    if (payload == Payload::power && arm.powerDefinition)
        definition = *arm.powerDefinition;
    definition.name = name;
    definition.uuid = Uuid::random();
    return {arm.definitionFile, formatDomainDefinition(definition, {.inactive = true}), definition};
}

} // namespace twinvirt::bench
