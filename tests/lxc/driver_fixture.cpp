#include "lxc/driver_fixture.h"

#include "lxc/cgroup_layout.h"
#include "lxc/container_spec.h"
#include "lxc/lxc_driver.h"
#include "support/kill_process.h"
#include "util/atomic_file.h"
#include "util/process.h"
#include "xml/domain_xml.h"

#include <sys/mman.h>
#include <sys/wait.h>

#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <thread>

namespace twinvirt::lxc {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

DriverTest::DriverTest() : partition_("/twinvirt-test-" + std::to_string(::getpid())) {}
DriverTest::~DriverTest() = default;

void DriverTest::SetUp() {
    if (::geteuid() != 0)
        GTEST_SKIP() << "containers need root";
    driver_ = openDriver();
}

void DriverTest::TearDown() {
    if (!driver_)
        return;
    const auto domains = driver_->listDomains({.active = true, .inactive = true});
    ASSERT_TRUE(domains) << domains.error().message;
    for (const auto& domain : *domains) {
        if (domain.id)
            (void)driver_->destroyDomain(domain.identity);
        (void)driver_->undefineDomain(domain.identity);
    }
    EXPECT_TRUE(becomes([this] { return leftovers().empty(); })) << leftovers();
}

std::unique_ptr<Driver> DriverTest::openDriver(bool faulty) const {
    const auto paths = InstallPaths::fromBin(faulty ? TWINVIRT_FAULTY_BIN_DIR : TWINVIRT_BIN_DIR);
    return openLxcDriver({"lxc", "/embed", root_.path()}, paths).value();
}

DomainDocument DriverTest::document(const std::string& name, const std::string& init,
                                    const std::vector<std::string>& arguments,
                                    const std::string& more, const std::string& features) const {
    std::string xml = "<domain type='lxc'><name>" + name + "</name><memory>131072</memory>" +
                      "<resource><partition>" + partition_ + "</partition></resource>" +
                      "<os><type>exe</type><init>" + init + "</init>";
    for (const auto& argument : arguments)
        xml += "<initarg>" + argument + "</initarg>";
    xml += "</os><features><privnet/>" + features + "</features>" + more + "</domain>";
    auto definition = readDomainDefinition({name + ".xml", xml});
    EXPECT_TRUE(definition) << (definition ? "" : definition.error().message);
    return {name + ".xml", xml, definition.value_or(DomainDefinition{})};
}

DomainDocument DriverTest::probe(const std::string& name, const std::vector<std::string>& verbs,
                                 const std::string& more, const std::string& features) const {
    return document(name, TWINVIRT_PROBE, verbs, more, features);
}

DomainIdentity DriverTest::define(const DomainDocument& document) {
    const auto record = driver_->defineDomain(document);
    EXPECT_TRUE(record) << (record ? "" : record.error().message);
    return record ? record->identity : DomainIdentity{};
}

DomainIdentity DriverTest::defineAndStart(const DomainDocument& document) {
    const auto identity = define(document);
    const auto started = driver_->startDomain(identity, {});
    EXPECT_TRUE(started) << (started ? "" : started.error().message);
    return identity;
}

std::string DriverTest::execute(const DomainIdentity& domain,
                                const std::vector<std::string>& command, const std::string& input,
                                const std::vector<std::string>& added) {
    const UniqueFd in(::memfd_create("input", MFD_CLOEXEC));
    const UniqueFd out(::memfd_create("output", MFD_CLOEXEC));
    EXPECT_EQ(::write(in.get(), input.data(), input.size()), static_cast<ssize_t>(input.size()));
    ::lseek(in.get(), 0, SEEK_SET);
    const auto code =
        driver_->guest().execute(domain, {command, added, in.get(), out.get(), out.get()});
    if (!code)
        return "error: " + code.error().message;
    const auto text = readFile("/proc/self/fd/" + std::to_string(out.get()));
    return text.value_or("?") + "exit " + std::to_string(*code);
}

std::vector<std::string>
DriverTest::twinshCommand(const std::vector<std::string>& arguments) const {
    std::vector<std::string> command{TWINVIRT_BIN_DIR "/twinsh", "-c",
                                     "lxc:///embed?root=" + root_.path()};
    command.insert(command.end(), arguments.begin(), arguments.end());
    return command;
}

std::string DriverTest::twinsh(const std::vector<std::string>& arguments) const {
    auto command = twinshCommand(arguments);
    const std::string program = command.front();
    command.erase(command.begin());
    const auto result = runProcess(program, command, 60s);
    if (!result)
        return result.error().message;
    return result->output + result->errors + "exit " + std::to_string(WEXITSTATUS(result->status));
}

void DriverTest::runAndKill(const std::function<void()>& task, std::chrono::microseconds delay) {
    const pid_t pid = ::fork();
    if (pid == 0) {
        task();
        ::_exit(0);
    }
    std::this_thread::sleep_for(delay);
    test::killProcess(pid);
    ::waitpid(pid, nullptr, 0);
}

bool DriverTest::becomes(const std::function<bool()>& condition) {
    for (int i = 0; i < 2000; ++i) {
        if (condition())
            return true;
        std::this_thread::sleep_for(10ms);
    }
    return false;
}

RunDirectory DriverTest::runDirectory(const std::string& name) const {
    return StatePaths{root_.path()}.runDirectory(name);
}

ContainerStatus DriverTest::status(const std::string& name) const {
    const auto text = readFile(runDirectory(name).status());
    return text ? decodeStatus(*text).value_or(ContainerStatus{}) : ContainerStatus{};
}

std::string DriverTest::cgroupFile(const std::string& name, const std::string& controller,
                                   const std::string& file) const {
    const auto layout = CgroupLayout::detect().value();
    const auto* hierarchy = controller.empty() ? layout.unified() : layout.find(controller);
    if (hierarchy == nullptr)
        return "no such hierarchy";
    const auto path = hierarchy->mountPoint + layout.base + partition_ + "/" +
                      cgroupLeaf(name, {root_.path()}) + "/" + file;
    auto text = readFile(path).value_or("cannot read " + path);
    return text.substr(0, text.find_last_not_of('\n') + 1);
}

bool DriverTest::ends(pid_t pid) const {
    return becomes([pid] {
        const auto stat = readFile("/proc/" + std::to_string(pid) + "/stat");
        return !stat || stat->find(") Z ") != std::string::npos;
    });
}

std::string DriverTest::leftovers() const {
    std::string found;
    const auto layout = CgroupLayout::detect().value();
    for (const auto& hierarchy : layout.hierarchies)
        if (fs::exists(hierarchy.mountPoint + layout.base + partition_))
            found += "cgroup " + hierarchy.mountPoint + partition_ + "\n";
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(root_ / "run/twinvirt/lxc", error))
        found += "file " + entry.path().string() + "\n";
    if (const auto mounts = readFile("/proc/self/mountinfo");
        mounts->find(root_.path()) != std::string::npos)
        found += "mount below " + root_.path() + "\n";
    for (const auto& entry : fs::directory_iterator("/proc", error)) {
        const auto arguments = readFile(entry.path().string() + "/cmdline").value_or("");
        if (arguments.find(root_.path() + "/run") != std::string::npos)
            found += "process " + entry.path().filename().string() + "\n";
    }
    return found;
}

std::string DriverTest::leftoversBesidesLastRun(const std::string& name) const {
    std::string found = leftovers();
    for (const auto& file : {runDirectory(name).lastEnd(), runDirectory(name).lastConsole()})
        if (const auto at = found.find("file " + file + "\n"); at != std::string::npos)
            found.erase(at, file.size() + 6);
    return found;
}

} // namespace twinvirt::lxc
