#include "tests/assignments/2_tensor_ops/op_cases.hpp"

#include "engine/base/error.hpp"

namespace tapestry::grader::tensor_ops {

Numbers draws(Rng& rng, std::size_t n) {
  Numbers out;
  for (std::size_t i = 0; i < n; ++i) {
    const double size = 0.4 + 1.2 * uniform_draw(rng);
    out.push_back(uniform_draw(rng) < 0.5 ? size : -size);
  }
  return out;
}

Point point(Rng& rng, const std::vector<std::size_t>& shape) {
  std::size_t size = 1;
  for (const std::size_t one : shape) size *= one;
  const bool matrix = shape.size() == 2;
  Point at{shape, matrix ? shape[0] : 1, matrix ? shape[1] : size, {}, {}};
  at.x = draws(rng, size);
  at.s = draws(rng, at.rows);
  return at;
}

std::vector<std::vector<std::size_t>> shapes_for(const OpFacts& op) {
  if (op.name == "softplus") return {{3, 4}, {5}, {}, {2, 3, 2}};
  return {{3, 3}, {3, 4}, {4, 2}, {1, 5}, {3, 1}};
}

Message request_of(const OpFacts& op, const Point& at) {
  Message request;
  request.set_text("op", op.name);
  request.set("shape", Numbers(at.shape.begin(), at.shape.end()));
  request.set("x", at.x);
  request.set("s", at.s);
  return request;
}

std::string shape_text(const std::vector<std::size_t>& shape) {
  return to_string(Shape(shape.begin(), shape.end()));
}

std::string call_text(const OpFacts& op, const Point& at) {
  const std::string x = base::text(op.name, "(x", op.inputs.size() > 1 ? ", s)" : ")", " at x ",
                                   shape_text(at.shape), " = ", list_text(at.x));
  return op.inputs.size() > 1 ? x + ", s = " + list_text(at.s) : x;
}

}  // namespace tapestry::grader::tensor_ops
