#include "browser.h"

#include "util/process.h"

#include <filesystem>
#include <sstream>
#include <stdlib.h>
#include <unistd.h>

namespace twinvirt::bench {

std::string findChromium() {
    for (const char* path : {"/usr/bin/chromium", "/usr/bin/chromium-browser"})
        if (::access(path, X_OK) == 0)
            return path;
    return "";
}

Result<LoadedPage> loadInChromium(const std::string& chromium, const std::string& file) {
    std::string profile = "/tmp/twinvirt-chromium-XXXXXX";
    if (::mkdtemp(profile.data()) == nullptr)
        return systemError("mkdtemp");
    const auto run = runProcess(
        chromium,
        {"--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync",
         "--user-data-dir=" + profile, "--enable-logging=stderr", "--dump-dom", "file://" + file},
        std::chrono::seconds(120));
    std::error_code ignored;
    std::filesystem::remove_all(profile, ignored);
    if (!run)
        return run.error();
    LoadedPage page{run->output, ""};
    std::istringstream lines(run->errors);
    for (std::string line; std::getline(lines, line);)
        if (line.find("CONSOLE") != std::string::npos)
            page.consoleMessages += line + "\n";
    return page;
}

} // namespace twinvirt::bench
