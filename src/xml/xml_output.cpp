#include "xml/xml_output.h"

#include <algorithm>

namespace twinvirt {

static std::string_view escapeOf(char c, bool inAttribute) {
    switch (c) {
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '&':
        return "&amp;";
    case '\'':
        return "&apos;";
    case '"':
        return "&quot;";
    case '\r':
        return "&#13;";
    case '\n':
        return inAttribute ? "&#10;" : "";
    case '\t':
        return inAttribute ? "&#9;" : "";
    default:
        return "";
    }
}

static std::string escape(std::string_view text, bool inAttribute) {
    std::string result;
    result.reserve(text.size());
    for (char c : text) {
        std::string_view escaped = escapeOf(c, inAttribute);
        if (escaped.empty())
            result += c;
        else
            result += escaped;
    }
    return result;
}

std::string escapeText(std::string_view text) {
    return escape(text, false);
}

std::string escapeAttribute(std::string_view value) {
    return escape(value, true);
}

static bool isCharacterData(const XmlOutput& part) {
    return part.name.empty();
}

static void printStartTag(const XmlOutput& element, std::string& text) {
    text += '<' + element.name;
    for (const auto& [name, value] : element.attributes)
        text += ' ' + name + "='" + escapeAttribute(value) + '\'';
    text += element.children.empty() ? "/>" : ">";
}

static void printInLine(const XmlOutput& element, std::string& text) {
    if (isCharacterData(element)) {
        text += escapeText(element.text);
        return;
    }
    printStartTag(element, text);
    if (element.children.empty())
        return;
    for (const XmlOutput& child : element.children)
        printInLine(child, text);
    text += "</" + element.name + '>';
}

static void printLines(const XmlOutput& element, std::size_t depth, std::string& text) {
    std::string indentation(2 * depth, ' ');
    text += indentation;
    if (std::ranges::any_of(element.children, isCharacterData) || element.children.empty()) {
        printInLine(element, text);
    } else {
        printStartTag(element, text);
        text += '\n';
        for (const XmlOutput& child : element.children)
            printLines(child, depth + 1, text);
        text += indentation + "</" + element.name + '>';
    }
    text += '\n';
}

std::string printIndented(const XmlOutput& element) {
    std::string text;
    printLines(element, 0, text);
    return text;
}

std::string printCompact(const XmlOutput& element) {
    std::string text;
    printInLine(element, text);
    return text;
}

} // namespace twinvirt
