// Writes a made-up result as big as one likes into a directory, for measuring how long its reports
// take and how big they become: docs/benchmark.md has the commands.

#include "benchmark/result/analysis.h"
#include "benchmark/result/result_json.h"
#include "synthetic_suite.h"
#include "util/atomic_file.h"

#include <cstdio>
#include <cstdlib>

int main(int count, char** words) {
    if (count < 2) {
        std::fputs("usage: twinvirt-large-result DIRECTORY [ROUNDS [SCENARIOS [KERNELS]]]\n",
                   stderr);
        return 2;
    }
    const auto number = [&](int word, unsigned usual) {
        return count > word ? static_cast<unsigned>(std::strtoul(words[word], nullptr, 10)) : usual;
    };
    const auto result =
        twinvirt::bench::syntheticSuite(number(2, 1000), number(3, 20), number(4, 1));
    const std::string file = std::string(words[1]) + "/result.json";
    const auto written = twinvirt::writeFileAtomically(
        file, twinvirt::bench::resultToJson(result, twinvirt::bench::analyse(result)),
        twinvirt::Durability::volatileState, 0644);
    if (!written) {
        std::fprintf(stderr, "error: %s\n", written.error().message.c_str());
        return 1;
    }
    return 0;
}
