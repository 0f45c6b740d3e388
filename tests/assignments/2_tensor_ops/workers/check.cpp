// Asks the student's check about ops that are right, and about ops that are broken.
#include "submission/check.hpp"

#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/activations.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/linalg/matmul.hpp"
#include "engine/ops/reduce/sum_mean.hpp"
#include "engine/ops/shape/reshape.hpp"
#include "engine/ops/shape/slice.hpp"
#include "tests/assignments/2_tensor_ops/workers/breaks.hpp"
#include "tests/assignments/grader/worker.hpp"

using namespace tapestry;

namespace {

using tapestry::grader::Message;
using tapestry::grader::tensor_ops::Break;
using Vars = std::vector<Var>;

// An op: what it computes, made of the engine's ops, and a pullback for each input.
struct Op {
  Var (*value)(const Vars& x);
  std::vector<Var (*)(const Vars& x, const Var& g, const Var& y)> pullbacks;
};

Var like(const Shape& shape) { return Var::constant(full(shape, 1)); }

Var top_row(const Shape& shape) {
  Tensor mask = zeros(shape);
  for (std::size_t j = 0; j < shape[1]; ++j) mask(0, j) = 1;
  return Var::constant(mask);
}

Var product(const Vars& x) { return x[0] * x[1]; }
Var to_left(const Vars& x, const Var& g, const Var&) { return g * x[1]; }
Var to_right(const Vars& x, const Var& g, const Var&) { return g * x[0]; }

// By their places: those of kOps in check_checks.cpp.
const Op kOps[] = {
    // 0: the third power
    {[](const Vars& x) { return x[0] * x[0] * x[0]; },
     {[](const Vars& x, const Var& g, const Var&) { return 3 * g * x[0] * x[0]; }}},
    // 1: tanh
    {[](const Vars& x) { return tanh(x[0]); },
     {[](const Vars&, const Var& g, const Var& y) { return g * (1 - y * y); }}},
    // 2: the sums of rows
    {[](const Vars& x) { return sum(x[0], {1}); }, {[](const Vars& x, const Var& g, const Var&) {
       return reshape(g, {g.size(), 1}) * like(x[0].shape());
     }}},
    // 3: the matrix product
    {[](const Vars& x) { return matmul(x[0], x[1]); },
     {[](const Vars& x, const Var& g, const Var&) { return matmul(g, transpose(x[1])); },
      [](const Vars& x, const Var& g, const Var&) { return matmul(transpose(x[0]), g); }}},
    // 4: a matrix times a number for each column
    {product,
     {to_left, [](const Vars& x, const Var& g, const Var&) { return sum(g * x[0], {0}); }}},
    // 5: that with the sum over the wrong axis
    {product,
     {to_left, [](const Vars& x, const Var& g, const Var&) { return sum(g * x[0], {1}); }}},
    // 6: the mean of the squares
    {[](const Vars& x) { return mean(x[0] * x[0]); }, {[](const Vars& x, const Var& g, const Var&) {
       return g * x[0] * (2.0 / double(x[0].size()));
     }}},
    // 7: the squares of the first row
    {[](const Vars& x) { return sum(x[0] * x[0] * top_row(x[0].shape()), {0}); },
     {[](const Vars& x, const Var& g, const Var&) {
       return 2 * g * x[0] * top_row(x[0].shape());
     }}},
    // 8: the product, element by element
    {product, {to_left, to_right}},
    // 9: that with its pullbacks exchanged
    {product, {to_right, to_left}},
    // 10: a layer
    {[](const Vars& x) { return tanh(matmul(x[0], x[1]) + x[2]); },
     {[](const Vars& x, const Var& g, const Var& y) {
        return matmul(g * (1 - y * y), transpose(x[1]));
      },
      [](const Vars& x, const Var& g, const Var& y) {
        return matmul(transpose(x[0]), g * (1 - y * y));
      },
      [](const Vars&, const Var& g, const Var& y) { return sum(g * (1 - y * y), {0}); }}},
};
constexpr std::size_t kCount = sizeof kOps / sizeof kOps[0];

// Elements of 1, but for the one at this place.
Var ones_but(const Shape& shape, std::size_t place, Scalar other) {
  Tensor out = full(shape, 1);
  out.data()[place] = other;
  return Var::constant(out);
}

Var only_first(const Shape& shape) {
  Tensor out = zeros(shape);
  out.data()[0] = 1;
  return Var::constant(out);
}

template <class Pull>
Var broken(Break how, const Pull& pull, const Var& g) {
  if (how == Break::no_upstream) return pull(like(g.shape()));
  if (how == Break::first_output) return pull(g * only_first(g.shape()));
  const Var right = pull(g);
  const Shape shape = right.shape();
  const std::size_t last = right.size() - 1;
  if (how == Break::sign) return -right;
  if (how == Break::factor) return 2 * right;
  if (how == Break::nothing) return 0 * right;
  if (how == Break::slightly) return 1.001 * right;
  if (how == Break::last_element) return right * ones_but(shape, last, 1.5);
  if (how == Break::nan) return right * ones_but(shape, last, std::nan(""));
  if (how == Break::averaged) return mean(right) * like(shape);
  if (how == Break::reversed) return reshape(flip(reshape(right, {right.size()}), 0), shape);
  if (how == Break::transposed) return transpose(right);
  return right;
}

struct Function {
  std::size_t op;
  Break how;
  std::size_t input;  // the one whose pullback is broken
  double scale;

  Var operator()(const Vars& x) const {
    static std::vector<Tensor> last[kCount];
    last[op].clear();
    for (const Var& one : x) last[op].push_back(one.value());
    std::vector<Edge> edges;
    for (std::size_t k = 0; k < x.size(); ++k)
      edges.push_back({x[k], [x, k, self = *this](const Var& g, const Var& y) {
                         Vars in = x;
                         if (self.how == Break::kept_elsewhere && k == self.input) {
                           in.clear();
                           for (const Tensor& one : last[self.op]) in.push_back(Var::constant(one));
                         }
                         const auto pull = [&](const Var& upstream) {
                           return kOps[self.op].pullbacks[k](in, upstream, y);
                         };
                         return broken(k == self.input ? self.how : Break::none, pull, g);
                       }});
    Tensor value;
    {
      const NoRecording pause;
      value = kOps[op].value(x).value();
    }
    const Var y = record("op", std::move(value), std::move(edges));
    return scale == 1 ? y : scale * y;
  }
};

}  // namespace

// The functions as four numbers each, and their inputs; the verdicts in the same order.
int main() {
  return tapestry::grader::serve(
      {{"verdicts", [](const Message& request, Message& answer) {
          const std::vector<double>& all = request.numbers("functions");
          std::vector<double> verdicts;
          for (std::size_t i = 0; i < all.size() / 4; ++i) {
            const Function f{std::size_t(all[4 * i]), Break(int(all[4 * i + 1])),
                             std::size_t(all[4 * i + 2]), all[4 * i + 3]};
            std::vector<Tensor> x;
            for (std::size_t k = 0; k < kOps[f.op].pullbacks.size(); ++k) {
              const std::string name = std::to_string(i) + "." + std::to_string(k);
              Shape shape;
              for (const double size : request.numbers("shape " + name))
                shape.push_back(std::size_t(size));
              x.push_back(tensor(shape, request.numbers("x " + name)));
            }
            verdicts.push_back(::gradients_are_right(f, x) ? 1 : 0);
          }
          answer.set("verdicts", verdicts);
        }}});
}
