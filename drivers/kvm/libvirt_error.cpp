#include "kvm/libvirt_error.h"

#include <libvirt/virterror.h>

namespace twinvirt::kvm {

Error lastLibvirtError() {
    const virErrorPtr last = virGetLastError();
    if (last == nullptr || last->code == VIR_ERR_OK)
        return {ErrorCode::internalError, "libvirt: the call failed and gave no reason", 0};
    const int errnum = last->code == VIR_ERR_SYSTEM_ERROR ? last->int1 : 0;
    return {static_cast<ErrorCode>(last->code),
            last->message != nullptr ? last->message : "unknown error", errnum};
}

void silenceLibvirt() {
    virSetErrorFunc(nullptr, [](void*, virErrorPtr) {});
}

} // namespace twinvirt::kvm
