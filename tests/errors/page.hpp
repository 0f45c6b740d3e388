// docs/errors.md, made from the rows.
#pragma once

#include <string>
#include <vector>

#include "tests/errors/row.hpp"

namespace tapestry::errors {

std::vector<Section> all_sections();

// The text of the error that a row's code raises; "no error" where it raises none.
std::string text_of(const Row& row);

// What no test can bring about, and why; with "..." for the computed parts of the text.
struct Unreachable {
  std::string text;
  std::string reason;
};
const std::vector<Unreachable>& unreachable();

// The whole page, in markdown. Each error stands on one line, as the engine writes it: whoever
// searches the repository for a text that a program has shown finds it.
std::string page(const std::vector<Section>& sections);

}  // namespace tapestry::errors
