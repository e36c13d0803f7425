// The same questions to virsh on libvirt's test:///default and to twinsh on mock:///default, whose
// worlds are alike: stdout, stderr and exit status have to be the same, byte for byte.
#include "util/process.h"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <string>
#include <unistd.h>
#include <vector>

using namespace twinvirt;

namespace {

using Arguments = std::vector<std::string>;

constexpr const char* virsh = "/usr/bin/virsh";

std::string answerOf(const std::string& program, const std::string& uri, const Arguments& words) {
    Arguments arguments{"-u", "TWINVIRT_DEFAULT_URI", "LC_ALL=C", program, "-c", uri};
    arguments.insert(arguments.end(), words.begin(), words.end());
    const auto result = runProcess("/usr/bin/env", arguments, std::chrono::seconds(60));
    if (!result)
        return result.error().message;
    return result->output + "[stderr]\n" + result->errors + "[exit " +
           std::to_string(WEXITSTATUS(result->status)) + "]\n";
}

class VirshFidelity : public testing::TestWithParam<Arguments> {};

const Arguments questions[]{
    // lists
    {"list"},
    {"list", "--all"},
    {"list", "--inactive"},
    {"list", "--title"},
    {"list", "--name"},
    {"list", "--uuid"},
    {"list", "--id"},
    {"list", "--uuid", "--name"},
    {"list", "--uuid", "--id", "--name"},
    {"list", "--name", "--table"},
    {"list", "--state-paused"},
    {"list", "--transient"},
    {"list", "--persistent", "--transient"},
    {"list", "--autostart"},
    {"list", "--inactive", "--name"},
    {"-q", "list"},
    {"-q", "list", "--inactive"},
    {"destroy test; list; list --all; list --state-shutoff; list --id --all; "
     "list --state-running --state-shutoff; list --all --uuid --id --name"},
    // the life of a domain
    {"shutdown test; domstate test --reason; start test; domstate test --reason"},
    {"suspend test; domstate --reason test; resume test; domstate --reason test"},
    {"reboot test; domstate --reason test; destroy test; domstate --reason test"},
    {"destroy test; destroy test"},
    {"destroy test; undefine test; list --all; domid test; suspend test; destroy test"},
    {"start", "test"},
    {"-q", "destroy test; start test"},
    {"shutdown", "test", "--mode", "foo"},
    // queries
    {"domid", "test"},
    {"domid", "1"},
    {"domuuid", "test"},
    {"domuuid", "1"},
    {"domname", "1"},
    {"domname", "test"},
    {"domuuid", "6695eb01-f6a4-8304-79aa-97f2502e193f"},
    {"domname", "6695eb01-f6a4-8304-79aa-97f2502e193f"},
    {"domstate", "test"},
    {"domstats", "--state"},
    {"domstats", "--state", "test", "test"},
    {"domstats", "--list-inactive"},
    {"hostname"},
    {"dumpxml", "test", "--xpath", "//name"},
    {"dumpxml", "test", "--xpath", "//name|//uuid", "--wrap"},
    {"dumpxml", "test", "--xpath", "//os"},
    {"dumpxml", "test", "--xpath", "//nothing"},
    // what is not there
    {"domstate", "nosuch"},
    {"destroy", "nosuch"},
    {"start", "nosuch"},
    {"undefine", "nosuch"},
    {"dumpxml", "nosuch"},
    {"domstats", "--state", "nosuch"},
    {"define", "/nonexistent"},
    {"create", "/nonexistent"},
    {"domstate nosuch; domstate test"},
    {"domstate test; domstate nosuch"},
    // limits
    {"memtune", "test"},
    {"memtune test --hard-limit 4G --soft-limit 1048576; memtune test; memtune test --config"},
    {"memtune", "test", "--hard-limit", "4G", "--swap-hard-limit", "1G"},
    {"memtune", "test", "--hard-limit", "x"},
    {"memtune", "test", "--live", "--current"},
    {"blkiotune", "test"},
    {"blkiotune test --weight 500; blkiotune test"},
    {"numatune", "test"},
    {"numatune", "test", "--mode", "foo"},
    {"setmem test 1G; dommemstat nosuch"},
    {"setmem", "test", "100G"},
    {"setmem", "test", "abc"},
    {"setmem", "test", "0"},
    {"setmem", "test"},
    {"setmaxmem", "test", "1G"},
    {"setmaxmem test 1G --config; dumpxml test --inactive --xpath //memory"},
    {"setvcpus", "test", "3"},
    {"setvcpus", "test", "0"},
    {"setvcpus", "test", "x"},
    {"setvcpus", "test", "4", "--maximum"},
    {"setvcpus test 4 --maximum --config; vcpucount test"},
    {"setvcpus test 1; vcpucount test"},
    {"vcpucount", "test"},
    {"vcpucount", "test", "--live", "--active"},
    {"vcpucount", "test", "--active", "--maximum"},
    {"vcpupin", "test"},
    {"vcpupin", "test", "0", "0-1"},
    {"vcpupin", "test", "--vcpu", "7", "0"},
    {"vcpupin", "test", "--cpulist", "0"},
    {"vcpupin", "test", "0", "9"},
    // figures and events
    {"cpu-stats", "test", "--start", "9"},
    {"cpu-stats", "test", "--start", "-1"},
    {"domblkstat", "test", "foo"},
    {"event", "--list"},
    {"event"},
    {"event", "--event", "foo"},
    {"event", "--all", "--timeout", "1"},
    {"event", "--all", "--domain", "none"},
    {"event", "--event", "lifecycle", "--timeout", "0"},
    // what is wrong
    {"foo"},
    {"list; foo"},
    {"list", "extra"},
    {"list", "--foo"},
    {"list", "--all=3"},
    {"list", ";", "list"},
    {"domstate"},
    {"domstate", "--domain"},
    {"domstate", "--domain=test"},
    {"domstate", "--domain", "test", "--domain", "test"},
    {"domstate", "--help", "--foo"},
    {"shutdown", "test", "--mode"},
    {"help", "nosuch"},
    {"exit", "3"},
    {""},
    {";"},
    {"--bogus"},
    {"-z"},
    {"-d", "x", "list"},
    {"-d", "9", "uri", "x"},
    {"-e", "xx", "list"},
    {"-e", "^1", "list"},
    {"-k", "x", "list"},
    {"-k"},
    // pages
    {"help", "suspend"},
    {"help", "pwd"},
    {"help", "cd"},
    {"help", "connect"},
    {"connect", "--help", "foo"},
    // the shell itself
    {"pwd"},
    {"cd /tmp"},
    {"quit"},
    {"list;list"},
    {"  list  ; "},
    {"# comment"},
    {"#x", "list"},
    {"echo a#b # c"},
    {"echo #x;echo b"},
    {"echo"},
    {"echo", "a", "", "b"},
    {"echo", "--", "--xml"},
    {"echo \"a b\" 'c\\d' \\x"},
    {"echo \"a\\\"b\" \"c\\nd\""},
    {"echo ab\"cd ef\"gh"},
    {"echo a\\\nb"},
    {"echo a\necho b"},
    {"echo \\; a"},
    {"echo a\"b"},
    {"echo a\\"},
    {"echo", "--xml", "<a>'&\"b"},
    {"echo", "--shell", "a b", "it's", "", "x~y"},
    {"echo", "--shell", "--xml", "a"},
};

} // namespace

TEST_P(VirshFidelity, answersAsVirshDoes) {
    if (::access(virsh, X_OK) != 0)
        GTEST_SKIP() << "virsh is not installed";
    EXPECT_EQ(answerOf(TWINVIRT_BIN_DIR "/twinsh", "mock:///default", GetParam()),
              answerOf(virsh, "test:///default", GetParam()));
}

INSTANTIATE_TEST_SUITE_P(Shell, VirshFidelity, testing::ValuesIn(questions));
