// What the grader and a student's program say to each other: named lists of numbers, and named
// texts.
//
// Header only, of the standard library alone, for each worker includes it. The bytes of an answer
// come from a program that nobody trusts: parse() checks every length before it believes it.
#pragma once

#include <cstdint>
#include <cstring>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace tapestry::grader {

class Message {
 public:
  void set(const std::string& name, std::vector<double> numbers) {
    numbers_[name] = std::move(numbers);
  }
  void set(const std::string& name, double number) { numbers_[name] = {number}; }
  void set_text(const std::string& name, std::string text) { texts_[name] = std::move(text); }

  bool has(const std::string& name) const { return numbers_.contains(name); }
  bool has_text(const std::string& name) const { return texts_.contains(name); }

  // Throw std::out_of_range where there is none of this name; number() also where it is not one.
  const std::vector<double>& numbers(const std::string& name) const { return numbers_.at(name); }
  const std::string& text(const std::string& name) const { return texts_.at(name); }
  double number(const std::string& name) const {
    if (numbers(name).size() != 1) throw std::out_of_range("'" + name + "' is not one number");
    return numbers(name)[0];
  }
  // Throws likewise where it is no whole number, or one of more than a thousand million.
  std::size_t count(const std::string& name) const {
    const double value = number(name);
    if (!(value >= 0 && value <= 1e9) ||
        value != static_cast<double>(static_cast<long long>(value)))
      throw std::out_of_range("'" + name + "' is no count");
    return static_cast<std::size_t>(value);
  }

  // Keeps no more than the beginning of each text.
  void cut_texts(std::size_t bytes) {
    for (auto& [name, text] : texts_)
      if (text.size() > bytes) text.resize(bytes);
  }

  // All of it: for each entry its kind, the length of its name, the name, its length, and its
  // bytes.
  std::string bytes() const {
    std::string out;
    for (const auto& [name, numbers] : numbers_) {
      begin(out, 'n', name, numbers.size());
      out.append(reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(double));
    }
    for (const auto& [name, text] : texts_) {
      begin(out, 't', name, text.size());
      out += text;
    }
    return out;
  }

  // Throws std::runtime_error for bytes that are no message.
  static Message parse(std::string_view bytes) {
    Message message;
    while (!bytes.empty()) {
      const char kind = taken(bytes, 1)[0];
      if (kind != 'n' && kind != 't') throw std::runtime_error("an entry of no known kind");
      const std::string name(taken(bytes, length(bytes)));
      const std::uint64_t count = length(bytes);
      if (kind == 't') {
        message.texts_[name] = std::string(taken(bytes, count));
        continue;
      }
      if (count > bytes.size() / sizeof(double)) throw std::runtime_error("it is cut off");
      std::vector<double> numbers(count);
      const std::string_view data = taken(bytes, count * sizeof(double));
      if (count > 0) std::memcpy(numbers.data(), data.data(), data.size());
      message.numbers_[name] = std::move(numbers);
    }
    return message;
  }

 private:
  static void begin(std::string& out, char kind, const std::string& name, std::uint64_t count) {
    const std::uint64_t name_length = name.size();
    out += kind;
    out.append(reinterpret_cast<const char*>(&name_length), sizeof name_length);
    out += name;
    out.append(reinterpret_cast<const char*>(&count), sizeof count);
  }

  static std::string_view taken(std::string_view& bytes, std::uint64_t count) {
    if (count > bytes.size()) throw std::runtime_error("it is cut off");
    const std::string_view first = bytes.substr(0, count);
    bytes.remove_prefix(count);
    return first;
  }

  static std::uint64_t length(std::string_view& bytes) {
    std::uint64_t count;
    std::memcpy(&count, taken(bytes, sizeof count).data(), sizeof count);
    return count;
  }

  std::map<std::string, std::vector<double>> numbers_;
  std::map<std::string, std::string> texts_;
};

}  // namespace tapestry::grader
