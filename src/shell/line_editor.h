#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace twinvirt {

/// A terminal's line with history and completion. Implemented over libedit in a module of its own
/// (line_editor.so), so that a one-shot command does not load libedit and what it drags in.
class LineEditor {
  public:
    /// Candidates for the last of the words; see completeWords().
    using Completer = std::function<std::vector<std::string>(const std::string& lineUpToCursor)>;

    virtual ~LineEditor() = default;
    /// nullopt at the end of the input.
    virtual std::optional<std::string> readLine(const std::string& prompt) = 0;
};

inline constexpr const char* lineEditorFactory = "twinvirtOpenLineEditor";
/// What the module exports under that name. `historyFile` may be empty; it is read at once and
/// written when the editor goes.
using OpenLineEditorFunction = void(const std::string& historyFile,
                                    const LineEditor::Completer& completer,
                                    std::unique_ptr<LineEditor>& editor);

} // namespace twinvirt
