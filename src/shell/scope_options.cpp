#include "shell/scope_options.h"

#include <array>

namespace twinvirt {

Result<ChangeScope> changeScope(const ParsedCommand& command) {
    constexpr std::array<std::string_view, 2> notLive{"current", "live"};
    constexpr std::array<std::string_view, 2> notConfig{"current", "config"};
    TRY(requireAtMostOne(command, notLive));
    TRY(requireAtMostOne(command, notConfig));
    return ChangeScope{.live = command.has("live"), .config = command.has("config")};
}

Result<ChangeScope> questionScope(const ParsedCommand& command) {
    constexpr std::array<std::string_view, 2> onlyOne{"live", "config"};
    TRY(requireAtMostOne(command, onlyOne));
    return changeScope(command);
}

} // namespace twinvirt
