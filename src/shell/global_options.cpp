#include "shell/global_options.h"

#include <boost/program_options.hpp>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdlib>

namespace twinvirt {

namespace {

namespace po = boost::program_options;

Error invalid(std::string message) {
    return {ErrorCode::invalidArgument, std::move(message)};
}

po::options_description describeOptions() {
    po::options_description options;
    // Said twice, the last one counts, as with getopt.
    const auto text = [] { return po::value<std::vector<std::string>>()->composing(); };
    const auto flag = [&text] { return text()->zero_tokens(); };
    options.add_options()("connect,c", text())("debug,d", text())("escape,e", text())(
        "help,h", flag())("keepalive-interval,k", text())("keepalive-count,K", text())(
        "log,l", text())("quiet,q", flag())("readonly,r", flag())("timing,t", flag())(
        "short-version,v", flag())("long-version,V",
                                   flag())("version", text()->implicit_value({"short"}, "short"));
    return options;
}

/// "--connect" as virsh names it: "-c'/'--connect".
std::string nameOf(const std::string& option) {
    for (const std::string_view known : {"connect", "debug", "escape", "keepalive-interval", "log"})
        if (option == "--" + std::string(known))
            return std::string("-") + known.front() + "'/'" + option;
    return option == "--keepalive-count" ? "-K'/'" + option : option;
}

/// How many arguments stand before the verb: up to "--" or the first word that is neither an
/// option nor the value of the option before it.
std::size_t countOptions(const std::vector<std::string>& arguments) {
    constexpr std::string_view withValue = "cdekKl";
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const auto& word = arguments[i];
        if (word == "--" || word == "-" || !word.starts_with('-'))
            return i;
        bool takesNext = false;
        if (word.starts_with("--"))
            takesNext = word == "--connect" || word == "--debug" || word == "--escape" ||
                        word == "--keepalive-interval" || word == "--keepalive-count" ||
                        word == "--log";
        else if (const auto at = word.find_first_of(withValue, 1); at != std::string::npos)
            takesNext = at + 1 == word.size(); // otherwise the rest of the word is the value
        if (takesNext)
            ++i;
    }
    return arguments.size();
}

Result<po::variables_map> parse(const std::vector<std::string>& arguments) {
    po::variables_map values;
    try {
        const auto options = describeOptions();
        po::command_line_parser parser(arguments);
        parser.options(options).style(po::command_line_style::unix_style &
                                      ~po::command_line_style::allow_guessing);
        po::store(parser.run(), values);
    } catch (const po::unknown_option& unknown) {
        return invalid("unsupported option '" + unknown.get_option_name() + "'. See --help.");
    } catch (const po::invalid_command_line_syntax& wrong) {
        return invalid(wrong.kind() == po::invalid_syntax::missing_parameter
                           ? "option '" + nameOf(wrong.get_option_name()) + "' requires an argument"
                           : wrong.what());
    } catch (const po::error& error) {
        return invalid(error.what());
    }
    return values;
}

std::optional<std::string> textOf(const po::variables_map& values, const char* name) {
    if (values.count(name) == 0)
        return std::nullopt;
    return values[name].as<std::vector<std::string>>().back();
}

/// "^]" or one character, as virsh takes it.
Result<char> parseEscape(const std::string& text) {
    constexpr char controlMask = 0x1f;
    if (text.size() == 1 && text != "^")
        return text.front();
    if (text.size() == 2 && text.front() == '^') {
        const int letter = std::toupper(static_cast<unsigned char>(text[1]));
        if (letter >= '@' && letter <= '_')
            return static_cast<char>(letter & controlMask);
    }
    return invalid("Invalid string '" + text + "' for escape sequence");
}

Result<void> readLogging(const po::variables_map& values, GlobalOptions& options) {
    const auto debug = textOf(values, "debug");
    const auto file = textOf(values, "log");
    if (!debug && !file)
        return {};
    LogSettings log;
    log.file = file.value_or("");
    log.toStandardError = debug.has_value();
    if (debug) {
        int level = 0;
        const auto end = debug->data() + debug->size();
        const auto [stop, error] = std::from_chars(debug->data(), end, level);
        if (error != std::errc{} || stop != end)
            return invalid("option -d takes a numeric argument");
        if (level < 0 || level > 4)
            options.warnings.push_back("ignoring debug level " + *debug + " out of range [0-4]");
        else
            log.level = static_cast<LogLevel>(level);
    }
    options.log = log;
    return {};
}

/// Every connection of ours stays on this machine, where a lost peer is noticed at once; an
/// interval of 0 asks for no keepalive, which is what there is.
Result<void> checkKeepalive(const po::variables_map& values) {
    for (const auto& [name, letter] :
         {std::pair("keepalive-interval", 'k'), std::pair("keepalive-count", 'K')}) {
        const auto text = textOf(values, name);
        if (!text)
            continue;
        int number = 0;
        const auto end = text->data() + text->size();
        const auto [stop, error] = std::from_chars(text->data(), end, number);
        if (error != std::errc{} || stop != end || number < 0)
            return invalid(std::string("Invalid value for option -") + letter);
        if (letter == 'K' || number != 0)
            return invalid(std::string("option -") + letter +
                           " is refused: keepalive messages are for remote connections, and all "
                           "of twinsh's are local");
    }
    return {};
}

std::optional<std::string> uriOf(const po::variables_map& values) {
    if (const auto given = textOf(values, "connect"); given && !given->empty())
        return given;
    for (const char* variable : {"TWINVIRT_DEFAULT_URI", "LIBVIRT_DEFAULT_URI"})
        if (const char* uri = std::getenv(variable); uri != nullptr && *uri != '\0')
            return uri;
    return std::nullopt;
}

Result<GlobalOptions::Action> actionOf(const po::variables_map& values) {
    using Action = GlobalOptions::Action;
    if (values.count("help") != 0)
        return Action::showHelp;
    if (values.count("long-version") != 0)
        return Action::showLongVersion;
    if (values.count("short-version") != 0)
        return Action::showVersion;
    const auto version = textOf(values, "version");
    if (!version)
        return Action::runCommands;
    if (*version != "short" && *version != "long")
        return invalid("option --version takes short or long, not '" + *version + "'");
    return *version == "long" ? Action::showLongVersion : Action::showVersion;
}

} // namespace

Result<GlobalOptions> parseGlobalOptions(const std::vector<std::string>& arguments) {
    GlobalOptions options;
    const auto count = std::min(countOptions(arguments), arguments.size());
    const auto verb = arguments.begin() + static_cast<std::ptrdiff_t>(count);
    options.words.assign(verb, arguments.end());
    if (!options.words.empty() && options.words.front() == "--")
        options.words.erase(options.words.begin());
    const auto values = TRY(parse({arguments.begin(), verb}));
    options.action = TRY(actionOf(values));
    options.shell.uri = uriOf(values);
    options.shell.readOnly = values.count("readonly") != 0;
    options.shell.quiet = values.count("quiet") != 0;
    options.shell.timing = values.count("timing") != 0;
    if (const auto escape = textOf(values, "escape"))
        options.shell.escape = TRY(parseEscape(*escape));
    TRY(readLogging(values, options));
    TRY(checkKeepalive(values));
    return options;
}

std::string globalHelp() {
    return R"(
twinsh [options]... [<command_string>]
twinsh [options]... <command> [args...]

  options:
    -c | --connect=URI      hypervisor connection URI
    -d | --debug=NUM        debug level [0-4]
    -e | --escape <char>    set escape sequence for console
    -h | --help             this help
    -k | --keepalive-interval=NUM
                            0 only: connections are local and need no keepalive
    -l | --log=FILE         output logging to file
    -q | --quiet            quiet mode
    -r | --readonly         connect readonly
    -t | --timing           print timing information
    -v                      short version
    -V                      long version
         --version[=TYPE]   version, TYPE is short or long (default short)

  URI: -c, else $TWINVIRT_DEFAULT_URI, else $LIBVIRT_DEFAULT_URI, else twin:///system, which is
  lxc:///system and qemu:///system at once (qemu:///session for a user who is not root). Others:
  lxc:///embed?root=DIR, qemu:///session, test:///default, mock:///default.

  commands (non interactive mode):

)";
}

} // namespace twinvirt
