#include "failing_benchmark.h"

#include "benchmark/report/result_directory.h"
#include "support/kill_process.h"
#include "util/atomic_file.h"

#include <gmock/gmock.h>
#include <sys/wait.h>

#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdlib.h>
#include <thread>
#include <unistd.h>

namespace twinvirt::bench {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

static const std::string twinsh = TWINVIRT_BIN_DIR "/twinsh";

static std::set<std::string> workDirectories() {
    std::set<std::string> found;
    for (const auto& entry : fs::directory_iterator("/var/tmp")) {
        const std::string name = entry.path().filename();
        if (name.starts_with("twinvirt-bench-") && !name.starts_with("twinvirt-bench-test-"))
            found.insert(name);
    }
    return found;
}

void FailingBenchmark::SetUp() {
    if (::geteuid() != 0)
        GTEST_SKIP() << "containers need root";
    ASSERT_NE(::mkdtemp(directory_.data()), nullptr);
    out_ = directory_ + "/out";
    arm_ = "fail" + std::to_string(::getpid());
    fs::create_directories(directory_ + "/state/gone");
    workDirectoriesBefore_ = workDirectories();
}

/// What a test that failed may have left, so that it fails alone.
static void destroyInstancesOf(const std::string& arm) {
    const auto list = runProcess(twinsh, {"list", "--all", "--name"}, std::chrono::seconds(60));
    std::istringstream names(list ? list->output : "");
    for (std::string name; std::getline(names, name);)
        if (name.find("-" + arm + "-") != std::string::npos)
            static_cast<void>(
                runProcess(twinsh, {"destroy", name}, std::chrono::seconds(60)).has_value());
}

void FailingBenchmark::TearDown() {
    if (HasFailure())
        destroyInstancesOf(arm_);
    std::error_code ignored;
    fs::remove_all(directory_, ignored);
}

void FailingBenchmark::writeBenchmark(int at, const std::string& misbehaviour,
                                      const std::string& timeout, unsigned rounds) {
    std::ofstream(directory_ + "/state/boots") << "0\n";
    std::ofstream(directory_ + "/guest.xml")
        << "<domain type='lxc'><name>guest</name><memory unit='MiB'>64</memory><vcpu>1</vcpu>"
           "<os><type>exe</type><init>/bin/sh</init><initarg>-c</initarg>"
           "<initarg>n=$(cat /mnt/boots); echo $((n+1)) &gt;/mnt/boots; if [ $n -eq "
        << at << " ]; then " << misbehaviour
        << "; fi; echo 'twinvirt: ready'; exec sleep 1000000</initarg></os>"
           "<features><privnet/></features><devices>"
           "<filesystem type='mount'><source dir='/nowhere'/><target dir='/'/><readonly/>"
           "</filesystem>"
        << "<filesystem type='mount'><source dir='" << directory_
        << "/state'/><target dir='/mnt'/></filesystem>"
        << "<filesystem type='mount'><source dir='" << directory_
        << "/state/gone'/><target dir='/opt'/></filesystem>"
        << "<console type='pty'/></devices></domain>\n";
    std::ofstream(directory_ + "/spec.xml")
        << "<benchmark name='failing' version='1'><title>Failing</title>"
           "<image id='tree' template='busybox'/><arms baseline='"
        << arm_ << "'><arm name='" << arm_
        << "' type='lxc' title='container' domain='guest.xml' image='tree' use='root'/></arms>"
        << "<design rounds='" << rounds << "' warmup='0'/>"
        << "<gates wait='0s'/><scenario name='boot' title='Boot'><boot count='2' marker='twinvirt: "
           "ready' "
           "hold='1.2s' timeout='"
        << timeout << "'/></scenario></benchmark>\n";
}

std::vector<std::string> FailingBenchmark::arguments() const {
    return {"bench", "run", directory_ + "/spec.xml", "--out", out_, "--seed", "7"};
}

ProcessOutput FailingBenchmark::run() const {
    const auto run = runProcess(twinsh, arguments(), std::chrono::seconds(200));
    EXPECT_TRUE(run) << run.error().message;
    return run ? *run : ProcessOutput{-1, "", ""};
}

int FailingBenchmark::exitStatus(const ProcessOutput& output) {
    return WIFEXITED(output.status) ? WEXITSTATUS(output.status) : -1;
}

pid_t FailingBenchmark::start(const std::vector<std::string>& command) const {
    const UniqueFd log(
        ::open((directory_ + "/output").c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    SpawnRequest request;
    request.program = twinsh;
    request.arguments = command;
    request.descriptors = {{log.get(), 1}, {log.get(), 2}};
    const auto pid = spawnProcess(request);
    EXPECT_TRUE(pid) << pid.error().message;
    return pid ? *pid : -1;
}

std::string FailingBenchmark::output() const {
    return readFile(directory_ + "/output").value_or(std::string());
}

bool FailingBenchmark::says(const std::string& text) const {
    for (int tenths = 0; tenths < 1200; ++tenths) {
        if (output().find(text) != std::string::npos)
            return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    return false;
}

std::string FailingBenchmark::killAndCollect(const std::string& text,
                                             const std::function<void()>& then) const {
    const pid_t pid = start();
    EXPECT_TRUE(says(text)) << output();
    then();
    test::killProcess(pid, SIGKILL);
    int status = 0;
    EXPECT_EQ(::waitpid(pid, &status, 0), pid);
    const auto removed =
        runProcess(TWINVIRT_BIN_DIR "/twinsh", {"bench", "gc"}, std::chrono::seconds(120));
    EXPECT_TRUE(removed) << removed.error().message;
    EXPECT_EQ(removed ? exitStatus(*removed) : -1, 0) << removed->errors;
    return removed ? removed->output : "";
}

BenchmarkResult FailingBenchmark::result() const {
    const auto stored = readResultDirectory(out_);
    EXPECT_TRUE(stored) << stored.error().message;
    return stored ? stored->result : BenchmarkResult{};
}

std::string FailingBenchmark::file(const std::string& name) const {
    return readFile(out_ + "/" + name).value_or(std::string());
}

/// Paths below `root` that have the arm's mark in their own name.
static std::vector<std::string> entriesWith(const std::string& root, const std::string& mark) {
    std::vector<std::string> found;
    std::error_code error;
    fs::recursive_directory_iterator walk(root, fs::directory_options::skip_permission_denied,
                                          error);
    for (; !error && walk != fs::recursive_directory_iterator(); walk.increment(error))
        if (walk->path().filename().string().find(mark) != std::string::npos)
            found.push_back(walk->path());
    return found;
}

static std::vector<std::string> processesWith(const std::string& mark) {
    std::vector<std::string> found;
    for (const auto& entry : fs::directory_iterator("/proc")) {
        const std::string name = entry.path().filename();
        if (name.find_first_not_of("0123456789") != std::string::npos)
            continue;
        std::string line = readFile(entry.path().string() + "/cmdline").value_or(std::string());
        if (line.find(mark) != std::string::npos)
            found.push_back(name + ": " + line);
    }
    return found;
}

void FailingBenchmark::expectNothingLeft() const {
    const std::string mark = "-" + arm_ + "-"; // "bench-RUN-ARM-NUMBER"
    const auto list = runProcess(twinsh, {"list", "--all", "--name"}, std::chrono::seconds(60));
    ASSERT_TRUE(list);
    EXPECT_THAT(list->output, Not(HasSubstr(mark)));
    EXPECT_THAT(processesWith(mark), IsEmpty());
    EXPECT_THAT(entriesWith("/sys/fs/cgroup", mark), IsEmpty());
    EXPECT_THAT(entriesWith("/run/twinvirt", mark), IsEmpty());
    EXPECT_THAT(entriesWith("/run/libvirt/qemu", mark), IsEmpty());
    EXPECT_THAT(entriesWith("/var/lib/twinvirt", mark), IsEmpty());
    for (const std::string& name : workDirectories())
        EXPECT_TRUE(workDirectoriesBefore_.contains(name)) << "/var/tmp/" << name;
}

} // namespace twinvirt::bench
