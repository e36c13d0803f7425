#include "shell/interactive.h"

#include "log/log.h"
#include "shell/completion.h"
#include "shell/line_editor.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <dlfcn.h>
#include <filesystem>
#include <unistd.h>

namespace twinvirt {

namespace {

/// $XDG_STATE_HOME/twinvirt/history; empty when there is no place for it.
std::string historyFile() {
    const char* state = std::getenv("XDG_STATE_HOME");
    const char* home = std::getenv("HOME");
    std::filesystem::path directory;
    if (state != nullptr && *state == '/')
        directory = state;
    else if (home != nullptr && *home == '/')
        directory = std::filesystem::path(home) / ".local/state";
    else
        return {};
    directory /= "twinvirt";
    std::error_code error;
    std::filesystem::create_directories(directory, error);
    return error ? std::string() : (directory / "history").string();
}

/// The words of the command in which the cursor stands; the last one is still being written.
Words wordsAtCursor(const std::string& line) {
    // A mark that no one types keeps a word that has not begun yet, and closes nothing.
    constexpr char mark = '\x01';
    const auto commands = splitCommands(line + mark);
    if (!commands || commands->empty())
        return {};
    auto words = commands->back();
    words.back().pop_back();
    return words;
}

std::unique_ptr<LineEditor> openLineEditor(Shell& shell) {
    std::unique_ptr<LineEditor> editor;
    void* module = ::dlopen((shell.paths().modules + "/line_editor.so").c_str(), RTLD_NOW);
    void* factory = module != nullptr ? ::dlsym(module, lineEditorFactory) : nullptr;
    if (factory == nullptr) {
        log(LogLevel::warning, std::string("no line editing: ") + ::dlerror());
        return nullptr;
    }
    reinterpret_cast<OpenLineEditorFunction*>(factory)(
        historyFile(),
        [&shell](const std::string& line) {
            const auto words = wordsAtCursor(line);
            return words.empty() ? std::vector<std::string>() : completeWords(shell, words);
        },
        editor);
    return editor;
}

/// One line of stdin without taking a byte more than it; joined where it ends in a backslash.
std::optional<std::string> readPlainLine() {
    std::string line;
    char c = '\0';
    for (;;) {
        const auto count = ::read(STDIN_FILENO, &c, 1);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return line.empty() ? std::nullopt : std::optional(line);
        if (c == '\n' && !line.ends_with('\\'))
            return line;
        line += c;
    }
}

int runScript(Shell& shell) {
    int status = 0;
    while (!shell.isQuitting()) {
        const auto line = readPlainLine();
        if (!line)
            break;
        if (line->find_first_not_of(" \t\r") != std::string::npos)
            status = shell.runLine(*line);
    }
    return status;
}

std::string promptOf(const Shell& shell) {
    const bool weak = shell.settings().readOnly || ::geteuid() != 0;
    return weak ? "twinsh > " : "twinsh # ";
}

int runTerminal(Shell& shell) {
    if (!shell.settings().quiet)
        shell.print("Welcome to twinsh, the virtualization interactive terminal.\n\n"
                    "Type:  'help' for help with commands\n"
                    "       'quit' to quit\n\n");
    const auto editor = openLineEditor(shell);
    while (!shell.isQuitting()) {
        if (!editor)
            shell.print(promptOf(shell));
        std::fflush(stdout);
        const auto line = editor ? editor->readLine(promptOf(shell)) : readPlainLine();
        if (!line) {
            shell.print("\n");
            break;
        }
        shell.runLine(*line);
    }
    return 0;
}

} // namespace

int runInteractive(Shell& shell) {
    shell.setInteractive();
    return ::isatty(STDIN_FILENO) != 0 ? runTerminal(shell) : runScript(shell);
}

} // namespace twinvirt
