#include "lxc/escape_fixture.h"

#include "api/device_changes.h"

#include <array>
#include <filesystem>
#include <fstream>
#include <poll.h>
#include <sstream>
#include <unistd.h>

namespace twinvirt::lxc {

namespace fs = std::filesystem;

void EscapeTest::SetUp() {
    DriverTest::SetUp();
    if (IsSkipped())
        return;
    tree_ = root_ / "tree";
    fs::create_directories(tree_ + "/etc");
    fs::copy_file(TWINVIRT_PROBE, tree_ + "/probe");
    fs::permissions(tree_ + "/probe", fs::perms(0755));
    fs::permissions(root_.path(), fs::perms(0711));
    fs::create_directories(root_ / "etc");
    for (const char* file : {"etc/subuid", "etc/subgid"})
        std::ofstream(root_ / file) << "twinvirt:1600000000:655360\n";
}

std::string nameOfMode(const testing::TestParamInfo<Mode>& mode) {
    static constexpr std::array names = {"plain", "idmap", "hardened", "compat"};
    return names.at(static_cast<std::size_t>(mode.param));
}

static std::string modeXml(Mode mode) {
    const std::string isolation = "<twinvirt:isolation "
                                  "xmlns:twinvirt='http://twinvirt.org/schemas/domain/1.0' preset=";
    switch (mode) {
    case Mode::plain:
        return "";
    case Mode::idmap:
        return "<idmap mode='auto'/>";
    case Mode::hardened:
        return isolation + "'hardened'/>";
    case Mode::compat:
        return isolation + "'compat'/>";
    }
    return "";
}

DomainDocument EscapeTest::container(const std::string& name, const std::vector<std::string>& verbs,
                                     const std::string& devices,
                                     const std::string& features) const {
    return document(name, "/probe", verbs,
                    "<devices><filesystem type='mount'><source dir='" + tree_ +
                        "'/><target dir='/'/></filesystem>" + devices + "</devices>" +
                        modeXml(mode()),
                    features);
}

std::string EscapeTest::readToEnd(int console) {
    std::string text;
    char buffer[4096];
    pollfd entry{console, POLLIN, 0};
    while (text.find("finished\r\n") == std::string::npos && ::poll(&entry, 1, 20000) > 0) {
        const ssize_t count = ::read(console, buffer, sizeof buffer);
        if (count <= 0)
            break;
        text.append(buffer, static_cast<std::size_t>(count));
    }
    std::erase(text, '\r');
    return text;
}

std::string EscapeTest::fromInside(const std::vector<std::string>& verbs) {
    std::vector<std::string> all = verbs;
    all.insert(all.end(), {"say", "finished", "sleep"});
    const auto identity = define(container("web", all));
    StartOptions options;
    options.attachConsole = true;
    const auto started = driver_->startDomain(identity, options);
    EXPECT_TRUE(started) << (started ? "" : started.error().message);
    if (!started)
        return "";
    std::vector<std::string> command{"/probe"};
    command.insert(command.end(), verbs.begin(), verbs.end());
    return readToEnd(started->console.get()) + execute(identity, command);
}

std::string EscapeTest::attach(const DomainIdentity& domain, const std::string& xml) {
    const auto done =
        driver_->deviceChanges()->attachDevice(domain, {"device.xml", xml}, {.live = true});
    return done ? "done" : done.error().message;
}

std::string EscapeTest::detach(const DomainIdentity& domain, const std::string& xml) {
    const auto done =
        driver_->deviceChanges()->detachDevice(domain, {"device.xml", xml}, {.live = true});
    return done ? "done" : done.error().message;
}

std::string EscapeTest::inside(const std::string& path) const {
    return "/proc/" + std::to_string(status("web").initPid) + "/root" + path;
}

std::vector<std::string> EscapeTest::lines(const std::string& text, const std::string& verb) {
    std::vector<std::string> found;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);)
        if (line.rfind(verb + " ", 0) == 0)
            found.push_back(line.substr(verb.size() + 1));
    return found;
}

} // namespace twinvirt::lxc
