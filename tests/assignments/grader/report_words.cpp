#include "tests/assignments/grader/report_words.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace tapestry::grader {
namespace {

struct Utf8Character {
  std::size_t length = 0;  // in bytes; 0 where they are not UTF-8
  char32_t code = 0;
};

// The character at the beginning of the bytes, of which there is at least one.
Utf8Character first_character(std::string_view bytes) {
  const auto byte = [&](std::size_t i) {
    return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0U;
  };
  const unsigned lead = byte(0);
  if (lead < 0x80) return {1, lead};
  if (lead < 0xC0 || lead > 0xF7) return {};
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  char32_t code = lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {};
    code = code << 6 | (byte(i) & 0x3F);
  }
  // Each character has one form, the shortest; and half of a UTF-16 pair is no character.
  constexpr char32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  if (code < kLeast[length] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return {};
  return {length, code};
}

// Control characters, and those without a width of their own that move or hide others.
bool is_unseen(char32_t code) {
  const auto within = [code](char32_t first, char32_t last) {
    return code >= first && code <= last;
  };
  return code < 0x20 || within(0x7F, 0x9F) || code == 0x61C || within(0x200B, 0x200F) ||
         within(0x2028, 0x202E) || within(0x2060, 0x206F) || code == 0xFEFF;
}

std::string report_escape(char32_t code) {
  if (code == '\n') return "\\n";
  if (code == '\t') return "\\t";
  if (code == '\r') return "\\r";
  char digits[16];
  std::snprintf(digits, sizeof digits, code <= 0xFF ? "\\x%02x" : "\\u%04x",
                static_cast<unsigned>(code));
  return digits;
}

std::string escaped_but(std::string_view kept, std::string_view bytes) {
  std::string out;
  while (!bytes.empty()) {
    const auto [length, code] = first_character(bytes);
    const std::size_t taken = std::max<std::size_t>(length, 1);
    if (length == 0)
      out += report_escape(static_cast<unsigned char>(bytes[0]));
    else if (is_unseen(code) && kept.find(bytes[0]) == kept.npos)
      out += report_escape(code);
    else
      out += bytes.substr(0, taken);
    bytes.remove_prefix(taken);
  }
  return out;
}

}  // namespace

double finite_or_zero(double number) { return std::isfinite(number) ? number : 0; }

double PartResult::points() const {
  double sum = 0;
  for (const CheckResult& check : checks) sum += finite_or_zero(check.points);
  return sum;
}

double PartResult::of() const {
  double sum = 0;
  for (const CheckResult& check : checks) sum += finite_or_zero(check.of);
  return sum;
}

double Report::points() const {
  double sum = 0;
  for (const PartResult& part : parts) sum += part.points();
  return sum;
}

double Report::of() const {
  double sum = 0;
  for (const PartResult& part : parts) sum += part.of();
  return sum;
}

std::string printable(std::string_view bytes) { return escaped_but("", bytes); }
std::string printable_lines(std::string_view bytes) { return escaped_but("\n\t", bytes); }

// A character of UTF-8 is one byte that is not 10xxxxxx, and those of that form that follow it.
std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::size_t bytes_of(std::string_view text, std::size_t characters) {
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    if ((text[at] & 0xC0) == 0x80) continue;
    if (characters == 0) break;
    --characters;
  }
  return at;
}

std::string padded(const std::string& text, std::size_t width) {
  return text + std::string(width - std::min(width, width_of(text)), ' ');
}

std::string right_aligned(const std::string& text, std::size_t width) {
  return std::string(width - std::min(width, width_of(text)), ' ') + text;
}

std::string number_text(double number) {
  char digits[32];
  std::snprintf(digits, sizeof digits, "%.6g", number);
  return digits;
}

std::string seed_text(std::uint64_t seed) {
  char digits[32];
  std::snprintf(digits, sizeof digits, "0x%016llx", static_cast<unsigned long long>(seed));
  return digits;
}

std::vector<std::pair<std::string, std::string>> lines_of(const CheckResult& check) {
  std::vector<std::pair<std::string, std::string>> lines;
  const auto add = [&lines](const char* label, const std::string& text) {
    if (!text.empty()) lines.emplace_back(label, printable(text));
  };
  add("tried", check.tried);
  add("came out", check.came_out);
  add("right", check.right);
  add("cause", check.cause);
  add("hint", check.hint);
  return lines;
}

std::string first_cause(const Report& report) {
  for (const PartResult& part : report.parts) {
    if (!part.problem.empty()) return part.name + ": " + part.problem;
    for (const CheckResult& check : part.checks)
      if (!check.passed())
        return part.name + ": " + check.name + (check.cause.empty() ? "" : ": " + check.cause);
  }
  return "";
}

}  // namespace tapestry::grader
