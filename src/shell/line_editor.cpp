#include "shell/line_editor.h"

#include <cstdlib>
#include <cstring>
#include <editline/readline.h>

namespace twinvirt {

namespace {

constexpr int historySize = 500; // virsh's default
constexpr const char* wordBreaks = " \t\n;";

/// libedit's readline interface has one state for the process.
LineEditor::Completer* completer = nullptr;

char** attemptCompletion(const char* text, int /*start*/, int end) {
    // Whatever we have nothing for is left to libedit: names of files.
    const auto candidates =
        (*completer)(std::string(rl_line_buffer, static_cast<std::size_t>(end)));
    static std::vector<std::string> offered;
    static std::size_t next = 0;
    offered = candidates;
    next = 0;
    if (offered.empty())
        return nullptr;
    rl_completion_append_character = ' ';
    return rl_completion_matches(text, [](const char*, int) -> char* {
        return next < offered.size() ? ::strdup(offered[next++].c_str()) : nullptr;
    });
}

class EditlineEditor : public LineEditor {
  public:
    EditlineEditor(std::string historyFile, Completer complete)
        : historyFile_(std::move(historyFile)), completer_(std::move(complete)) {
        completer = &completer_;
        rl_readline_name = "twinsh";
        rl_attempted_completion_function = attemptCompletion;
        rl_basic_word_break_characters = const_cast<char*>(wordBreaks);
        rl_initialize();
        using_history();
        stifle_history(historySize);
        if (!historyFile_.empty())
            read_history(historyFile_.c_str());
    }
    ~EditlineEditor() override {
        if (!historyFile_.empty())
            write_history(historyFile_.c_str());
        completer = nullptr;
    }

    std::optional<std::string> readLine(const std::string& prompt) override {
        const std::unique_ptr<char, void (*)(void*)> line(::readline(prompt.c_str()), std::free);
        if (!line)
            return std::nullopt;
        if (*line.get() != '\0' && last_ != line.get()) {
            add_history(line.get());
            last_ = line.get();
        }
        return std::string(line.get());
    }

  private:
    std::string historyFile_;
    Completer completer_;
    std::string last_;
};

} // namespace

extern "C" [[gnu::visibility("default")]] void
twinvirtOpenLineEditor(const std::string& historyFile, const LineEditor::Completer& complete,
                       std::unique_ptr<LineEditor>& editor) {
    editor = std::make_unique<EditlineEditor>(historyFile, complete);
}

} // namespace twinvirt
