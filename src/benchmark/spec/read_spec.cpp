#include "benchmark/spec/read_spec.h"

#include "benchmark/spec/spec_mapping.h"
#include "util/atomic_file.h"
#include "xml/xml_document.h"

#include <algorithm>
#include <set>

namespace twinvirt::bench {

static Error wrong(const BenchmarkSpec& spec, int line, const std::string& element,
                   const std::string& what) {
    return {ErrorCode::xmlError,
            spec.fileName + ":" + std::to_string(line) + ": <" + element + ">: " + what};
}

static std::string armNames(const BenchmarkSpec& spec) {
    std::string names;
    for (const ArmSpec& arm : spec.arms)
        names += (names.empty() ? "'" : ", '") + arm.name + "'";
    return names;
}

static Result<void> checkArm(const BenchmarkSpec& spec, const ArmSpec& arm) {
    const bool imageExists =
        std::any_of(spec.images.begin(), spec.images.end(),
                    [&](const ImageSpec& image) { return image.id == arm.image; });
    if (!imageExists)
        return wrong(spec, arm.line, "arm",
                     "image '" + arm.image + "' is not one of the <image> elements");
    if (arm.type == "lxc" && arm.use != ImageUse::root)
        return wrong(spec, arm.line, "arm", "a container has no initramfs; expected use='root'");
    if (arm.type == "kvm" && arm.use != ImageUse::initramfs)
        return wrong(spec, arm.line, "arm",
                     "a machine cannot have a directory as its root yet; expected use='initramfs'");
    return {};
}

static Result<void> checkSpec(const BenchmarkSpec& spec) {
    std::set<std::string> names;
    for (const ArmSpec& arm : spec.arms) {
        if (!names.insert(arm.name).second)
            return wrong(spec, arm.line, "arm",
                         "there is another arm of the name '" + arm.name + "'");
        TRY(checkArm(spec, arm));
    }
    if (!names.contains(spec.baseline))
        return wrong(spec, spec.armsLine, "arms",
                     "baseline '" + spec.baseline + "' is no arm; expected one of " +
                         armNames(spec));
    return {};
}

Result<BenchmarkSpec> parseBenchmarkSpec(const std::string& fileName, const std::string& xml) {
    const XmlDocument document = TRY(XmlDocument::parse({fileName, xml}));
    BenchmarkSpec spec;
    spec.fileName = fileName;
    spec.xml = xml;
    TRY(readXml(document, XmlVocabulary(), "benchmark", spec));
    TRY(checkSpec(spec));
    return spec;
}

Result<BenchmarkSpec> readBenchmarkSpec(const std::string& fileName) {
    return parseBenchmarkSpec(fileName, TRY(readFile(fileName)));
}

std::string domainPath(const BenchmarkSpec& spec, const ArmSpec& arm) {
    const auto slash = spec.fileName.rfind('/');
    if (arm.domainFile.starts_with('/') || slash == std::string::npos)
        return arm.domainFile;
    return spec.fileName.substr(0, slash + 1) + arm.domainFile;
}

Result<void> keepArms(BenchmarkSpec& spec, const std::vector<std::string>& names) {
    for (const std::string& name : names)
        if (std::none_of(spec.arms.begin(), spec.arms.end(),
                         [&](const ArmSpec& arm) { return arm.name == name; }))
            return Error{ErrorCode::invalidArgument, "no arm '" + name + "' in '" + spec.fileName +
                                                         "'; it has " + armNames(spec)};
    std::erase_if(spec.arms, [&](const ArmSpec& arm) {
        return std::find(names.begin(), names.end(), arm.name) == names.end();
    });
    if (spec.arms.empty())
        return Error{ErrorCode::invalidArgument, "no arm is left to run"};
    if (std::find(names.begin(), names.end(), spec.baseline) == names.end())
        spec.baseline = spec.arms.front().name;
    return {};
}

} // namespace twinvirt::bench
