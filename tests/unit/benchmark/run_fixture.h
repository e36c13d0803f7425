#pragma once

#include "benchmark/run/runner.h"
#include "fake_driver.h"

#include <string>

namespace twinvirt::bench {

/// A plan of containers and one machine on fake drivers: two rounds and a warm-up round of two
/// instances, held for 20 ms.
struct RunFixture {
    RunFixture() {
        machines.acceleration = "tcg";
        plan.spec.name = "test";
        plan.spec.title = "A test";
        plan.spec.baseline = "app";
        plan.spec.rounds = 2;
        plan.spec.warmup = 1;
        ScenarioSpec boot;
        boot.name = "boot";
        boot.title = "Boot";
        boot.work = "boot";
        boot.count = 2;
        boot.readyMarker = "twinvirt: ready";
        boot.timeoutSeconds = 5;
        boot.holdSeconds = 0.02;
        plan.spec.scenarios = {boot};
        plan.patience = {std::chrono::milliseconds(0), std::chrono::milliseconds(1),
                         std::chrono::milliseconds(100)};
        plan.seed = 42;
        plan.runId = "f00d";
        plan.command = "twinsh bench run test.xml --seed 42";
        plan.arms = {arm("app", "application container", containers),
                     arm("os", "OS container", containers), arm("vm", "virtual machine", machines)};
        plan.arms[2].spec.type = "kvm";
    }

    static PreparedArm arm(const std::string& name, const std::string& title, FakeDriver& driver) {
        PreparedArm prepared;
        prepared.spec.name = name;
        prepared.spec.title = title;
        prepared.spec.type = "lxc";
        prepared.driver = &driver;
        prepared.definitionFile = name + ".xml";
        prepared.definition.memoryKib = 1024;
        prepared.definition.os.type = "exe";
        return prepared;
    }

    BenchmarkResult run() {
        const auto host = HostReader::open("/proc", "/sys/fs/cgroup");
        return runBenchmark(plan, host.value(), observer, stop);
    }

    struct Observer : RunObserver {
        void progressed(const RunProgress& progress) override { seen.push_back(progress); }
        std::vector<RunProgress> seen;
    };

    FakeDriver containers;
    FakeDriver machines;
    RunPlan plan;
    Observer observer;
    StopRequest stop;
};

} // namespace twinvirt::bench
