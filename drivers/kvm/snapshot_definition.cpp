#include "kvm/snapshot_definition.h"

#include "kvm/domain_tree.h"

namespace twinvirt::kvm {

namespace {

std::string textOf(xmlNodePtr parent, const char* name) {
    const auto* node = child(parent, name);
    const auto* text = node == nullptr ? nullptr : node->children;
    return text == nullptr || text->content == nullptr
               ? ""
               : reinterpret_cast<const char*>(text->content);
}

void setText(xmlNodePtr parent, const char* name, const std::string& text) {
    auto* node = child(parent, name);
    if (node == nullptr)
        node = xmlNewChild(parent, nullptr, xmlText(name), nullptr);
    xmlNodeSetContent(node, nullptr);
    xmlNodeAddContent(node, xmlText(text.c_str())); // escapes it
}

void set(xmlNodePtr node, const char* name, const std::string& value) {
    xmlSetProp(node, xmlText(name), xmlText(value.c_str()));
}

bool isDisk(xmlNodePtr disk) {
    const auto device = attribute(disk, "device");
    return device.empty() || device == "disk";
}

Error cannot(const std::string& name, const std::string& why) {
    return {ErrorCode::configUnsupported, "snapshot of domain '" + name + "': " + why, 0};
}

std::string targetOf(xmlNodePtr disk) {
    auto* target = child(disk, "target");
    return target == nullptr ? "" : attribute(target, "dev");
}

/// Its image or its device; empty of a volume or a disk of the network.
std::string sourceOf(xmlNodePtr disk) {
    auto* source = child(disk, "source");
    if (source == nullptr)
        return "";
    const auto type = attribute(disk, "type");
    return type == "file" ? attribute(source, "file")
                          : (type == "block" ? attribute(source, "dev") : "");
}

Result<void> requireUnwritten(xmlNodePtr disk, const std::string& name) {
    if (child(disk, "readonly") != nullptr)
        return {};
    return cannot(name, "it writes to its disk '" + targetOf(disk) +
                            "', which would change beneath the snapshot; make the disk "
                            "<readonly/>, or copy the machine: virt-clone --original " +
                            name + " --auto-clone --name NEW");
}

/// The first disk becomes the overlay.
Result<void> putOverlay(xmlNodePtr disk, const std::string& original, const std::string& overlay,
                        SnapshotPlan& plan) {
    TRY(requireUnwritten(disk, original));
    plan.base = sourceOf(disk);
    if (plan.base.empty())
        return cannot(original, "its disk '" + targetOf(disk) + "' is of type='" +
                                    attribute(disk, "type") +
                                    "'; only a file or a block device can be shown by an overlay");
    auto* driver = child(disk, "driver");
    plan.baseFormat = driver == nullptr ? "" : attribute(driver, "type");
    if (plan.baseFormat.empty())
        plan.baseFormat = "raw"; // as libvirt takes it
    if (driver == nullptr)
        driver = xmlNewChild(disk, nullptr, xmlText("driver"), nullptr);
    set(driver, "name", "qemu");
    set(driver, "type", "qcow2");
    set(disk, "type", "file");
    auto* source = child(disk, "source");
    xmlUnsetProp(source, xmlText("dev"));
    set(source, "file", overlay);
    removeChildren(disk, [](const xmlNode* node) {
        return isCalled(node, "readonly") || isCalled(node, "backingStore");
    });
    return {};
}

Result<void> changeDisks(xmlNodePtr devices, const std::string& original, const std::string& name,
                         const std::string& overlay, SnapshotPlan& plan) {
    for (auto* disk = child(devices, "disk"); disk != nullptr; disk = nextOfItsName(disk)) {
        if (!isDisk(disk)) // a CD or a floppy, which nobody writes to
            continue;
        if (plan.base.empty()) {
            TRY(putOverlay(disk, original, overlay, plan));
            continue;
        }
        TRY(requireUnwritten(disk, original));
        plan.notes.push_back("'" + sourceOf(disk) + "' on '" + targetOf(disk) + "' is shared by '" +
                             original + "' and '" + name + "'");
    }
    if (plan.base.empty())
        return cannot(original, "it has no disk that an overlay could show (its root is an "
                                "initramfs, or a directory of the host)");
    return {};
}

/// What no two machines may have in common.
void forgetIdentity(xmlNodePtr domain, xmlNodePtr devices) {
    if (auto* generation = child(domain, "genid"))
        xmlNodeSetContent(generation, nullptr);
    for (auto* link = child(devices, "interface"); link != nullptr; link = nextOfItsName(link))
        removeChildren(link, [](const xmlNode* node) {
            return isCalled(node, "mac") || isCalled(node, "target");
        });
}

} // namespace

Result<SnapshotPlan> planSnapshot(const std::string& xml, const std::string& name, const Uuid& uuid,
                                  const std::string& overlay) {
    const DomainTree tree = TRY(DomainTree::parse(xml, "snapshot"));
    auto* domain = tree.domain();
    const auto original = textOf(domain, "name");
    if (child(child(domain, "os"), "nvram") != nullptr)
        return cannot(original, "its firmware keeps variables in a file (<nvram>), which two "
                                "machines cannot share; copy it: virt-clone --original " +
                                    original + " --auto-clone --name NEW");
    SnapshotPlan plan;
    auto* devices = child(domain, "devices");
    TRY(changeDisks(devices, original, name, overlay, plan));
    setText(domain, "name", name);
    setText(domain, "uuid", uuid.toString());
    forgetIdentity(domain, devices);
    plan.xml = tree.text();
    return plan;
}

} // namespace twinvirt::kvm
