#include "kvm/typed_parameters.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace twinvirt::kvm {

TypedParameters::~TypedParameters() {
    for (auto& parameter : parameters_)
        if (parameter.type == VIR_TYPED_PARAM_STRING)
            std::free(parameter.value.s);
}

virTypedParameter& TypedParameters::add(const std::string& name, int type) {
    auto& parameter = parameters_.emplace_back();
    parameter.type = type;
    std::strncpy(parameter.field, name.c_str(), VIR_TYPED_PARAM_FIELD_LENGTH - 1);
    return parameter;
}

void TypedParameters::addNumber(const std::string& name, int type, long long value) {
    auto& parameter = add(name, type);
    switch (type) {
    case VIR_TYPED_PARAM_INT:
        parameter.value.i = static_cast<int>(value);
        break;
    case VIR_TYPED_PARAM_UINT:
        parameter.value.ui = static_cast<unsigned>(value);
        break;
    case VIR_TYPED_PARAM_ULLONG:
        parameter.value.ul = static_cast<unsigned long long>(value);
        break;
    case VIR_TYPED_PARAM_DOUBLE:
        parameter.value.d = static_cast<double>(value);
        break;
    case VIR_TYPED_PARAM_BOOLEAN:
        parameter.value.b = value != 0 ? 1 : 0;
        break;
    default:
        parameter.type = VIR_TYPED_PARAM_LLONG;
        parameter.value.l = value;
    }
}

void TypedParameters::addText(const std::string& name, const std::string& value) {
    add(name, VIR_TYPED_PARAM_STRING).value.s = ::strdup(value.c_str());
}

std::string textOf(const virTypedParameter& parameter) {
    switch (parameter.type) {
    case VIR_TYPED_PARAM_INT:
        return std::to_string(parameter.value.i);
    case VIR_TYPED_PARAM_UINT:
        return std::to_string(parameter.value.ui);
    case VIR_TYPED_PARAM_LLONG:
        return std::to_string(parameter.value.l);
    case VIR_TYPED_PARAM_ULLONG:
        return std::to_string(parameter.value.ul);
    case VIR_TYPED_PARAM_DOUBLE: {
        std::array<char, 64> buffer{};
        std::snprintf(buffer.data(), buffer.size(), "%f", parameter.value.d);
        return buffer.data();
    }
    case VIR_TYPED_PARAM_BOOLEAN:
        return parameter.value.b != 0 ? "yes" : "no";
    case VIR_TYPED_PARAM_STRING:
        return parameter.value.s;
    default:
        return {};
    }
}

} // namespace twinvirt::kvm
