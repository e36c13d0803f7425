#include "benchmark/run/external/external_trial.h"

#include "benchmark/run/console_watch.h"
#include "benchmark/run/cpu_share.h"
#include "util/uuid.h"

namespace twinvirt::bench {

Result<void> tryExternalArm(const ExternalArm& arm, const std::string& name,
                            const std::string& marker, unsigned cpus, const StopRequest& stop) {
    constexpr std::chrono::seconds patience{60};
    constexpr std::size_t idLength = 8; // as that of a run
    const auto container = arm.newContainer(
        "bench-" + Uuid::random().toString().substr(0, idLength) + "-" + name + "-0",
        cpusFor(0, cpus));
    TRY(container->configure());
    TRY(container->start());
    TRY(waitForMarker(container->console(), marker, patience, stop));
    TRY(container->letConsoleGo());
    TRY(container->footprint());
    return container->destroy();
}

} // namespace twinvirt::bench
