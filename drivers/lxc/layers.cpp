#include "lxc/layers.h"

#include "lxc/domain_state.h"
#include "util/atomic_file.h"

#include <algorithm>
#include <filesystem>
#include <sstream>

namespace twinvirt::lxc {

namespace fs = std::filesystem;

static std::string normal(const std::string& path) {
    std::string text = fs::path(path).lexically_normal();
    while (text.size() > 1 && text.back() == '/')
        text.pop_back();
    return text;
}

/// Is one of the two the other, or above it?
static bool overlap(const std::string& one, const std::string& other) {
    const std::string a = normal(one) + "/";
    const std::string b = normal(other) + "/";
    return a.starts_with(b) || b.starts_with(a);
}

static std::string layersOf(const DomainDefinition& definition) {
    std::string text;
    for (const auto& filesystem : definition.devices.filesystems) {
        if (!filesystem.overlay || !filesystem.source)
            continue;
        text += *filesystem.source + "\n";
        for (const auto& lower : filesystem.overlay->lowerDirs)
            text += lower + "\n";
    }
    return text;
}

std::string layerFile(const StatePaths& paths, const std::string& name) {
    return paths.layers() + "/" + domainFileName(name);
}

Result<void> recordLayers(const StatePaths& paths, const DomainDefinition& definition) {
    const std::string& name = definition.name;
    std::string layers = layersOf(definition);
    std::error_code error;
    if (fs::exists(paths.runDirectory(name).path, error)) {
        const std::string old = readFile(layerFile(paths, name)).value_or("\n");
        layers += old.substr(std::min(old.find('\n'), old.size() - 1) + 1);
    }
    if (layers.empty()) {
        forgetLayers(paths, name);
        return {};
    }
    fs::create_directories(paths.layers(), error);
    if (error)
        return systemError("make directory '" + paths.layers() + "'", error.value());
    return writeFileAtomically(layerFile(paths, name), name + "\n" + layers,
                               Durability::persistent);
}

std::optional<std::string> layerEntry(const StatePaths& paths, const std::string& name) {
    auto text = readFile(layerFile(paths, name));
    return text ? std::optional(std::move(text).value()) : std::nullopt;
}

void restoreLayerEntry(const StatePaths& paths, const std::string& name,
                       const std::optional<std::string>& entry) {
    if (entry)
        (void)writeFileAtomically(layerFile(paths, name), *entry, Durability::persistent);
    else
        forgetLayers(paths, name);
}

void forgetLayers(const StatePaths& paths, const std::string& name) {
    std::error_code ignored;
    fs::remove(layerFile(paths, name), ignored);
}

std::optional<LayerUse> findLayerUse(const StatePaths& paths, const std::string& name,
                                     const std::vector<std::string>& directories,
                                     const DomainExists& exists) {
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(paths.layers(), none)) {
        std::istringstream lines(readFile(entry.path()).value_or(""));
        std::string domain;
        std::getline(lines, domain);
        if (domain == name)
            continue;
        for (std::string layer; std::getline(lines, layer);) {
            const bool used = std::ranges::any_of(
                directories, [&layer](const auto& directory) { return overlap(directory, layer); });
            if (used && exists(domain))
                return LayerUse{domain, layer};
        }
    }
    return std::nullopt;
}

static void addWritten(const MountSpec& mount, std::vector<std::string>& directories) {
    if (mount.readOnly)
        return;
    if (mount.kind == MountSpec::Kind::bind)
        directories.push_back(mount.source);
    if (mount.kind == MountSpec::Kind::overlay)
        directories.push_back(mount.upper);
}

std::vector<std::string> writtenDirectories(const LaunchSpec& spec) {
    std::vector<std::string> directories;
    if (!spec.root.shared) // of the host's own root all that is ours is hidden
        addWritten(spec.root, directories);
    for (const MountSpec& mount : spec.mounts)
        addWritten(mount, directories);
    return directories;
}

/// What the container reads through its overlays, and the one directory each writes to.
static std::vector<std::string> overlayDirectories(const LaunchSpec& spec) {
    std::vector<std::string> directories;
    const auto add = [&directories](const MountSpec& mount) {
        if (mount.kind != MountSpec::Kind::overlay)
            return;
        directories.push_back(mount.source);
        directories.insert(directories.end(), mount.lowers.begin(), mount.lowers.end());
        directories.push_back(mount.upper);
    };
    add(spec.root);
    for (const MountSpec& mount : spec.mounts)
        add(mount);
    return directories;
}

static Result<void> refuseWriters(const StatePaths& paths, const LaunchSpec& spec,
                                  const std::vector<std::string>& layers) {
    for (const auto& fileName : TRY(runDirectoryNames(paths))) {
        const RunDirectory run{paths.run() + "/" + fileName};
        if (run.path == spec.runDirectory)
            continue;
        const auto text = readFile(run.launchSpec());
        const auto other = text ? decodeLaunchSpec(*text) : Result<LaunchSpec>(text.error());
        if (!other)
            continue; // it ended while we looked
        for (const auto& written : writtenDirectories(*other))
            for (const auto& layer : layers)
                if (overlap(written, layer))
                    return Error{ErrorCode::operationInvalid,
                                 "layers: domain '" + other->name + "' runs and writes to '" +
                                     written + "', which an overlay of '" + spec.name +
                                     "' needs to stand still; end it first, or make that "
                                     "<filesystem> of it <readonly/>"};
    }
    return {};
}

Result<void> guardLayers(const StatePaths& paths, const LaunchSpec& spec,
                         const DomainExists& exists) {
    const auto use = findLayerUse(paths, spec.name, writtenDirectories(spec), exists);
    if (use)
        return Error{ErrorCode::operationInvalid,
                     "layers: domain '" + use->domain + "' shows '" + use->layer +
                         "' through an overlay, and '" + spec.name +
                         "' would write to it; make that <filesystem> of '" + spec.name +
                         "' <readonly/>, or undefine '" + use->domain + "'"};
    const auto layers = overlayDirectories(spec);
    return layers.empty() ? Result<void>() : refuseWriters(paths, spec, layers);
}

} // namespace twinvirt::lxc
