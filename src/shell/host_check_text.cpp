#include "shell/host_check_text.h"

#include <array>
#include <cstdio>
#include <unistd.h>

namespace twinvirt {

static std::string_view verdictName(CheckVerdict verdict) {
    switch (verdict) {
    case CheckVerdict::pass:
        return "PASS";
    case CheckVerdict::warn:
        return "WARN";
    case CheckVerdict::fail:
        return "FAIL";
    }
    return "?";
}

static std::string coloured(CheckVerdict verdict) {
    const std::string name(verdictName(verdict));
    if (::isatty(STDOUT_FILENO) == 0)
        return name;
    const char* colour = verdict == CheckVerdict::pass   ? "\033[32m"
                         : verdict == CheckVerdict::warn ? "\033[33m"
                                                         : "\033[31m";
    return colour + name + "\033[0m";
}

std::string textOf(const HostCheck& check) {
    std::array<char, 256> head{};
    std::snprintf(head.data(), head.size(), "%6s: Checking %-60s: ", check.driver.c_str(),
                  check.topic.c_str());
    std::string line = head.data() + coloured(check.verdict);
    if (!check.detail.empty())
        line += " (" + check.detail + ")";
    line += "\n";
    if (check.verdict != CheckVerdict::pass && !check.remedy.empty())
        line += "        remedy: " + check.remedy + "\n";
    return line;
}

JsonRecord recordOf(const HostCheck& check) {
    return {{"driver", check.driver},
            {"check", check.topic},
            {"verdict", std::string(verdictName(check.verdict))},
            {"detail", check.detail},
            {"remedy", check.remedy}};
}

} // namespace twinvirt
