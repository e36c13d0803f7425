#include "mock/mock_monitor.h"

#include "util/unique_fd.h"

#include <sys/eventfd.h>

#include <unistd.h>
#include <utility>

namespace twinvirt::mock {

namespace {

/// Readable from the beginning while there is something to tell, and never again.
class MockEvents final : public EventStream {
  public:
    MockEvents(std::vector<DomainEvent> events, UniqueFd fd)
        : events_(std::move(events)), fd_(std::move(fd)) {}

    [[nodiscard]] int fd() const override { return fd_.get(); }
    Result<std::vector<DomainEvent>> take() override {
        std::uint64_t count = 0;
        (void)!::read(fd_.get(), &count, sizeof count);
        return std::exchange(events_, {});
    }

  private:
    std::vector<DomainEvent> events_;
    UniqueFd fd_;
};

} // namespace

Result<MockDomain*> MockMonitor::running(const DomainIdentity& identity) {
    auto* domain = TRY(world_.find(identity));
    if (!domain->live)
        return Error{ErrorCode::operationInvalid,
                     "Requested operation is not valid: domain is not running"};
    return domain;
}

Result<CpuStatistics> MockMonitor::cpuStatistics(const DomainIdentity& identity) {
    TRY(running(identity));
    CpuStatistics statistics;
    statistics.byCpu = {{0, std::chrono::milliseconds(1000), std::chrono::milliseconds(900)},
                        {1, std::chrono::milliseconds(500), std::chrono::milliseconds(400)}};
    statistics.total = std::chrono::milliseconds(1500);
    statistics.user = std::chrono::milliseconds(1200);
    statistics.system = std::chrono::milliseconds(300);
    return statistics;
}

Result<std::vector<Figure>> MockMonitor::memoryStatistics(const DomainIdentity& identity) {
    const auto* domain = TRY(running(identity));
    const auto actual = domain->live->currentMemoryKib.value_or(domain->live->memoryKib);
    return std::vector<Figure>{{"actual", actual}, {"unused", actual / 2}, {"rss", actual / 2}};
}

Result<void> MockMonitor::setMemoryPeriod(const DomainIdentity& identity, unsigned, ChangeScope) {
    TRY(world_.find(identity));
    return {};
}

Result<std::vector<Figure>> MockMonitor::blockStatistics(const DomainIdentity& identity,
                                                         const std::string& device) {
    const auto* domain = TRY(running(identity));
    for (const auto& disk : domain->live->devices.disks)
        if (device.empty() || device == disk.targetDevice || device == disk.source)
            return std::vector<Figure>{
                {"rd_req", 10}, {"rd_bytes", 40960}, {"wr_req", 5}, {"wr_bytes", 20480}};
    return Error{ErrorCode::invalidArgument, "invalid argument: invalid path: " + device};
}

Result<std::unique_ptr<EventStream>> MockMonitor::watchEvents() {
    auto events = world_.takeEvents();
    UniqueFd fd(::eventfd(events.empty() ? 0 : 1, EFD_CLOEXEC | EFD_NONBLOCK));
    if (!fd)
        return systemError("eventfd");
    return std::unique_ptr<EventStream>(
        std::make_unique<MockEvents>(std::move(events), std::move(fd)));
}

} // namespace twinvirt::mock
