#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace twinvirt::bench::probe {

/// One JSON object on one line, of printable ASCII alone, whatever a text holds: other bytes are
/// written as the escapes of the characters of these numbers.
class JsonLine {
  public:
    JsonLine& text(std::string_view key, std::string_view value);
    JsonLine& number(std::string_view key, std::uint64_t value);
    JsonLine& numbers(std::string_view key, std::initializer_list<std::uint64_t> values);
    JsonLine& truth(std::string_view key, bool value);

    [[nodiscard]] std::string str() const { return "{" + members_ + "}"; }

  private:
    void key(std::string_view key);
    void quote(std::string_view text);

    std::string members_;
};

} // namespace twinvirt::bench::probe
