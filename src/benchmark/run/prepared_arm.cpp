#include "benchmark/run/prepared_arm.h"

#include "xml/domain_xml.h"

namespace twinvirt::bench {

DomainDocument instanceDocument(const PreparedArm& arm, const std::string& name, Payload payload) {
    DomainDefinition definition =
        payload == Payload::probe && arm.probeDefinition ? *arm.probeDefinition : arm.definition;
    definition.name = name;
    definition.uuid = Uuid::random();
    return {arm.definitionFile, formatDomainDefinition(definition, {.inactive = true}), definition};
}

} // namespace twinvirt::bench
