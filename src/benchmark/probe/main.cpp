#include "benchmark/probe/commands.h"
#include "benchmark/probe/isolated.h"
#include "benchmark/probe/nothing_word.h"
#include "benchmark/probe/serve.h"

#include <csignal>
#include <cstdio>
#include <cstring>
#include <span>
#include <string>
#include <unistd.h>
#include <vector>

namespace twinvirt::bench::probe {

static int usage() {
    std::fputs(
        "usage: twinvirt-bench-probe WORD\n\n"
        "  list                        the kernels, a JSON line each\n"
        "  run KERNEL [--batches N] [--batch-ms M] [--directory DIR] [--peer ADDRESS:PORT]\n"
        "      [--mac MAC --address ADDRESS/PREFIX]\n"
        "  hog cpu|memory|disk|fork|net [--seconds S] [--processes N] [--mebibytes N]\n"
        "      [--directory DIR]\n"
        "  peer ADDRESS                what the kernels net-rr and net-bulk talk to\n"
        "  serve                       run, hog and peer, as lines on standard input, until exit;\n"
        "                              for the first process of a guest\n"
        "  serve-as-is                 the same, and sets nothing up\n"
        "  isolated [pid|mount|uts|ipc|net|cgroup]... [join=CGROUP]... [cpu=N]\n"
        "                              serve-as-is in these new namespaces\n",
        stderr);
    return 1;
}

static int runProgram(const std::vector<std::string>& words) {
    std::signal(SIGPIPE, SIG_IGN); // whose other end is gone is an error like others
    std::signal(SIGTTOU, SIG_IGN); // in the background of a shell waitUntilSent must not stop it
    const bool isInit = ::getpid() == 1; // a kernel gives its init no word
    if (words.empty() && !isInit)
        return usage();
    if (words.empty() || (words.size() == 1 && words[0] == "serve"))
        return serve(Setup::asNeeded);
    if (words.size() == 1 && words[0] == "serve-as-is")
        return serve(Setup::nothing);
    if (!words.empty() && words[0] == "isolated")
        return serveIsolated(std::span(words).subspan(1));
    if (words.size() == 1 && words[0] == "list") {
        printKernels();
        return 0;
    }
    return runCommand(words);
}

} // namespace twinvirt::bench::probe

int main(int argc, char** argv) {
    namespace probe = twinvirt::bench::probe;
    if (argc == 2 && std::strcmp(argv[1], probe::nothingWord) == 0)
        return probe::nothingStatus;
    return probe::runProgram({argv + 1, argv + argc});
}
