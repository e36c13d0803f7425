#pragma once

#include "util/error.h"

#include <optional>
#include <utility>
#include <variant>

namespace twinvirt {

/// A value or the reason why there is none; shaped like std::expected<T, Error>, which g++ 12 has
/// not yet. Reading the value of a failed result is a programming error (std::bad_variant_access).
template <typename T>
class [[nodiscard]] Result {
  public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

    [[nodiscard]] bool has_value() const { return state_.index() == 0; }
    explicit operator bool() const { return has_value(); }

    T& value() & { return std::get<0>(state_); }
    const T& value() const& { return std::get<0>(state_); }
    T&& value() && { return std::get<0>(std::move(state_)); }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::move(*this).value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

    const Error& error() const& { return std::get<1>(state_); }
    Error&& error() && { return std::get<1>(std::move(state_)); }

    template <typename U>
    T value_or(U&& other) const& {
        return has_value() ? value() : static_cast<T>(std::forward<U>(other));
    }

  private:
    std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
  public:
    Result() = default;
    Result(Error error) : error_(std::move(error)) {}

    [[nodiscard]] bool has_value() const { return !error_; }
    explicit operator bool() const { return has_value(); }
    void value() const {}

    const Error& error() const& { return error_.value(); }
    Error&& error() && { return std::move(error_).value(); }

  private:
    std::optional<Error> error_;
};

} // namespace twinvirt

/// The value of a Result, or return its error from the calling function:
/// `auto text = TRY(readFile(path));`
#define TRY(...)                                                                                   \
    __extension__({                                                                                \
        auto tryResult_ = (__VA_ARGS__);                                                           \
        if (!tryResult_)                                                                           \
            return std::move(tryResult_).error();                                                  \
        std::move(tryResult_).value();                                                             \
    })

/// The same with an outer context in front of the error's message.
#define TRY_WITHIN(context, ...)                                                                   \
    __extension__({                                                                                \
        auto tryResult_ = (__VA_ARGS__);                                                           \
        if (!tryResult_)                                                                           \
            return tryResult_.error().within(context);                                             \
        std::move(tryResult_).value();                                                             \
    })
