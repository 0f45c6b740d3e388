// The rows of docs/errors.md: code as a reader would write it, and the error that it raises.
#pragma once

#include <functional>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "engine/engine.hpp"

namespace tapestry::errors {

struct Row {
  std::string code;
  std::function<void()> run;
  // Other calls that raise the same text, but for the op's name at its beginning.
  std::vector<Row> others = {};

  Row likewise(std::vector<Row> calls) && {
    others = std::move(calls);
    return std::move(*this);
  }
};

struct Section {
  std::string title;
  std::string words;  // what its errors have in common; may be empty
  std::vector<Row> rows;
};

// A row from its code: one expression or several statements. What the page shows is what runs. The
// operands are taken by value from where the row stands; handles to one Var still share its value.
#define ROW(...)                                     \
  ::tapestry::errors::Row {                          \
#__VA_ARGS__, [=]() mutable { __VA_ARGS__; }, {} \
  }

constexpr auto NaN = std::numeric_limits<Scalar>::quiet_NaN();
constexpr auto infinity = std::numeric_limits<Scalar>::infinity();

inline Var named(const std::string& name, const Shape& shape) { return Var(name, zeros(shape)); }

// The page's sections in its order; one file in cases/ makes some of them.
std::vector<Section> tape_sections();
std::vector<Section> arithmetic_sections();
std::vector<Section> reduction_sections();
std::vector<Section> shape_sections();
std::vector<Section> linear_algebra_sections();
std::vector<Section> net_sections();
std::vector<Section> loss_sections();
std::vector<Section> tool_sections();

}  // namespace tapestry::errors
