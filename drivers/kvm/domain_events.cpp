#include "kvm/domain_events.h"

#include "kvm/domain_record.h"
#include "kvm/event_queue.h"
#include "kvm/handles.h"
#include "kvm/libvirt_error.h"
#include "kvm/typed_parameters.h"

#include <array>

namespace twinvirt::kvm {

namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

void push(void* opaque, virDomainPtr domain, const char* type, std::string text, Fields fields) {
    auto& queue = **static_cast<std::shared_ptr<EventQueue>*>(opaque);
    auto identity = identityOf(domain);
    if (identity)
        queue.push({std::move(identity).value(), type, std::move(text), std::move(fields),
                    std::chrono::system_clock::now()});
}

template <std::size_t N>
std::string wordOf(const std::array<const char*, N>& words, int index) {
    return index >= 0 && static_cast<std::size_t>(index) < N
               ? words[static_cast<std::size_t>(index)]
               : "unknown";
}

std::string orEmpty(const char* text) {
    return text == nullptr ? "" : text;
}

int onLifecycle(virConnectPtr, virDomainPtr domain, int event, int detail, void* opaque) {
    auto& queue = **static_cast<std::shared_ptr<EventQueue>*>(opaque);
    if (auto identity = identityOf(domain))
        queue.push(lifecycleEvent(*identity, event, detail));
    return 0;
}

void onReboot(virConnectPtr, virDomainPtr domain, void* opaque) {
    push(opaque, domain, "reboot", "", {});
}

void onControlError(virConnectPtr, virDomainPtr domain, void* opaque) {
    push(opaque, domain, "control-error", "", {});
}

void onClock(virConnectPtr, virDomainPtr domain, long long offset, void* opaque) {
    const auto text = std::to_string(offset);
    push(opaque, domain, "rtc-change", text, {{"utcOffset", text}});
}

void onWatchdog(virConnectPtr, virDomainPtr domain, int action, void* opaque) {
    constexpr std::array<const char*, 7> words{"none",     "pause", "reset",     "poweroff",
                                               "shutdown", "debug", "inject-nmi"};
    const auto word = wordOf(words, action);
    push(opaque, domain, "watchdog", word, {{"action", word}});
}

void onIoError(virConnectPtr, virDomainPtr domain, const char* source, const char* alias,
               int action, const char* reason, void* opaque) {
    constexpr std::array<const char*, 3> words{"none", "pause", "report"};
    const auto word = wordOf(words, action);
    push(opaque, domain, "io-error-reason",
         orEmpty(source) + " (" + orEmpty(alias) + ") " + word + " due to " + orEmpty(reason),
         {{"path", orEmpty(source)},
          {"alias", orEmpty(alias)},
          {"action", word},
          {"reason", orEmpty(reason)}});
}

void onBlockJob(virConnectPtr, virDomainPtr domain, const char* disk, int type, int status,
                void* opaque) {
    constexpr std::array<const char*, 6> types{"Unknown job",  "Block Pull",          "Block Copy",
                                               "Block Commit", "Active Block Commit", "Backup"};
    constexpr std::array<const char*, 4> states{"completed", "failed", "canceled", "ready"};
    push(
        opaque, domain, "block-job-2",
        wordOf(types, type) + " for " + orEmpty(disk) + " " + wordOf(states, status),
        {{"job", wordOf(types, type)}, {"disk", orEmpty(disk)}, {"state", wordOf(states, status)}});
}

void onBalloon(virConnectPtr, virDomainPtr domain, unsigned long long actual, void* opaque) {
    const auto kib = std::to_string(actual);
    push(opaque, domain, "balloon-change", kib + "KiB", {{"actualKiB", kib}});
}

void onWakeup(virConnectPtr, virDomainPtr domain, int, void* opaque) {
    push(opaque, domain, "pm-wakeup", "", {});
}

void onSuspend(virConnectPtr, virDomainPtr domain, int, void* opaque) {
    push(opaque, domain, "pm-suspend", "", {});
}

void onDeviceAdded(virConnectPtr, virDomainPtr domain, const char* alias, void* opaque) {
    push(opaque, domain, "device-added", orEmpty(alias), {{"alias", orEmpty(alias)}});
}

void onDeviceRemoved(virConnectPtr, virDomainPtr domain, const char* alias, void* opaque) {
    push(opaque, domain, "device-removed", orEmpty(alias), {{"alias", orEmpty(alias)}});
}

void onTunable(virConnectPtr, virDomainPtr domain, virTypedParameterPtr values, int count,
               void* opaque) {
    std::string text;
    Fields fields;
    for (const auto& value : std::span(values, static_cast<std::size_t>(count))) {
        text += std::string("\n\t") + value.field + ": " + textOf(value);
        fields.emplace_back(value.field, textOf(value));
    }
    push(opaque, domain, "tunable", text, fields);
}

void onAgent(virConnectPtr, virDomainPtr domain, int state, int reason, void* opaque) {
    constexpr std::array<const char*, 3> states{"unknown", "connected", "disconnected"};
    constexpr std::array<const char*, 3> reasons{"unknown", "domain started", "channel event"};
    push(opaque, domain, "agent-lifecycle",
         "state: '" + wordOf(states, state) + "' reason: '" + wordOf(reasons, reason) + "'",
         {{"state", wordOf(states, state)}, {"reason", wordOf(reasons, reason)}});
}

void onMetadata(virConnectPtr, virDomainPtr domain, int type, const char* uri, void* opaque) {
    constexpr std::array<const char*, 3> types{"description", "title", "element"};
    push(opaque, domain, "metadata-change", wordOf(types, type) + " " + orEmpty(uri),
         {{"kind", wordOf(types, type)}, {"uri", orEmpty(uri)}});
}

void onJob(virConnectPtr, virDomainPtr domain, virTypedParameterPtr values, int count,
           void* opaque) {
    std::string text;
    Fields fields;
    for (const auto& value : std::span(values, static_cast<std::size_t>(count))) {
        text += std::string("\n\t") + value.field + ": " + textOf(value);
        fields.emplace_back(value.field, textOf(value));
    }
    push(opaque, domain, "job-completed", text, fields);
}

struct Callback {
    int id;
    virConnectDomainEventGenericCallback call;
};

/// libvirt calls it by its own type again. By way of void(*)(), which the compilers take for "any".
template <typename Function>
virConnectDomainEventGenericCallback generic(Function* function) {
    return reinterpret_cast<virConnectDomainEventGenericCallback>(
        reinterpret_cast<void (*)()>(function));
}

std::vector<Callback> callbacks() {
    return {{VIR_DOMAIN_EVENT_ID_LIFECYCLE, generic(onLifecycle)},
            {VIR_DOMAIN_EVENT_ID_REBOOT, generic(onReboot)},
            {VIR_DOMAIN_EVENT_ID_RTC_CHANGE, generic(onClock)},
            {VIR_DOMAIN_EVENT_ID_WATCHDOG, generic(onWatchdog)},
            {VIR_DOMAIN_EVENT_ID_IO_ERROR_REASON, generic(onIoError)},
            {VIR_DOMAIN_EVENT_ID_CONTROL_ERROR, generic(onControlError)},
            {VIR_DOMAIN_EVENT_ID_BLOCK_JOB_2, generic(onBlockJob)},
            {VIR_DOMAIN_EVENT_ID_BALLOON_CHANGE, generic(onBalloon)},
            {VIR_DOMAIN_EVENT_ID_PMWAKEUP, generic(onWakeup)},
            {VIR_DOMAIN_EVENT_ID_PMSUSPEND, generic(onSuspend)},
            {VIR_DOMAIN_EVENT_ID_DEVICE_ADDED, generic(onDeviceAdded)},
            {VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED, generic(onDeviceRemoved)},
            {VIR_DOMAIN_EVENT_ID_TUNABLE, generic(onTunable)},
            {VIR_DOMAIN_EVENT_ID_AGENT_LIFECYCLE, generic(onAgent)},
            {VIR_DOMAIN_EVENT_ID_METADATA_CHANGE, generic(onMetadata)},
            {VIR_DOMAIN_EVENT_ID_JOB_COMPLETED, generic(onJob)}};
}

/// Each registration holds the queue until libvirt has let go of it, which its thread may do late.
void freeShare(void* opaque) {
    delete static_cast<std::shared_ptr<EventQueue>*>(opaque);
}

void onClose(virConnectPtr, int, void* opaque) {
    (*static_cast<std::shared_ptr<EventQueue>*>(opaque))->close("libvirtd has gone");
}

class MachineEvents final : public EventStream {
  public:
    explicit MachineEvents(virConnectPtr connection) : queue_(std::make_shared<EventQueue>()) {
        virConnectRef(connection);
        connection_.reset(connection);
    }
    MachineEvents(const MachineEvents&) = delete;
    MachineEvents& operator=(const MachineEvents&) = delete;
    ~MachineEvents() override {
        for (const int id : registered_)
            virConnectDomainEventDeregisterAny(connection_.get(), id);
        virConnectUnregisterCloseCallback(connection_.get(), onClose);
    }

    Result<void> begin() {
        TRY(queue_->open());
        for (const auto& callback : callbacks()) {
            auto* share = new std::shared_ptr<EventQueue>(queue_);
            const int id = virConnectDomainEventRegisterAny(connection_.get(), nullptr, callback.id,
                                                            callback.call, share, freeShare);
            if (id >= 0) {
                registered_.push_back(id);
                continue;
            }
            freeShare(share);
            if (callback.id == VIR_DOMAIN_EVENT_ID_LIFECYCLE)
                return lastLibvirtError(); // others may be unknown to this libvirt
        }
        // libvirt calls it under the lock that unregistering takes: not after that, so that it
        // needs no share. A driver without a daemon (test:///default) would never free one.
        virConnectRegisterCloseCallback(connection_.get(), onClose, &queue_, nullptr);
        return {};
    }
    [[nodiscard]] int fd() const override { return queue_->fd(); }
    Result<std::vector<DomainEvent>> take() override { return queue_->take(); }

  private:
    std::shared_ptr<EventQueue> queue_;
    ConnectHandle connection_;
    std::vector<int> registered_;
};

} // namespace

Result<std::unique_ptr<EventStream>> watchMachines(virConnectPtr connection) {
    auto stream = std::make_unique<MachineEvents>(connection);
    TRY(stream->begin());
    return std::unique_ptr<EventStream>(std::move(stream));
}

} // namespace twinvirt::kvm
