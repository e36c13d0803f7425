#include "kvm/event_loop.h"

#include "kvm/libvirt_error.h"

#include <libvirt/libvirt.h>

#include <mutex>
#include <pthread.h>
#include <signal.h>

namespace twinvirt::kvm {

namespace {

void* runEvents(void*) {
    // An iteration fails only when poll(2) does; there is nobody to tell and the next may succeed.
    while (true)
        (void)virEventRunDefaultImpl();
    return nullptr;
}

/// The program's own threads answer its signals, so this one takes none.
int startThread() {
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_t thread{};
    const int failed = pthread_create(&thread, nullptr, runEvents, nullptr);
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    if (failed == 0)
        pthread_detach(thread);
    return failed;
}

} // namespace

Result<void> startEventLoop() {
    static std::mutex mutex;
    static bool started = false;
    const std::lock_guard lock(mutex);
    if (started)
        return {};
    if (virEventRegisterDefaultImpl() < 0)
        return lastLibvirtError();
    if (const int failed = startThread(); failed != 0)
        return systemError("start libvirt's event loop: pthread_create()", failed);
    started = true;
    return {};
}

} // namespace twinvirt::kvm
