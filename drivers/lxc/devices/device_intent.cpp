#include "lxc/devices/device_intent.h"

#include "lxc/byte_codec.h"
#include "util/atomic_file.h"

#include <unistd.h>

namespace twinvirt::lxc {

static constexpr std::uint32_t magic = 0x31495654; // "TVI1"

template <typename Codec>
static void codeFields(Codec& code, DeviceFiles& files) {
    code(files.spec);
    code(files.liveXml);
    code(files.linkNames);
    code(files.definition);
}

template <typename Codec>
static void codeFields(Codec& code, DeviceIntent& intent) {
    code(intent.element);
    code(intent.coming);
    code(intent.device);
    code(intent.mounts);
    code(intent.hasLayers);
    code(intent.layers);
    code(intent.with);
    code(intent.without);
}

Result<void> writeDeviceIntent(const RunDirectory& directory, const DeviceIntent& intent) {
    ByteWriter write;
    write(magic);
    DeviceIntent copy = intent; // codeFields serves reading too, so it wants it writable
    write(copy);
    return writeFileAtomically(directory.deviceIntent(), std::move(write).take(),
                               Durability::volatileState);
}

Result<DeviceIntent> readDeviceIntent(const RunDirectory& directory) {
    const auto text = TRY(readFile(directory.deviceIntent()));
    ByteReader read(text);
    std::uint32_t found = 0;
    read(found);
    DeviceIntent intent;
    read(intent);
    if (found != magic || !read.complete())
        return Error{ErrorCode::internalError, "'" + directory.deviceIntent() +
                                                   "' is damaged; end the domain, and what it "
                                                   "tells of is released"};
    return intent;
}

void removeDeviceIntent(const RunDirectory& directory) {
    ::unlink(directory.deviceIntent().c_str());
}

} // namespace twinvirt::lxc
