#pragma once

#include "api/domain_types.h"
#include "benchmark/measure/host_reader.h"
#include "benchmark/measure/sample.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace twinvirt::bench {

using Clock = std::chrono::steady_clock;

/// Watches the host during a block. A thread of its own reads the cheap figures five times a
/// second (about 0.1 ms each time). PSS is read only when sample() is called, never by the thread:
/// reading that of a QEMU takes milliseconds and holds up the guest that boots.
class Sampler {
  public:
    Sampler(const HostReader& host, Clock::time_point runStart);
    ~Sampler();
    Sampler(const Sampler&) = delete;
    Sampler& operator=(const Sampler&) = delete;

    /// What the samples from now on belong to: the instances that are ready, and the moment under
    /// which the thread files its own.
    void watch(std::vector<DomainFootprint> ready, Moment moment);
    /// Takes a sample now, with PSS.
    void sample(Moment moment);
    /// CPU time of the thread so far: a boot's figure is taken without it.
    double ownCpuSeconds();
    /// Everything so far, in order of time; the next block begins empty.
    std::vector<Sample> take();

  private:
    enum class Pss { read, skip };
    void loop();
    void record(Moment moment, Pss pss);

    const HostReader& host_;
    const Clock::time_point runStart_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool ending_ = false;
    Moment threadMoment_ = Moment::between;
    std::vector<DomainFootprint> ready_;
    std::vector<Sample> samples_;
    double lastBusySeconds_ = 0;
    double lastBusyPercent_ = 0;
    Clock::time_point lastBusyTime_;
    std::thread thread_;
};

} // namespace twinvirt::bench
