// Recurrent cells: one step through time each, and `unroll`, which makes the steps.
//
// A cell maps the input at one time and the state so far to the next state:
//   cell.step(x, state) -> state;   x [batch x inputs], every state tensor [batch x width]
//   cell.start(batch) -> a state of zeros, to begin with
// They are compositions of the engine's ops, so backpropagation through time is the tape's ordinary
// backward pass. The gates' weights lie side by side in one matrix: one product serves all of them.
//
// Weights on the inputs start as Glorot uniform, gate by gate (Glorot & Bengio 2010); weights on
// the state as orthogonal matrices, which keep the length of what passes through them, so that it
// neither explodes nor fades over many steps (Saxe, McClelland & Ganguli 2014); biases at zero,
// except for LSTM's forget gate. All constructors throw for 0 inputs or a width of 0. In the
// formulas, s is the sigmoid, * goes element by element, and [a b] stands side by side.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "engine/array/random.hpp"
#include "nn/layers/parameter.hpp"

namespace tapestry::nn {

// h' = tanh(x W + h U + b) (Elman 1990).
// Parameters: name.input_weight W [inputs x width], name.state_weight U [width x width],
// name.bias b [width].
class RnnCell : NoCopies {
 public:
  using State = Var;  // h
  RnnCell(const std::string& name, std::size_t inputs, std::size_t width, Rng& rng);
  State start(std::size_t batch) const;
  State step(const Var& x, const State& h) const;
  Parameters parameters() const { return {input_weight, state_weight, bias}; }

  Parameter input_weight, state_weight, bias;
};

// The gated recurrent unit, as it was first published (Cho et al. 2014): with [r z c] = x W + b,
//   r = s(r + h U_r)  (reset),  z = s(z + h U_z)  (update),  c = tanh(c + (r * h) V)  (candidate),
//   h' = z * h + (1 - z) * c.
// (Other libraries reset after the product, r * (h V): their weights cannot be used here.)
// Parameters: name.input_weight W [inputs x 3 width], name.gate_weight U [width x 2 width],
// name.candidate_weight V [width x width], name.bias b [3 width].
class GruCell : NoCopies {
 public:
  using State = Var;  // h
  GruCell(const std::string& name, std::size_t inputs, std::size_t width, Rng& rng);
  State start(std::size_t batch) const;
  State step(const Var& x, const State& h) const;
  Parameters parameters() const { return {input_weight, gate_weight, candidate_weight, bias}; }

  Parameter input_weight, gate_weight, candidate_weight, bias;
};

// Long short-term memory (Hochreiter & Schmidhuber 1997) with a forget gate (Gers, Schmidhuber &
// Cummins 2000): with [i f o c] = x W + h U + b,
//   memory' = s(f) * memory + s(i) * tanh(c),   h' = s(o) * tanh(memory').
// The forget gate's bias starts at 1, as is common: a cell that begins by remembering gets
// gradients from far back (Jozefowicz, Zaremba & Sutskever 2015).
// Parameters: name.input_weight W [inputs x 4 width], name.state_weight U [width x 4 width],
// name.bias b [4 width].
struct LstmState {
  Var h, memory;  // the output, and the cell's own memory
};
class LstmCell : NoCopies {
 public:
  using State = LstmState;
  LstmCell(const std::string& name, std::size_t inputs, std::size_t width, Rng& rng);
  State start(std::size_t batch) const;
  State step(const Var& x, const State& state) const;
  Parameters parameters() const { return {input_weight, state_weight, bias}; }

  Parameter input_weight, state_weight, bias;
};

// x [time x batch x inputs] at one time -> [batch x inputs]. Throws unless x has three axes.
Var at_time(const Var& x, std::size_t time);

// The states after each of the steps through x [time x batch x inputs]; the last one is
// unroll(...).back(). Throws unless x has three axes, and where it has no steps.
template <class Cell>
std::vector<typename Cell::State> unroll(const Cell& cell, const Var& x,
                                         typename Cell::State state) {
  std::vector<typename Cell::State> states;
  std::size_t time = 0;
  do {
    state = cell.step(at_time(x, time), state);
    states.push_back(state);
  } while (++time < x.shape()[0]);
  return states;
}
template <class Cell>
std::vector<typename Cell::State> unroll(const Cell& cell, const Var& x) {
  return unroll(cell, x, cell.start(x.rank() == 3 ? x.shape()[1] : 0));
}

// x [batch x time x inputs] -> [time x batch x inputs]. Throws unless x has three axes.
Var time_first(const Var& x);

// A cell as a layer: reads a sequence an example and gives the state after its last step, which has
// seen all of it. For cells whose state is one Var (RnnCell, GruCell).
// x [batch x time x inputs] -> [batch x width]
template <class Cell>
class LastState : NoCopies {
 public:
  explicit LastState(Cell of) : cell(std::move(of)) {}
  Var operator()(const Var& x) const { return unroll(cell, time_first(x)).back(); }
  Parameters parameters() const { return cell.parameters(); }

  Cell cell;
};

// A random orthogonal matrix [n x n], evenly drawn: its rows have length 1 and are perpendicular.
Tensor orthogonal(std::size_t n, Rng& rng);

}  // namespace tapestry::nn
