#include "benchmark/measure/sampler.h"

#include <algorithm>
#include <pthread.h>
#include <time.h>

namespace twinvirt::bench {

static constexpr std::chrono::milliseconds interval{200};
/// The kernel adds up CPU time at ticks: over a shorter window the share would be an artefact.
static constexpr std::chrono::milliseconds shortestBusyWindow{50};

Sampler::Sampler(const HostReader& host, Clock::time_point runStart)
    : host_(host), runStart_(runStart), lastBusySeconds_(host.busySeconds().value_or(0)),
      lastBusyTime_(Clock::now()), thread_([this] { loop(); }) {}

Sampler::~Sampler() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    wake_.notify_all();
    thread_.join();
}

void Sampler::loop() {
    std::unique_lock lock(mutex_);
    while (!wake_.wait_for(lock, interval, [this] { return ending_; }))
        record(threadMoment_, Pss::skip);
}

void Sampler::watch(std::vector<DomainFootprint> ready, Moment moment) {
    const std::lock_guard lock(mutex_);
    ready_ = std::move(ready);
    threadMoment_ = moment;
}

void Sampler::sample(Moment moment) {
    const std::lock_guard lock(mutex_);
    record(moment, Pss::read);
}

double Sampler::ownCpuSeconds() {
    clockid_t clock{};
    timespec time{};
    if (::pthread_getcpuclockid(thread_.native_handle(), &clock) != 0 ||
        ::clock_gettime(clock, &time) != 0)
        return 0;
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

std::vector<Sample> Sampler::take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(samples_, {});
}

/// Share of all CPUs that was busy; the counter may run ahead of the clock by a tick.
static double busyPercent(double busySeconds, double seconds) {
    const auto cpus = static_cast<double>(std::max(1U, std::thread::hardware_concurrency()));
    return seconds <= 0 ? 0 : std::clamp(100 * busySeconds / (seconds * cpus), 0.0, 100.0);
}

void Sampler::record(Moment moment, Pss pss) {
    const auto reading = host_.read();
    const auto busy = host_.busySeconds();
    if (!reading || !busy)
        return; // a gap in the series; the run's own figures fail with the reason
    const auto now = Clock::now();
    Sample sample;
    sample.time = std::chrono::duration<double>(now - runStart_).count();
    sample.moment = moment;
    sample.instances = static_cast<unsigned>(ready_.size());
    sample.usedMib = reading->usedMib;
    sample.load1 = reading->load1;
    if (now - lastBusyTime_ >= shortestBusyWindow) {
        lastBusyPercent_ = busyPercent(*busy - lastBusySeconds_,
                                       std::chrono::duration<double>(now - lastBusyTime_).count());
        lastBusySeconds_ = *busy;
        lastBusyTime_ = now;
    }
    sample.cpuBusyPercent = lastBusyPercent_;

    std::vector<pid_t> processes;
    std::vector<std::string> files;
    for (const DomainFootprint& footprint : ready_) {
        processes.insert(processes.end(), footprint.runtime.begin(), footprint.runtime.end());
        processes.insert(processes.end(), footprint.guest.begin(), footprint.guest.end());
        files.insert(files.end(), footprint.cgroupMemoryFiles.begin(),
                     footprint.cgroupMemoryFiles.end());
    }
    if (pss == Pss::read)
        sample.pssMib = host_.pssMib(processes);
    if (!files.empty())
        sample.cgroupMib = cgroupMib(files);
    samples_.push_back(sample);
}

} // namespace twinvirt::bench
