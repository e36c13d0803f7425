#include "lxc/enter/enter_request.h"

#include "lxc/byte_codec.h"

namespace twinvirt::lxc {

template <typename Codec>
static void codeFields(Codec& code, EnterCgroup& cgroup) {
    code(cgroup.unified);
    code(cgroup.directory);
}

template <typename Codec>
static void codeFields(Codec& code, SecurityLabelSpec& label) {
    code(label.model);
    code(label.label);
}

template <typename Codec>
static void codeFields(Codec& code, LimitSpec& limit) {
    code(limit.resource);
    code(limit.soft);
    code(limit.hard);
}

template <typename Codec>
static void codeFields(Codec& code, EnterRequest& request) {
    code(request.command);
    code(request.environment);
    code(request.cgroups);
    code(request.capabilities);
    code(request.seccompFilter);
    code(request.noNewPrivileges);
    code(request.securityLabels);
    code(request.userNamespace);
    code(request.rootUser);
    code(request.rootGroup);
    code(request.ownTime);
    code(request.personality);
    code(request.limits);
    code(request.terminal);
    code(request.user);
    code(request.directory);
}

std::string encodeEnterRequest(const EnterRequest& request) {
    ByteWriter writer;
    EnterRequest copy = request;
    codeFields(writer, copy);
    return std::move(writer).take();
}

Result<EnterRequest> decodeEnterRequest(std::string_view text) {
    ByteReader reader(text);
    EnterRequest request;
    codeFields(reader, request);
    if (!reader.complete() || request.command.empty())
        return Error{ErrorCode::internalError, "read enter request: damaged"};
    return request;
}

} // namespace twinvirt::lxc
