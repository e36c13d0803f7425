#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace twinvirt::lxc {

/// A struct is written and read by one function, `codeFields(Codec&, T&)`, which names its members
/// once in their order; so the two directions cannot drift apart. Numbers are little-endian, a
/// string or list is its length (32 bits) and its content.
class ByteWriter {
  public:
    template <typename T>
    requires std::is_integral_v<T> || std::is_enum_v<T>
    void operator()(const T& value) {
        auto rest = static_cast<std::uint64_t>(value);
        for (std::size_t i = 0; i < sizeof(T); ++i, rest >>= 8U)
            bytes_ += static_cast<char>(rest & 0xffU);
    }
    void operator()(const std::string& text) {
        (*this)(static_cast<std::uint32_t>(text.size()));
        bytes_ += text;
    }
    template <typename T>
    void operator()(std::vector<T>& list) {
        (*this)(static_cast<std::uint32_t>(list.size()));
        for (T& item : list)
            (*this)(item);
    }
    template <typename T>
    requires std::is_class_v<T> &&(!std::is_same_v<T, std::string>)void operator()(T& value) {
        codeFields(*this, value);
    }

    std::string take() && { return std::move(bytes_); }

  private:
    std::string bytes_;
};

/// Reads what ByteWriter wrote. After the first thing that is not there everything reads as zero
/// and empty, and `complete()` is false.
class ByteReader {
  public:
    explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

    template <typename T>
    requires std::is_integral_v<T> || std::is_enum_v<T>
    void operator()(T& value) {
        value = T{};
        const std::string_view bytes = next(sizeof(T));
        std::uint64_t number = 0;
        for (std::size_t i = bytes.size(); i > 0; --i)
            number = (number << 8U) | static_cast<unsigned char>(bytes[i - 1]);
        if constexpr (std::is_same_v<T, bool>) {
            failed_ = failed_ || number > 1;
            value = number == 1;
        } else {
            value = static_cast<T>(number);
        }
    }
    void operator()(std::string& text) {
        std::uint32_t size = 0;
        (*this)(size);
        text = next(size);
    }
    /// Each item takes at least a byte, so a forged count ends with the text and not with the
    /// memory.
    template <typename T>
    void operator()(std::vector<T>& list) {
        std::uint32_t count = 0;
        (*this)(count);
        list.clear();
        for (std::uint32_t i = 0; i < count && !failed_; ++i)
            (*this)(list.emplace_back());
    }
    template <typename T>
    requires std::is_class_v<T> &&(!std::is_same_v<T, std::string>)void operator()(T& value) {
        codeFields(*this, value);
    }

    void fail() { failed_ = true; }
    /// Everything that was asked for was there, and nothing is left.
    [[nodiscard]] bool complete() const { return !failed_ && rest_.empty(); }

  private:
    std::string_view next(std::size_t count) {
        if (failed_ || count > rest_.size()) {
            failed_ = true;
            return {};
        }
        const std::string_view bytes = rest_.substr(0, count);
        rest_.remove_prefix(count);
        return bytes;
    }

    std::string_view rest_;
    bool failed_ = false;
};

} // namespace twinvirt::lxc
