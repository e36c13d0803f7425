#pragma once

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

/// <arm name='os' type='lxc' title='OS container' domain='os.xml' image='tree' use='root'/>
struct ArmSpec {
    std::string name;
    std::string type;       ///< "lxc" or "kvm"; the domain's own type has to agree
    std::string title;      ///< in reports, in lower case: "OS container"
    std::string domainFile; ///< found beside the specification unless absolute
    std::string image;
    ImageUse use = ImageUse::root;
    Acceleration acceleration = Acceleration::automatic;
    int line = 0;
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

    unsigned count = 15;     ///< instances of a block
    std::string readyMarker; ///< the line that makes an instance ready
    double timeoutSeconds = 120;
    double holdSeconds = 2;
};

} // namespace twinvirt::bench
