#pragma once

#include "util/result.h"

#include <libxml/tree.h>

#include <memory>
#include <string>
#include <string_view>

namespace twinvirt::kvm {

/// A domain's XML as a tree that can be changed; what is not touched stays as it stood.
class DomainTree {
  public:
    /// xmlError, begun with `doing`, when it is not well-formed. No network is asked.
    static Result<DomainTree> parse(const std::string& xml, const std::string& doing);

    [[nodiscard]] xmlNodePtr domain() const { return xmlDocGetRootElement(document_.get()); }
    [[nodiscard]] std::string text() const;

  private:
    struct Deleter {
        void operator()(xmlDocPtr document) const { xmlFreeDoc(document); }
    };
    explicit DomainTree(xmlDocPtr document) : document_(document) {}

    std::unique_ptr<xmlDoc, Deleter> document_;
};

// Of its nodes; a parent may be nullptr, which has no children.

const xmlChar* xmlText(const char* text);
bool isCalled(const xmlNode* node, std::string_view name);
/// Empty when it has none.
std::string attribute(xmlNodePtr node, const char* name);
/// The first child element of that name; nullptr when there is none.
xmlNodePtr child(xmlNodePtr parent, std::string_view name);
/// The next element beside `node` of its own name; nullptr when there is none.
xmlNodePtr nextOfItsName(xmlNodePtr node);

/// Removes the child elements for which `condition` is true.
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

} // namespace twinvirt::kvm
