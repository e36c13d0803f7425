#pragma once

#include "util/result.h"

#include <libvirt/libvirt.h>

#include <span>
#include <string>
#include <vector>

namespace twinvirt::kvm {

/// libvirt's typed parameters, owned.
class TypedParameters {
  public:
    TypedParameters() = default;
    explicit TypedParameters(std::size_t count) : parameters_(count) {}
    TypedParameters(const TypedParameters&) = delete;
    TypedParameters& operator=(const TypedParameters&) = delete;
    ~TypedParameters();

    [[nodiscard]] virTypedParameterPtr data() { return parameters_.data(); }
    [[nodiscard]] int size() const { return static_cast<int>(parameters_.size()); }
    /// What libvirt filled; it may be fewer than there is room for.
    void shrink(int count) { parameters_.resize(static_cast<std::size_t>(count)); }
    [[nodiscard]] std::span<const virTypedParameter> values() const { return parameters_; }

    /// Adds one of type VIR_TYPED_PARAM_…; the text form of a number.
    void addNumber(const std::string& name, int type, long long value);
    void addText(const std::string& name, const std::string& value);

  private:
    virTypedParameter& add(const std::string& name, int type);
    std::vector<virTypedParameter> parameters_;
};

/// As virsh prints it.
std::string textOf(const virTypedParameter& parameter);

} // namespace twinvirt::kvm
