#include "nn/layers/recurrent.hpp"

#include <algorithm>
#include <cmath>

#include "engine/array/random.hpp"
#include "engine/base/error.hpp"
#include "engine/ops/elementwise/activations.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/linalg/matmul.hpp"
#include "engine/ops/net/affine.hpp"
#include "engine/ops/shape/concatenate.hpp"
#include "engine/ops/shape/permute.hpp"
#include "engine/ops/shape/reshape.hpp"
#include "nn/layers/initialise.hpp"

namespace tapestry::nn {
namespace {

// Matrices with as many rows, side by side.
Tensor side_by_side(const std::vector<Tensor>& blocks) {
  const std::size_t rows = blocks[0].shape()[0], width = blocks[0].shape()[1];
  Tensor out = uninitialised({rows, width * blocks.size()});
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t k = 0; k < blocks.size(); ++k)
      std::copy_n(blocks[k].data() + i * width, width,
                  out.data() + (i * blocks.size() + k) * width);
  return out;
}

// Checked here, because it is what each cell draws first.
Tensor input_weights(const char* cell, const std::string& name, std::size_t inputs,
                     std::size_t width, std::size_t gates, Rng& rng) {
  if (inputs == 0 || width == 0)
    base::fail(cell, ": '", name, "' was asked for with ", inputs, " inputs and width ", width,
               ": give at least 1 of each.");
  std::vector<Tensor> blocks;
  for (std::size_t k = 0; k < gates; ++k) blocks.push_back(glorot_uniform(inputs, width, rng));
  return side_by_side(blocks);
}

Tensor state_weights(std::size_t width, std::size_t gates, Rng& rng) {
  std::vector<Tensor> blocks;
  for (std::size_t k = 0; k < gates; ++k) blocks.push_back(orthogonal(width, rng));
  return side_by_side(blocks);
}

Tensor lstm_bias(std::size_t width) {
  Tensor bias = zeros({4 * width});
  std::fill_n(bias.data() + width, width, Scalar{1});  // of the forget gate
  return bias;
}

// The k-th of the blocks of this width that stand side by side in x.
Var block(const Var& x, std::size_t k, std::size_t width) { return narrow(x, 1, k * width, width); }

}  // namespace

RnnCell::RnnCell(const std::string& name, std::size_t inputs, std::size_t width, Rng& rng)
    : input_weight(Var::parameter(name + ".input_weight",
                                  input_weights("RnnCell", name, inputs, width, 1, rng))),
      state_weight(Var::parameter(name + ".state_weight", state_weights(width, 1, rng))),
      bias(Var::parameter(name + ".bias", zeros({width}))) {}

Var RnnCell::start(std::size_t batch) const { return Var::constant(zeros({batch, bias.size()})); }

Var RnnCell::step(const Var& x, const Var& h) const {
  return tanh(affine(x, input_weight, bias) + matmul(h, state_weight));
}

GruCell::GruCell(const std::string& name, std::size_t inputs, std::size_t width, Rng& rng)
    : input_weight(Var::parameter(name + ".input_weight",
                                  input_weights("GruCell", name, inputs, width, 3, rng))),
      gate_weight(Var::parameter(name + ".gate_weight", state_weights(width, 2, rng))),
      candidate_weight(Var::parameter(name + ".candidate_weight", state_weights(width, 1, rng))),
      bias(Var::parameter(name + ".bias", zeros({3 * width}))) {}

Var GruCell::start(std::size_t batch) const {
  return Var::constant(zeros({batch, candidate_weight.shape()[0]}));
}

Var GruCell::step(const Var& x, const Var& h) const {
  const std::size_t width = candidate_weight.shape()[0];
  const Var from_input = affine(x, input_weight, bias);
  const Var gates = sigmoid(narrow(from_input, 1, 0, 2 * width) + matmul(h, gate_weight));
  const Var reset = block(gates, 0, width), update = block(gates, 1, width);
  const Var candidate = tanh(block(from_input, 2, width) + matmul(reset * h, candidate_weight));
  return update * h + (1 - update) * candidate;
}

LstmCell::LstmCell(const std::string& name, std::size_t inputs, std::size_t width, Rng& rng)
    : input_weight(Var::parameter(name + ".input_weight",
                                  input_weights("LstmCell", name, inputs, width, 4, rng))),
      state_weight(Var::parameter(name + ".state_weight", state_weights(width, 4, rng))),
      bias(Var::parameter(name + ".bias", lstm_bias(width))) {}

LstmState LstmCell::start(std::size_t batch) const {
  const Var nothing = Var::constant(zeros({batch, state_weight.shape()[0]}));
  return {nothing, nothing};
}

LstmState LstmCell::step(const Var& x, const LstmState& state) const {
  const std::size_t width = state_weight.shape()[0];
  const Var y = affine(x, input_weight, bias) + matmul(state.h, state_weight);
  const Var gates = sigmoid(narrow(y, 1, 0, 3 * width));
  const Var in = block(gates, 0, width), forget = block(gates, 1, width);
  const Var memory = forget * state.memory + in * tanh(block(y, 3, width));
  return {block(gates, 2, width) * tanh(memory), memory};
}

Var at_time(const Var& x, std::size_t time) {
  if (x.rank() != 3)
    base::fail("at_time: ", describe(x),
               ": a sequence must be [time x batch x inputs]: reshape it first.");
  if (time >= x.shape()[0])
    base::fail("at_time: time ", time, " of ", describe(x), ": it has ", x.shape()[0],
               " steps, numbered from 0.");
  return reshape(narrow(x, 0, time, 1), {x.shape()[1], x.shape()[2]});
}

Var time_first(const Var& x) {
  if (x.rank() != 3)
    base::fail("time_first: ", describe(x), ": it must be [batch x time x inputs]: reshape it.");
  return permute(x, {1, 0, 2});
}

Tensor orthogonal(std::size_t n, Rng& rng) {
  // Gram and Schmidt: from each row, what it has in common with the rows above it is taken away,
  // twice, because the first time leaves rounding errors. In double: float's would be visible.
  NormalDraw draw;
  std::vector<std::vector<double>> rows;
  while (rows.size() < n) {
    std::vector<double> row(n);
    for (double& x : row) x = draw(rng);
    const auto dot = [&](const std::vector<double>& other) {
      double sum = 0;
      for (std::size_t k = 0; k < n; ++k) sum += row[k] * other[k];
      return sum;
    };
    for (int again = 0; again < 2; ++again)
      for (const std::vector<double>& above : rows) {
        const double common = dot(above);
        for (std::size_t k = 0; k < n; ++k) row[k] -= common * above[k];
      }
    const double length = std::sqrt(dot(row));
    if (length < 1e-6) continue;  // by chance almost a combination of the rows above: draw again
    for (double& x : row) x /= length;
    rows.push_back(row);
  }
  Tensor out = uninitialised({n, n});
  for (std::size_t i = 0; i < n; ++i)
    std::transform(rows[i].begin(), rows[i].end(), out.data() + i * n,
                   [](double x) { return static_cast<Scalar>(x); });
  return out;
}

}  // namespace tapestry::nn
