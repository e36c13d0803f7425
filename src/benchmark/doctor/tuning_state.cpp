#include "benchmark/doctor/tuning_state.h"

#include "benchmark/doctor/tunable.h"
#include "util/atomic_file.h"

#include <nlohmann/json.hpp>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <unistd.h>

namespace twinvirt::bench {

using Json = nlohmann::ordered_json;

static constexpr int formatVersion = 1;

static Error notOurs(const std::string& path, const std::string& reason) {
    return {ErrorCode::configUnsupported, "read '" + path + "': " + reason +
                                              "; nothing was changed. If you know what was set "
                                              "before, set it and remove the file"};
}

/// What a kernel's file of ours holds: "schedutil", "0".
static bool isWord(const std::string& text) {
    constexpr std::size_t longest = 32;
    return !text.empty() && text.size() <= longest &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
           });
}

static Result<void> checkOwner(const std::string& path) {
    struct stat status {};
    if (::lstat(path.c_str(), &status) != 0)
        return systemError("stat '" + path + "'");
    constexpr mode_t writableByOthers = S_IWGRP | S_IWOTH;
    if (!S_ISREG(status.st_mode) || status.st_uid != ::geteuid() ||
        (status.st_mode & writableByOthers) != 0)
        return notOurs(path, "it is not a file that only you can write");
    return {};
}

static Result<SavedSetting> settingOf(const std::string& path, const Json& entry) {
    for (const char* name : {"title", "file", "before"})
        if (!entry.is_object() || !entry.contains(name) || !entry[name].is_string())
            return notOurs(path, std::string("a setting has no '") + name + "'");
    SavedSetting setting{entry["title"], entry["file"], entry["before"]};
    if (!isTunable(setting.file))
        return notOurs(path, "'" + setting.file + "' is no setting that is ever tuned");
    if (!isWord(setting.before))
        return notOurs(path, "'" + setting.before + "' is no value of a setting");
    return setting;
}

Result<std::vector<SavedSetting>> readTuningState(const std::string& path) {
    const auto owned = checkOwner(path);
    if (!owned && owned.error().errnum == ENOENT)
        return std::vector<SavedSetting>{};
    TRY(owned);
    constexpr std::size_t largest = 1U << 20U;
    const std::string text = TRY(readFile(path, largest));
    const Json document = Json::parse(text, nullptr, false);
    if (!document.is_object() || document.value("version", Json()) != formatVersion ||
        !document.contains("settings") || !document["settings"].is_array())
        return notOurs(path, "it is not what 'bench doctor --tune' writes");
    std::vector<SavedSetting> settings;
    for (const Json& entry : document["settings"])
        settings.push_back(TRY(settingOf(path, entry)));
    return settings;
}

Result<void> writeTuningState(const std::string& path, const std::vector<SavedSetting>& settings) {
    if (settings.empty()) {
        if (::unlink(path.c_str()) != 0 && errno != ENOENT)
            return systemError("remove '" + path + "'");
        return {};
    }
    for (const SavedSetting& setting : settings)
        if (!isWord(setting.before)) // it could not be read again
            return Error{ErrorCode::operationUnsupported,
                         "write '" + path + "': '" + setting.before + "' of '" + setting.file +
                             "' is no value of a setting; nothing was changed"};
    std::error_code error;
    const std::string directory = std::filesystem::path(path).parent_path();
    std::filesystem::create_directories(directory, error);
    if (error)
        return systemError("create directory '" + directory + "'", error.value());
    Json list = Json::array();
    for (const SavedSetting& setting : settings)
        list.push_back(
            {{"title", setting.title}, {"file", setting.file}, {"before", setting.before}});
    const Json document{{"version", formatVersion}, {"settings", list}};
    return writeFileAtomically(path, document.dump(2) + "\n", Durability::volatileState);
}

} // namespace twinvirt::bench
