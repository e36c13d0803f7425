#include "synthetic_result.h"

#include "benchmark/run/schedule.h"
#include "benchmark/statistics/random.h"

namespace twinvirt::bench {
namespace {

struct ArmModel {
    const char* name;
    double readyMs;
    double cpuMs;
    double mib;
    double deleteMs;
};

constexpr ArmModel models[] = {
    {"app", 10, 12, 0.9, 8}, {"os", 20, 26, 1.6, 11}, {"vm", 1500, 1650, 118, 210}};

class Writer {
  public:
    Writer(unsigned count) : random_(7), count_(count) {}

    /// About `value`, a few per cent more or less.
    double about(double value) {
        return value * (0.95 + 0.1 * static_cast<double>(random_.below(1000)) / 1000);
    }

    Block block(const ArmModel& model) {
        Block block;
        block.scenario = "serial-boot";
        block.arm = model.name;
        block.start = now_;
        base_ = about(600);
        sample(block, model, Moment::before, 0);
        for (unsigned number = 1; number <= count_; ++number) {
            block.boots.push_back(boot(model, number));
            const double end = now_ + block.boots.back().readyMs / 1000;
            for (now_ += 0.2; now_ < end; now_ += 0.2)
                sample(block, model, Moment::between, number - 1);
            now_ = end;
            sample(block, model, Moment::afterBoot, number);
        }
        for (int i = 0; i < 10; ++i) {
            now_ += 0.2;
            sample(block, model, Moment::hold, count_);
        }
        for (unsigned number = 1; number <= count_; ++number)
            block.deleteMs.push_back(about(model.deleteMs));
        now_ += 0.05 * count_;
        sample(block, model, Moment::afterDelete, 0);
        block.end = now_;
        now_ += 0.2;
        return block;
    }

  private:
    Boot boot(const ArmModel& model, unsigned number) {
        Boot boot;
        boot.instance = "bench-f00d-" + std::string(model.name) + "-" + std::to_string(number);
        boot.start = now_;
        boot.readyMs = about(model.readyMs);
        boot.callMs = boot.readyMs / 4;
        boot.cpuMs = about(model.cpuMs);
        if (std::string(model.name) != "vm")
            boot.steps = {{"cgroup", "prepare", 0.1, about(0.4)},
                          {"root file system", "prepare", 0.6, about(0.8)},
                          {"clone", "attach", 1.5, about(0.3)},
                          {"mounts", "enter", 1.9, about(0.9)},
                          {"capabilities and system call filter", "enter", 2.9, about(0.2)}};
        return boot;
    }

    void sample(Block& block, const ArmModel& model, Moment moment, unsigned instances) {
        Sample sample;
        sample.time = now_;
        sample.moment = moment;
        sample.instances = instances;
        sample.usedMib = base_ + instances * about(model.mib * 1.1);
        sample.load1 = about(0.6);
        sample.cpuBusyPercent = moment == Moment::between ? about(55) : about(4);
        if (moment != Moment::between)
            sample.pssMib = instances * about(model.mib);
        if (std::string(model.name) != "vm" && instances > 0)
            sample.cgroupMib = instances * about(model.mib * 1.3);
        block.samples.push_back(sample);
    }

    Random random_;
    unsigned count_;
    double now_ = 0.5;
    double base_ = 600;
};

} // namespace

BenchmarkResult syntheticResult(unsigned rounds, unsigned count) {
    BenchmarkResult result;
    result.runId = "f00d";
    result.benchmark = "serial-boot-quick";
    result.title = "Serial boot of " + std::to_string(count) + " instances";
    result.description = "Instances are booted one after another, held, and deleted.";
    result.specFile = "serial-boot-quick.xml";
    result.specXml = "<benchmark name='serial-boot-quick'/>\n";
    result.command = "twinsh bench run serial-boot-quick.xml --seed 42";
    result.version = "0.1.0";
    result.started = "2026-11-23T04:00:00Z";
    result.finished = "2026-11-23T04:02:10Z";
    result.host = {{"host name", "testhost"}, {"processor", "A processor"}, {"kernel", "6.1.0"}};
    result.design = {42, rounds, 1, 0.05, 0, {}, "app", "/proc/stat"};
    Scenario scenario;
    scenario.name = "serial-boot";
    scenario.title = "Serial boot";
    scenario.work = "boot";
    scenario.brief = std::to_string(count) + " instances at a time";
    scenario.method = "a block boots them one after another";
    scenario.count = count;
    scenario.holdSeconds = 2;
    scenario.timeoutSeconds = 120;
    scenario.readyMarker = "twinvirt: ready";
    result.scenarios = {scenario};
    result.arms = {
        {"app", "application container", "lxc", "", "", "app.xml", "<domain/>\n", "", ""},
        {"os", "OS container", "lxc", "", "", "os.xml", "<domain/>\n", "", ""},
        {"vm", "virtual machine", "kvm", "tcg", "the probe of KVM timed out", "vm.xml",
         "<domain/>\n", "QEMU 7.2.22", ""}};
    Writer writer(count);
    unsigned number = 0;
    for (const auto& order : drawSchedule(42, rounds + 1, 3)) {
        Round round;
        round.number = ++number;
        round.warmup = number == 1;
        round.complete = true;
        for (const std::size_t arm : order)
            round.blocks.push_back(writer.block(models[arm]));
        result.rounds.push_back(std::move(round));
    }
    return result;
}

} // namespace twinvirt::bench
