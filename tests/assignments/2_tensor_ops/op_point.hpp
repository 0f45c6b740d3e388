// What the three ops give at a point, and their pullbacks, by loops over numbers: what is right,
// and what known mistakes make of it.
#pragma once

#include <string>
#include <vector>

#include "tests/assignments/grader/comparison.hpp"
#include "tests/assignments/grader/message.hpp"

namespace tapestry::grader::tensor_ops {

using Numbers = std::vector<double>;

// Where an op is tried: x as a matrix [rows x columns] (of other shapes, the elements as one row),
// and s, which scale_rows alone has.
struct Point {
  std::vector<std::size_t> shape;
  std::size_t rows, columns;
  Numbers x, s;
};

using ValueAt = Numbers (*)(const Point& at);
using PullbackAt = Numbers (*)(const Point& at, const Numbers& u);

struct WrongValue {
  Mistake mistake;
  ValueAt value;
};

struct WrongPullback {
  Mistake mistake;
  PullbackAt pullback;
};

struct Input {
  PullbackAt pullback;  // the gradient of <u, op> at this input
  std::vector<WrongPullback> wrong;
};

struct OpFacts {
  std::string name;  // "softplus"
  ValueAt value;
  std::vector<WrongValue> wrong;
  std::vector<Input> inputs;  // x, and s
  // The gradients of <v, gradient of <u, op>> at the inputs and at u, one list for each.
  std::vector<Numbers> (*second)(const Point& at, const Numbers& u, const std::vector<Numbers>& v);
};

const OpFacts& softplus_facts();
const OpFacts& scale_rows_facts();
const OpFacts& running_sum_facts();

}  // namespace tapestry::grader::tensor_ops
