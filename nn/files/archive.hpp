// Archive: the state of a training run in a file.
//
// What has state says it once, in one function that both writes and reads it:
//
//   void serialise(Archive& archive) {
//     archive("weights", weights_);   // writes weights_, or reads it
//     archive("rng", rng_);
//   }
//
// so that nothing can be written and then not be read. The file is a safetensors file (see
// checkpoint.hpp): its tensors are there for other tools, too, and all else is a JSON text in its
// metadata. Numbers are exact: what is read has the bits of what was written.
#pragma once

#include <concepts>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "engine/array/random.hpp"
#include "engine/array/tensor.hpp"

namespace tapestry::nn {

class Archive;

template <class T>
concept HasState = requires(T& value, Archive& archive) {
  value.serialise(archive);
};

class Archive {
 public:
  Archive();                                  // to be written into
  explicit Archive(const std::string& path);  // to be read from; throws where it is no such file
  ~Archive();
  Archive(Archive&&) noexcept;
  Archive& operator=(Archive&&) noexcept;

  bool reading() const;

  // Writes the value under this name, or reads it from there. A value is a number, bool, text,
  // Tensor or Rng; a vector, map, pair or optional of values; or anything with serialise(Archive&).
  // The names of one serialise() must differ. Reading throws where the file has no such value, or
  // not of this kind.
  template <class T>
  void operator()(const std::string& name, T& value);

  // For what must be the same when a run goes on: writes it, or compares. Throws where it differs,
  // naming both; `what` is the text's subject, such as "the learning rate".
  template <class T>
  void expect(const std::string& name, T value, const std::string& what);

  // As above, for a vector with the number of items, or a tensor with the shape, that it has now:
  // throws where the file has others. For what will be indexed without another look.
  template <class T>
  void same_size(const std::string& name, T& value);

  // For what was read and cannot be so, in a file that is damaged: throws unless it is right. `why`
  // goes on behind the name: "is behind the last row".
  void require(bool right, const std::string& name, const std::string& why) const;

  // Writes all to the file, whole or not at all, and on the disk when this returns.
  void write(const std::string& path) const;

  // After reading: throws where the file holds something that was not asked for.
  void check_all_was_read() const;

 private:
  // A vector of other values than numbers. `size`: how many there must be, where that is known.
  template <class T>
  void items(const std::string& name, std::vector<T>& value, std::optional<std::size_t> size = {});

  void begin(const std::string& name);
  std::uint64_t entries() const;  // of the part that is being read
  void end();
  void field(const std::string& name, double& value);
  void field(const std::string& name, std::uint64_t& value);
  void field(const std::string& name, std::int64_t& value);
  void field(const std::string& name, std::string& value);
  void field(const std::string& name, Tensor& value);
  void field(const std::string& name, Rng& value);
  void field(const std::string& name, std::vector<std::int64_t>& value);
  void field(const std::string& name, std::vector<std::uint64_t>& value);
  void field(const std::string& name, std::vector<double>& value);
  static std::string text_of(double value);              // with all its digits
  static std::string text_of(const std::string& value);  // its beginning, where it is long
  [[noreturn]] void refuse(const std::string& name, const std::string& why) const;

  struct Slot;
  Slot slot(const std::string& name);

  struct Tree;
  std::unique_ptr<Tree> tree_;
};

namespace archives {

template <class T>
inline constexpr bool kIsVector = false;
template <class T>
inline constexpr bool kIsVector<std::vector<T>> = true;
template <class T>
inline constexpr bool kIsPair = false;
template <class A, class B>
inline constexpr bool kIsPair<std::pair<A, B>> = true;
template <class T>
inline constexpr bool kIsMap = false;
template <class K, class V>
inline constexpr bool kIsMap<std::map<K, V>> = true;
template <class T>
inline constexpr bool kIsOptional = false;
template <class T>
inline constexpr bool kIsOptional<std::optional<T>> = true;

}  // namespace archives

template <class T>
void Archive::operator()(const std::string& name, T& value) {
  if constexpr (HasState<T>) {
    begin(name);
    value.serialise(*this);
    end();
  } else if constexpr (std::integral<T>) {
    using Wide = std::conditional_t<std::is_signed_v<T>, std::int64_t, std::uint64_t>;
    Wide wide = static_cast<Wide>(value);
    field(name, wide);
    value = static_cast<T>(wide);
    if (static_cast<Wide>(value) != wide) refuse(name, "is a number out of range");
  } else if constexpr (std::floating_point<T>) {
    double wide = double{value};
    field(name, wide);
    value = static_cast<T>(wide);
  } else if constexpr (archives::kIsOptional<T>) {
    bool there = value.has_value();
    begin(name);
    (*this)("there", there);
    if (there && !value) value.emplace();
    if (!there) value.reset();
    if (value) (*this)("value", *value);
    end();
  } else if constexpr (archives::kIsPair<T>) {
    begin(name);
    (*this)("first", value.first);
    (*this)("second", value.second);
    end();
  } else if constexpr (archives::kIsMap<T>) {
    std::vector<typename T::key_type> keys;
    std::vector<typename T::mapped_type> values;
    for (auto& [key, mapped] : value) keys.push_back(key), values.push_back(std::move(mapped));
    begin(name);
    (*this)("keys", keys);
    (*this)("values", values);
    end();
    if (keys.size() != values.size()) refuse(name, "has not one value a key");
    value.clear();
    for (std::size_t i = 0; i < keys.size(); ++i) value.emplace(keys[i], std::move(values[i]));
    require(value.size() == keys.size(), name, "has a key twice");
  } else if constexpr (archives::kIsVector<T>) {
    using Item = typename T::value_type;
    if constexpr (std::floating_point<Item> || std::integral<Item>) {
      using Whole = std::conditional_t<std::is_signed_v<Item>, std::int64_t, std::uint64_t>;
      using Wide = std::conditional_t<std::integral<Item>, Whole, double>;
      std::vector<Wide> wide(value.begin(), value.end());
      field(name, wide);
      value.clear();
      for (const Wide item : wide) {
        value.push_back(static_cast<Item>(item));
        if constexpr (std::integral<Item>)
          if (static_cast<Wide>(value.back()) != item) refuse(name, "has a number out of range");
      }
    } else if constexpr (std::default_initializable<Item>) {
      items(name, value);
    } else {
      items(name, value, value.size());
    }
  } else {
    field(name, value);
  }
}

template <class T>
void Archive::items(const std::string& name, std::vector<T>& value,
                    std::optional<std::size_t> size) {
  std::uint64_t stored = value.size();
  begin(name);
  field("size", stored);
  require(!reading() || stored + 1 == entries(), "size", "is not the number of parts");
  require(!size || stored == *size, "size",
          "is " + std::to_string(stored) + ", but must be " + std::to_string(size.value_or(0)));
  if constexpr (std::default_initializable<T>) value.resize(stored);
  for (std::uint64_t i = 0; i < stored; ++i) (*this)(std::to_string(i), value[i]);
  end();
}

template <class T>
void Archive::same_size(const std::string& name, T& value) {
  if constexpr (std::same_as<T, Tensor>) {
    const Shape shape = value.shape();
    field(name, value);
    require(value.shape() == shape, name,
            "is " + to_string(value.shape()) + ", but must be " + to_string(shape));
  } else if constexpr (std::is_arithmetic_v<typename T::value_type>) {
    const std::size_t size = value.size();
    (*this)(name, value);
    require(
        value.size() == size, name,
        "has " + std::to_string(value.size()) + " numbers, but must have " + std::to_string(size));
  } else {
    items(name, value, value.size());
  }
}

template <class T>
void Archive::expect(const std::string& name, T value, const std::string& what) {
  T stored = value;
  (*this)(name, stored);
  if (stored == value) return;
  if constexpr (requires { std::string(value); })
    refuse(name, "has '" + text_of(stored) + "' as " + what + ", which now is '" +
                     text_of(std::string(value)) + "'");
  else if constexpr (std::integral<T>)
    refuse(name, "has " + std::to_string(stored) + " as " + what + ", which now is " +
                     std::to_string(value));
  else if constexpr (std::floating_point<T>)
    refuse(name, "has " + text_of(double{stored}) + " as " + what + ", which now is " +
                     text_of(double{value}));
  else
    refuse(name, "has another value of " + what + " than is given now");
}

}  // namespace tapestry::nn
