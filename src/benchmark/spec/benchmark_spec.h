#pragma once

#include "benchmark/result/gates.h"
#include "benchmark/spec/citation.h"

#include <string>
#include <vector>

namespace twinvirt::bench {

/// <image id='tree' template='busybox'/>: a root tree that the run makes.
struct ImageSpec {
    std::string id;
    std::string treeTemplate; ///< "busybox"
};

/// What an image becomes in the definition of an arm.
enum class ImageUse {
    root,      ///< the source directory of the <filesystem> whose target is "/"
    initramfs, ///< packed, <os><initrd>; <os><kernel> becomes a kernel of the host's
};

/// arm@accel: what a machine may run on.
enum class Acceleration {
    automatic, ///< KVM where it works, else TCG, labelled
    kvm,       ///< only KVM
    tcg,       ///< TCG even where KVM works
};

/// <arm name='os' type='lxc' title='OS container' domain='os.xml' image='tree' use='root'/>,
/// <arm name='host' type='host' title='host'/>
struct ArmSpec {
    std::string name;
    std::string type;       ///< "lxc" or "kvm", as the domain's own; "host": no domain at all
    std::string title;      ///< in reports, in lower case: "OS container"
    std::string domainFile; ///< found beside the specification unless absolute; none of a host
    std::string image;
    ImageUse use = ImageUse::root;
    Acceleration acceleration = Acceleration::automatic;
    std::string controlOf; ///< the arm that this one repeats: control='aa' adds it
    int line = 0;

    [[nodiscard]] bool isHost() const { return type == "host"; }
};

/// <probe batches='5' batch='50ms'>: kernels that the static probe runs, one after the other.
struct ProbeSpec {
    std::vector<std::string> kernels; ///< names of kernelCatalog(); empty: the scenario has none
    unsigned batches = 5;
    unsigned batchMs = 50; ///< least duration of a batch, so that the clock costs nothing
};

/// <scenario name='boot' title='Serial boot'>: one part of each round. In each of its arms `count`
/// instances are booted, and then the probe's kernels run in the first one, or all are held.
struct ScenarioSpec {
    std::string name;
    std::string title;
    std::vector<std::string> arms; ///< those that take part; empty: all that can
    unsigned count = 1;            ///< instances of a block
    std::string readyMarker;       ///< the line that makes an instance ready
    double timeoutSeconds = 120;   ///< for an instance to be ready, and for a kernel to end
    double holdSeconds = 0;
    ProbeSpec probe;
    std::vector<Citation> citations;
    int line = 0;

    [[nodiscard]] bool hasProbe() const { return !probe.kernels.empty(); }
};

/// A <benchmark>: what runs, how often, and when two arms count as equal.
struct BenchmarkSpec {
    std::string fileName; ///< as the user wrote it
    std::string xml;
    std::string name;
    std::string title;
    std::string description;
    std::vector<ImageSpec> images;
    std::vector<ArmSpec> arms;
    std::string baseline;
    int armsLine = 0;

    unsigned rounds = 20;
    unsigned warmup = 2;
    double equivalence = 0.05;
    bool control = false;     ///< control='aa': the baseline runs a second time in each round
    double budgetSeconds = 0; ///< after which no further round begins; 0: none

    Gates gates;              ///< <gates>: what withholds a verdict
    double quietSeconds = 60; ///< how long a run waits for a quiet host before it begins anyway

    std::vector<ScenarioSpec> scenarios;
};

} // namespace twinvirt::bench
