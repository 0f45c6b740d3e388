// What the forms of a report have in common: texts that are safe to show, numbers, and first
// causes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/assignments/grader/report.hpp"

namespace tapestry::grader {

// The text on one line, as valid UTF-8 that no terminal takes for a command: control characters
// become \n, \t or \x1b, bytes that are not UTF-8 become \xff, and characters that are not seen but
// change what is (those that turn the direction of writing, say) become \u202e. A student's program
// chooses the bytes, and must not repaint its own report.
std::string printable(std::string_view bytes);

// The same, but line breaks and tabs stay.
std::string printable_lines(std::string_view bytes);

// Of text that is printable: how many characters it has, and how many bytes its first `characters`
// have (all of its bytes, where it has no more).
std::size_t width_of(std::string_view text);
std::size_t bytes_of(std::string_view text, std::size_t characters);

// The text with spaces after it, or before it, up to the width.
std::string padded(const std::string& text, std::size_t width);
std::string right_aligned(const std::string& text, std::size_t width);

// A number that is none counts nothing: NaN would make a whole sum NaN, and is not to be had in
// JSON.
double finite_or_zero(double number);

// 10, 2.5, 3.33333: six digits, so that the rounding of a sum is not seen.
std::string number_text(double number);

// 0x and 16 hexadecimal digits. Without 0x a spreadsheet takes some seeds for numbers, and rounds
// them: "12e4567890123456".
std::string seed_text(std::uint64_t seed);

// The lines of a check that failed, each with its label ("tried", "came out", "right", "cause",
// "hint"), without those that are empty. Printable.
std::vector<std::pair<std::string, std::string>> lines_of(const CheckResult& check);

// Why the report's first points were lost: "ops: ops.hpp:12: error: ..." or "walk: a value used
// twice: what a second use brings was written over the first". Empty where none were. Not yet
// printable.
std::string first_cause(const Report& report);

}  // namespace tapestry::grader
