#include "kvm/emulation.h"

#include <libxml/parser.h>
#include <libxml/tree.h>

#include <array>
#include <memory>
#include <string_view>
#include <vector>

namespace twinvirt::kvm {

namespace {

struct DocumentDeleter {
    void operator()(xmlDocPtr document) const { xmlFreeDoc(document); }
    void operator()(xmlChar* text) const { xmlFree(text); }
};

const xmlChar* xmlText(const char* text) {
    return reinterpret_cast<const xmlChar*>(text);
}

bool isCalled(const xmlNode* node, std::string_view name) {
    return node->type == XML_ELEMENT_NODE && name == reinterpret_cast<const char*>(node->name);
}

std::string attribute(xmlNodePtr node, const char* name) {
    const std::unique_ptr<xmlChar, DocumentDeleter> value(xmlGetNoNsProp(node, xmlText(name)));
    return value ? reinterpret_cast<const char*>(value.get()) : "";
}

xmlNodePtr child(xmlNodePtr parent, std::string_view name) {
    for (auto* node = parent == nullptr ? nullptr : parent->children; node; node = node->next)
        if (isCalled(node, name))
            return node;
    return nullptr;
}

template <typename Condition>
void removeChildren(xmlNodePtr parent, Condition condition) {
    for (auto* node = parent == nullptr ? nullptr : parent->children; node != nullptr;) {
        auto* next = node->next;
        if (node->type == XML_ELEMENT_NODE && condition(node)) {
            xmlUnlinkNode(node);
            xmlFreeNode(node);
        }
        node = next;
    }
}

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
    const std::unique_ptr<xmlDoc, DocumentDeleter> document(
        xmlReadMemory(xml.data(), static_cast<int>(xml.size()), "(domain_definition)", nullptr,
                      XML_PARSE_NONET | XML_PARSE_NOERROR));
    auto* domain = document ? xmlDocGetRootElement(document.get()) : nullptr;
    if (domain == nullptr)
        return Error{ErrorCode::xmlError, "emulate: (domain_definition): not well-formed", 0};
    xmlSetProp(domain, xmlText("type"), xmlText("qemu"));
    emulateCpu(domain);
    removeChildren(child(domain, "features"), [](const xmlNode* node) {
        return isCalled(node, "kvm") || isCalled(node, "hyperv") || isCalled(node, "pvspinlock");
    });
    removeChildren(child(domain, "clock"), needsKvm);
    xmlChar* text = nullptr;
    int size = 0;
    xmlDocDumpMemory(document.get(), &text, &size);
    const std::unique_ptr<xmlChar, DocumentDeleter> owner(text);
    return std::string(reinterpret_cast<const char*>(text), static_cast<std::size_t>(size));
}

} // namespace twinvirt::kvm
