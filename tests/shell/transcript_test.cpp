// Every NAME.in is a list of command lines for /bin/sh, run in data/ with `twinsh` on the mock
// driver; NAME.out says what they print, byte for byte. TWINVIRT_UPDATE_TRANSCRIPTS=1 writes the
// .out files anew: read the difference before you commit it.
#include "util/process.h"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <unistd.h>

using namespace twinvirt;

namespace {

const std::filesystem::path directory = TWINVIRT_SOURCE_DIR "/tests/shell";

std::string fileText(const std::filesystem::path& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
}

std::string withPrefix(const std::string& text, const std::string& prefix) {
    std::string out;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
        out += prefix + line + "\n";
    return out;
}

/// What the line prints and its exit status, in the form of the .out files.
std::string transcriptOf(const std::string& line) {
    const auto result =
        runProcess("/usr/bin/env",
                   {"-C", (directory / "data").string(), "-i",
                    "PATH=" TWINVIRT_BIN_DIR ":/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/nonexistent",
                    "TWINVIRT_DEFAULT_URI=mock:///default", "LC_ALL=C", "/bin/sh", "-c", line},
                   std::chrono::seconds(60));
    if (!result)
        return "$ " + line + "\n" + result.error().message + "\n";
    const int status =
        WIFEXITED(result->status) ? WEXITSTATUS(result->status) : 128 + WTERMSIG(result->status);
    const bool openLine = !result->output.empty() && result->output.back() != '\n';
    return "$ " + line + "\n" + result->output + (openLine ? "[no newline]\n" : "") +
           withPrefix(result->errors, "[stderr] ") + "[exit " + std::to_string(status) + "]\n\n";
}

std::string transcript(const std::filesystem::path& input) {
    std::string out;
    std::istringstream lines(fileText(input));
    for (std::string line; std::getline(lines, line);)
        out += transcriptOf(line);
    return out;
}

std::vector<std::string> transcriptNames() {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(directory))
        if (entry.path().extension() == ".in")
            names.push_back(entry.path().stem().string());
    std::ranges::sort(names);
    return names;
}

class Transcript : public testing::TestWithParam<std::string> {};

} // namespace

TEST_P(Transcript, isWhatTheShellSays) {
    const auto said = transcript(directory / (GetParam() + ".in"));
    const auto expected = directory / (GetParam() + ".out");
    if (std::getenv("TWINVIRT_UPDATE_TRANSCRIPTS") != nullptr)
        std::ofstream(expected) << said;
    EXPECT_EQ(said, fileText(expected));
}

INSTANTIATE_TEST_SUITE_P(Shell, Transcript, testing::ValuesIn(transcriptNames()),
                         [](const auto& name) { return name.param; });
