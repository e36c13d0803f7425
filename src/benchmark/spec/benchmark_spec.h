#pragma once

#include "benchmark/result/gates.h"
#include "benchmark/spec/scenario_spec.h"

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
    disk,      ///< an ext4 image: a virtio disk that a machine boots from, a loop device for a
               ///< container's "/"; the same file system in both kinds
};

/// arm@accel: what a machine may run on.
enum class Acceleration {
    automatic, ///< KVM where it works, else TCG, labelled
    kvm,       ///< only KVM
    tcg,       ///< TCG even where KVM works
};

/// <arm name='os' type='lxc' title='OS container' domain='os.xml' image='tree' use='root'/>,
/// <arm name='host' type='host' title='host'/>,
/// <arm name='crun' type='external' tool='crun' title='crun' domain='app.xml' image='tree'/>
struct ArmSpec {
    std::string name;
    std::string type;       ///< "lxc" or "kvm", as the domain's own; "host": no domain at all;
                            ///< "external": a container that another tool runs
    std::string title;      ///< in reports, in lower case: "OS container"
    std::string tool;       ///< of an external arm: a name of externalTools()
    std::string domainFile; ///< found beside the specification unless absolute; none of a host. An
                            ///< external arm takes init, memory, CPUs and RAM file systems from it;
                            ///< without one it boots the tree's own init
    std::string image;      ///< empty of a container whose root is what the definition says
    ImageUse use = ImageUse::root;
    Acceleration acceleration = Acceleration::automatic;
    std::vector<std::string> isolation; ///< of a host: "pid", …; see isolationWords()
    unsigned every = 1;                 ///< N: it takes part in every Nth round alone
    std::string controlOf;              ///< the arm that this one repeats: control='aa' adds it
    int line = 0;

    [[nodiscard]] bool isHost() const { return type == "host"; }
    [[nodiscard]] bool hasOwnRoot() const { return type == "lxc" && image.empty(); }
    [[nodiscard]] bool isExternal() const { return type == "external"; }
};

/// What a run has measured at least before narrow intervals end it (stopWidth): over fewer rounds
/// an interval is now and then narrow by chance.
constexpr unsigned fewestRoundsToStop = 10;

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
    double stopWidth = 0;     ///< no further round when all intervals are narrower; 0: all rounds
    bool quick = false;       ///< fewer rounds than the file says (--quick)
    bool allowTcgVerdicts = false;

    Gates gates;              ///< <gates>: what withholds a verdict
    double quietSeconds = 60; ///< how long a run waits for a quiet host before it begins anyway

    std::vector<ScenarioSpec> scenarios;
};

} // namespace twinvirt::bench
