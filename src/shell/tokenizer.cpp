#include "shell/tokenizer.h"

namespace twinvirt {

namespace {

class Tokenizer {
  public:
    explicit Tokenizer(std::string_view text) : text_(text) {}

    Result<std::vector<Words>> split() {
        std::vector<Words> commands;
        Words words;
        const auto endCommand = [&] {
            if (!words.empty())
                commands.push_back(std::move(words));
            words.clear();
        };
        while (!atEnd()) {
            if (atJoin())
                position_ += 2;
            else if (isBlank(peek()))
                ++position_;
            else if (peek() == '#')
                skipComment();
            else if (isSeparator(peek())) {
                ++position_;
                endCommand();
            } else {
                words.push_back(TRY(word()));
            }
        }
        endCommand();
        return commands;
    }

  private:
    static bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\r'; }
    static bool isSeparator(char c) { return c == ';' || c == '\n'; }

    [[nodiscard]] bool atEnd() const { return position_ >= text_.size(); }
    [[nodiscard]] char peek() const { return text_[position_]; }
    /// A backslash at the end of a line.
    [[nodiscard]] bool atJoin() const { return text_.substr(position_, 2) == "\\\n"; }

    void skipComment() {
        while (!atEnd() && peek() != '\n')
            ++position_;
    }

    Result<std::string> word() {
        std::string word;
        char quote = '\0';
        for (; !atEnd(); ++position_) {
            const char c = peek();
            if (quote == '\0' && (isBlank(c) || isSeparator(c)))
                break;
            if (atJoin() && quote != '\'') {
                ++position_;
            } else if (c == '\\' && quote != '\'') {
                if (++position_ >= text_.size())
                    return Error{ErrorCode::invalidArgument, "dangling \\"};
                word += peek();
            } else if (c == quote) {
                quote = '\0';
            } else if (quote == '\0' && (c == '\'' || c == '"')) {
                quote = c;
            } else {
                word += c;
            }
        }
        if (quote != '\0')
            return Error{ErrorCode::invalidArgument, std::string("missing ") + quote};
        return word;
    }

    std::string_view text_;
    std::size_t position_ = 0;
};

} // namespace

Result<std::vector<Words>> splitCommands(std::string_view text) {
    return Tokenizer(text).split();
}

} // namespace twinvirt
