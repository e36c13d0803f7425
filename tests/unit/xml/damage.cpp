#include "random_domain.h"

#include <algorithm>

namespace twinvirt::test {

static const std::vector<std::string> names{
    "name",   "memory", "init",    "source",   "target", "dir",    "type", "nmae",  "filesytem",
    "xyz",    "cpu",    "alias",   "initarg",  "unit",   "port",   "uid",  "state", "readonly",
    "dev",    "file",   "privnet", "lxc",      "boot",   "driver", "pool", "mode",  "timer",
    "offset", "os",     "vcpu",    "on_crash", "title",  "shares", "mac",  "model", "tty",
};

static const std::vector<std::string> values{
    "",
    " ",
    "0",
    "-1",
    "1",
    "2",
    "+1",
    "2147483648",
    "4294967295",
    "4294967296",
    "1e9",
    " 1 ",
    "1KiB",
    "0x10",
    "9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "-0",
    "007",
    "/",
    "a/b",
    "../x",
    ".",
    "..",
    "...",
    "a\nb",
    "\tx",
    "x\r",
    "x\x7f",
    "\u0085",
    "ä",
    "on",
    "off",
    "yes",
    "no",
    "exe",
    "hvm",
    "lxc",
    "kvm",
    "mount",
    "ram",
    "file",
    "udp",
    "network",
    "direct",
    "destroy",
    "coredump-destroy",
    "root ",
    "+0",
    "0-",
    "^1-2",
    "0,,1",
    "123456",
    "52:54:00:aa:00:01",
    "53:54:00:aa:00:01",
    "58f081cd-09f9-4a4a-9f37-5d3bc687bf5",
    "default",
    "1.5",
    "kib",
    "iB",
    "1_a",
    "a-b",
    "<",
    "&amp;",
};

static void collect(XmlOutput& element, std::vector<XmlOutput*>& all) {
    if (element.name.empty())
        return;
    all.push_back(&element);
    for (XmlOutput& child : element.children)
        collect(child, all);
}

XmlOutput* RandomDomain::anyElement(XmlOutput& document) {
    std::vector<XmlOutput*> all;
    collect(document, all);
    return all[below(all.size())];
}

void RandomDomain::damageAttribute(XmlOutput& element) {
    auto& attributes = element.attributes;
    if (attributes.empty() || chance(25)) {
        std::string name = pick(names);
        bool isNew = std::ranges::none_of(
            attributes, [&](const auto& attribute) { return attribute.first == name; });
        if (isNew)
            attributes.emplace_back(name, pick(values));
        return;
    }
    std::size_t index = below(attributes.size());
    if (chance(30))
        attributes.erase(attributes.begin() + static_cast<std::ptrdiff_t>(index));
    else
        attributes[index].second = pick(values);
}

void RandomDomain::damageChildren(XmlOutput& element) {
    auto& children = element.children;
    if (children.empty() || chance(25)) {
        children.push_back({pick(names), {}, {}, {}});
        return;
    }
    std::size_t index = below(children.size());
    switch (below(3)) {
    case 0:
        children.erase(children.begin() + static_cast<std::ptrdiff_t>(index));
        break;
    case 1:
        children.push_back(XmlOutput(children[index]));
        break;
    default:
        if (!children[index].name.empty())
            children[index].name = pick(names);
    }
}

void RandomDomain::damageText(XmlOutput& element) {
    for (XmlOutput& child : element.children)
        if (child.name.empty()) {
            child.text = pick(values);
            return;
        }
    element.children.push_back({"", {}, pick(values), {}});
}

void RandomDomain::damage(XmlOutput& document) {
    for (std::size_t count = 1 + below(3); count > 0; --count) {
        XmlOutput& element = *anyElement(document);
        switch (below(3)) {
        case 0:
            damageAttribute(element);
            break;
        case 1:
            damageChildren(element);
            break;
        default:
            damageText(element);
        }
    }
    declareNamespace(document);
}

} // namespace twinvirt::test
