#include "kvm/emulation.h"

#include "kvm/domain_tree.h"

namespace twinvirt::kvm {

namespace {

/// host-passthrough and host-model are KVM's; `maximum` is all that TCG can emulate.
void emulateCpu(xmlNodePtr domain) {
    auto* cpu = child(domain, "cpu");
    if (cpu == nullptr || !attribute(cpu, "mode").starts_with("host-"))
        return;
    xmlSetProp(cpu, xmlText("mode"), xmlText("maximum"));
    xmlUnsetProp(cpu, xmlText("match"));
    removeChildren(cpu, [](const xmlNode* node) {
        return isCalled(node, "model") || isCalled(node, "feature") || isCalled(node, "vendor") ||
               isCalled(node, "maxphysaddr");
    });
}

bool needsKvm(xmlNodePtr timer) {
    const auto name = attribute(timer, "name");
    return isCalled(timer, "timer") &&
           (name == "kvmclock" || name == "hypervclock" || name == "tsc");
}

} // namespace

Result<std::string> rewriteForEmulation(const std::string& xml) {
    const DomainTree tree = TRY(DomainTree::parse(xml, "emulate"));
    auto* domain = tree.domain();
    xmlSetProp(domain, xmlText("type"), xmlText("qemu"));
    emulateCpu(domain);
    removeChildren(child(domain, "features"), [](const xmlNode* node) {
        return isCalled(node, "kvm") || isCalled(node, "hyperv") || isCalled(node, "pvspinlock");
    });
    removeChildren(child(domain, "clock"), needsKvm);
    return tree.text();
}

} // namespace twinvirt::kvm
