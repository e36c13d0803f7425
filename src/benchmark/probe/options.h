#pragma once

#include "util/result.h"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>

namespace twinvirt::bench::probe {

/// `--name value` pairs, each name one of those allowed and given once at most.
class Options {
  public:
    /// `subject` stands in the error: "kernel 'triad'".
    static Result<Options> parse(std::span<const std::string> words,
                                 std::span<const std::string_view> allowed,
                                 std::string_view subject);

    /// A whole number from `least` to `most`; `otherwise` where the option was not given.
    [[nodiscard]] Result<std::uint64_t> number(std::string_view name, std::uint64_t least,
                                               std::uint64_t most, std::uint64_t otherwise) const;
    [[nodiscard]] std::string text(std::string_view name, std::string_view otherwise) const;

  private:
    std::map<std::string, std::string, std::less<>> values_;
};

} // namespace twinvirt::bench::probe
