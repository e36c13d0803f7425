#include "benchmark/doctor/host_tuning.h"

#include "benchmark/doctor/host_tree.h"
#include "benchmark/doctor/tunable.h"
#include "benchmark/doctor/tuning_state.h"
#include "util/unique_fd.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace twinvirt::bench {

std::string_view outcomeWord(TuneOutcome outcome) {
    switch (outcome) {
    case TuneOutcome::changed:
        return "changed";
    case TuneOutcome::kept:
        return "kept";
    case TuneOutcome::notHere:
        return "not-here";
    case TuneOutcome::failed:
        break;
    }
    return "failed";
}

/// One write(2), as the kernel's files want it; the reason, or "" for success.
static std::string writeSetting(const std::string& file, const std::string& value) {
    const UniqueFd fd(::open(file.c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC | O_NOFOLLOW));
    if (!fd || ::write(fd.get(), value.data(), value.size()) != static_cast<ssize_t>(value.size()))
        return std::strerror(errno);
    return "";
}

/// Sets the file to `wanted` and asks the kernel whether it is so.
static TuneStep setTo(const std::string& sysRoot, const std::string& title, const std::string& file,
                      const std::string& wanted) {
    const std::string path = sysRoot + "/" + file;
    const auto before = file.empty() ? std::nullopt : choiceOf(path);
    if (!before)
        return {title, TuneOutcome::notHere, "", wanted, ""};
    if (*before == wanted)
        return {title, TuneOutcome::kept, *before, wanted, ""};
    if (const std::string reason = writeSetting(path, wanted); !reason.empty())
        return {title, TuneOutcome::failed, *before, wanted, "write '" + path + "': " + reason};
    if (choiceOf(path) != wanted)
        return {title, TuneOutcome::failed, *before, wanted,
                "the kernel took the value and kept '" + choiceOf(path).value_or("") + "'"};
    return {title, TuneOutcome::changed, *before, wanted, ""};
}

static bool isSaved(const std::vector<SavedSetting>& saved, const std::string& file) {
    return std::any_of(saved.begin(), saved.end(),
                       [&](const SavedSetting& setting) { return setting.file == file; });
}

Result<std::vector<TuneStep>> tuneHost(const std::string& sysRoot, const std::string& stateFile) {
    std::vector<SavedSetting> saved = TRY(readTuningState(stateFile));
    const std::vector<Tunable> tunables = tunablesOf(sysRoot);
    for (const Tunable& tunable : tunables) {
        if (tunable.file.empty() || isSaved(saved, tunable.file))
            continue;
        const auto before = choiceOf(sysRoot + "/" + tunable.file);
        if (before && *before != tunable.wanted)
            saved.push_back({tunable.title, tunable.file, *before});
    }
    TRY(writeTuningState(stateFile, saved));
    std::vector<TuneStep> steps;
    for (const Tunable& tunable : tunables)
        steps.push_back(setTo(sysRoot, tunable.title, tunable.file, tunable.wanted));
    return steps;
}

Result<std::vector<TuneStep>> restoreHost(const std::string& sysRoot,
                                          const std::string& stateFile) {
    const std::vector<SavedSetting> saved = TRY(readTuningState(stateFile));
    std::vector<TuneStep> steps;
    std::vector<SavedSetting> left;
    for (const SavedSetting& setting : saved) {
        steps.push_back(setTo(sysRoot, setting.title, setting.file, setting.before));
        if (steps.back().outcome == TuneOutcome::failed)
            left.push_back(setting);
    }
    TRY(writeTuningState(stateFile, left));
    return steps;
}

} // namespace twinvirt::bench
