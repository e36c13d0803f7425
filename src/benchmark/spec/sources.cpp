#include "benchmark/spec/citation.h"

#include <algorithm>

namespace twinvirt::bench {

const std::vector<Source>& sources() {
    static const std::vector<Source> all{
        {"boden2014", "Russell", 2014, "KVM and Docker LXC Benchmarking with OpenStack",
         "slides and data, github.com/bodenr/cloudy-docker-kvm-bench",
         "16 CPUs, 96 GB, Ubuntu 12.04, Docker on AUFS against KVM with virtio, guests of 2 CPUs "
         "and 4 GB; by its author's own words not statistically sound",
         true},
        {"firecracker-spec", "Firecracker", 2018, "SPECIFICATION.md",
         "github.com/firecracker-microvm/firecracker",
         "hosts of their own tests: a promise that each change is tested for", true},
        {"felter2014", "Felter et al.", 2014,
         "An Updated Performance Comparison of Virtual Machines and Linux Containers",
         "IBM Research Report RC25482",
         "two Sandy Bridge CPUs of 8 cores, Ubuntu 13.10, Docker 1.0, QEMU 1.5, the machine "
         "untuned unless said",
         false},
        {"agache2020", "Agache et al.", 2020,
         "Firecracker: Lightweight Virtualization for Serverless Applications", "NSDI 2020",
         "bare metal, 500 boots one after another and 50 and 100 at a time", false},
        {"manco2017", "Manco et al.", 2017, "My VM is Lighter (and Safer) than your Container",
         "SOSP 2017", "Xen with LightVM, up to 8,000 guests", false},
        {"cadden2020", "Cadden et al.", 2020, "SEUSS: Skip Redundant Paths to Make Serverless Fast",
         "EuroSys 2020", "Docker 18.09, up to 16 starts at a time", false},
        {"mohan2019", "Mohan et al.", 2019, "Agile Cold Starts for Scalable Serverless",
         "HotCloud 2019", "kernel 4.4, up to 100 network namespaces at a time", false},
        {"xavier2013", "Xavier et al.", 2013,
         "Performance Evaluation of Container-based Virtualization for High Performance Computing "
         "Environments",
         "PDP 2013", "LXC, OpenVZ and VServer against Xen 4.1 on 4 nodes", false},
        {"anjali2020", "Anjali et al.", 2020,
         "Blending Containers and Virtual Machines: A Study of Firecracker and gVisor", "VEE 2020",
         "LXC, gVisor and Firecracker", false},
    };
    return all;
}

const Source* findSource(std::string_view ref) {
    const auto found = std::ranges::find(sources(), ref, &Source::ref);
    return found == sources().end() ? nullptr : &*found;
}

} // namespace twinvirt::bench
