#include "benchmark/probe/commands.h"

#include "benchmark/probe/hog.h"
#include "benchmark/probe/kernel_table.h"
#include "benchmark/probe/output.h"
#include "benchmark/probe/peer.h"
#include "benchmark/probe/run_kernel.h"

#include <exception>

namespace twinvirt::bench::probe {

void printKernels() {
    for (const auto* kernel : allKernels()) {
        JsonLine line;
        line.text("name", kernel->name).text("operation", kernel->operation);
        line.text("unit", kernel->unit).text("source", kernel->source);
        line.truth("directory", kernel->usesDirectory);
        printLine(line.truth("network", kernel->usesNetwork).str());
    }
}

static Result<void> run(std::span<const std::string> words) {
    const RunRequest request = TRY(parseRun(words));
    return runKernel(request);
}

static Result<void> hog(std::span<const std::string> words) {
    const HogRequest request = TRY(parseHog(words));
    return runHog(request);
}

static Result<void> dispatch(std::span<const std::string> words) {
    try {
        if (words[0] == "run")
            return run(words.subspan(1));
        if (words[0] == "hog")
            return hog(words.subspan(1));
        if (words[0] == "peer")
            return runPeer(words.subspan(1));
    } catch (const std::exception& exception) { // of the standard library: no memory
        return Error{ErrorCode::noMemory, exception.what()};
    }
    std::string all;
    for (const auto& word : words)
        all += (all.empty() ? "" : " ") + word;
    return Error{ErrorCode::invalidArgument,
                 "unknown command '" + all +
                     "': expected list, run KERNEL, hog HOG, peer ADDRESS or serve (as a line of "
                     "serve: run KERNEL, hog HOG, peer ADDRESS or exit)"};
}

void printCommandError(std::span<const std::string> words, std::string_view message) {
    const bool goesOn = words[0] == "hog" || words[0] == "peer";
    const bool named = words.size() > 1 && (words[0] == "run" || goesOn);
    printError(goesOn ? words[0] : "kernel", named ? words[1] : "", message);
}

int runCommand(std::span<const std::string> words) {
    const auto done = dispatch(words);
    if (done)
        return 0;
    printCommandError(words, done.error().message);
    return 1;
}

} // namespace twinvirt::bench::probe
