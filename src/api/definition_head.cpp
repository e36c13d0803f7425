#include "api/definition_head.h"

#include "util/atomic_file.h"
#include "util/unique_fd.h"
#include "xml/domain_xml.h"

#include <array>
#include <fcntl.h>
#include <utility>

namespace twinvirt {

/// The next line without its end; nullopt when no whole line is left.
static std::optional<std::string_view> takeLine(std::string_view& text) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos)
        return std::nullopt;
    const auto line = text.substr(0, end);
    text.remove_prefix(end + 1);
    return line;
}

/// The text between "  <tag>" and "</tag>" when the line is exactly that.
static std::optional<std::string_view> contentOf(std::string_view line, std::string_view tag) {
    const std::string begin = "  <" + std::string(tag) + ">";
    const std::string end = "</" + std::string(tag) + ">";
    if (line.size() < begin.size() + end.size() || !line.starts_with(begin) || !line.ends_with(end))
        return std::nullopt;
    return line.substr(begin.size(), line.size() - begin.size() - end.size());
}

/// nullopt for an entity that formatDomainDefinition does not write.
static std::optional<std::string> unescape(std::string_view text) {
    static constexpr std::array<std::pair<std::string_view, char>, 5> entities{
        {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&apos;", '\''}, {"&quot;", '"'}}};
    std::string plain;
    while (!text.empty()) {
        if (text.front() != '&') {
            plain += text.front();
            text.remove_prefix(1);
            continue;
        }
        bool known = false;
        for (const auto& entity : entities) {
            if (known || !text.starts_with(entity.first))
                continue;
            plain += entity.second;
            text.remove_prefix(entity.first.size());
            known = true;
        }
        if (!known)
            return std::nullopt;
    }
    return plain;
}

std::optional<DefinitionHead> readDefinitionHead(std::string_view text) {
    const auto domain = takeLine(text);
    if (!domain || !domain->starts_with("<domain ") || !domain->ends_with(">"))
        return std::nullopt;
    const auto nameLine = takeLine(text);
    const auto uuidLine = takeLine(text);
    const auto next = takeLine(text);
    if (!nameLine || !uuidLine || !next)
        return std::nullopt;
    const auto nameText = contentOf(*nameLine, "name");
    const auto uuidText = contentOf(*uuidLine, "uuid");
    if (!nameText || !uuidText)
        return std::nullopt;
    const auto name = unescape(*nameText);
    const auto uuid = Uuid::parse(*uuidText);
    if (!name || name->empty() || !uuid)
        return std::nullopt;
    DefinitionHead head{*name, *uuid, std::nullopt};
    if (next->starts_with("  <title>")) { // a title that goes over several lines needs the parser
        const auto titleText = contentOf(*next, "title");
        head.title = titleText ? unescape(*titleText) : std::nullopt;
        if (!head.title)
            return std::nullopt;
    } else if (!next->starts_with("  <memory") && !next->starts_with("  <description>")) {
        return std::nullopt; // genid, metadata: a title may still follow
    }
    return head;
}

Result<DefinitionHead> loadDefinitionHead(const std::string& fileName) {
    {
        const UniqueFd fd(::open(fileName.c_str(), O_RDONLY | O_CLOEXEC));
        if (!fd)
            return systemError("open '" + fileName + "'");
        std::array<char, 1024> buffer{};
        const ssize_t count = ::read(fd.get(), buffer.data(), buffer.size());
        if (count < 0)
            return systemError("read '" + fileName + "'");
        if (auto head = readDefinitionHead({buffer.data(), static_cast<std::size_t>(count)}))
            return *std::move(head);
    }
    const auto text = TRY(readFile(fileName));
    const auto definition = TRY(readDomainDefinition({fileName, text}));
    return DefinitionHead{definition.name, definition.uuid.value_or(Uuid{}), definition.title};
}

} // namespace twinvirt
