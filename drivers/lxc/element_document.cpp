#include "lxc/element_document.h"

#include "lxc/elements.h"

namespace twinvirt::lxc {

namespace {

constexpr const char* introduction =
    "# Domain XML of containers\n"
    "\n"
    "What `<domain type='lxc'>` does with each element of libvirt's domain schema, and with ours.\n"
    "It is either *honoured*, *ignored* (kept, printed again and without effect: `define` and\n"
    "`create` say so in a note, and fail with `--strict`), or *refused* by `define` and `create`.\n"
    "`twinsh help lxc-elements` prints the same, with `--json` for programs.\n"
    "\n"
    "This page is printed from `drivers/lxc/element_rules.cpp`; do not edit it by hand.\n"
    "\n"
    "| element | is | what happens, or why not and what to write instead |\n"
    "|---|---|---|\n";

const char* wordFor(Treatment treatment) {
    switch (treatment) {
    case Treatment::honoured:
        return "honoured";
    case Treatment::ignored:
        return "ignored";
    case Treatment::refused:
        return "**refused**";
    }
    return "";
}

/// Markdown's own characters made harmless.
std::string escaped(const std::string& text) {
    std::string result;
    for (const char c : text) {
        if (c == '|' || c == '<' || c == '*' || c == '_' || c == '[')
            result += '\\';
        result += c;
    }
    return result;
}

std::string elementCell(const std::string& elements) {
    std::string cell = "`";
    for (const char c : elements)
        cell += c == ' ' ? std::string("`, `") : std::string(1, c);
    return cell + '`';
}

} // namespace

std::string elementDocument() {
    std::string page = introduction;
    for (const auto& rule : elementRules())
        page += "| " + elementCell(rule.element) + " | " + wordFor(rule.treatment) + " | " +
                escaped(rule.text) + " |\n";
    return page;
}

} // namespace twinvirt::lxc
