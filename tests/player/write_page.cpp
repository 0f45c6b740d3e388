// For player_test: writes a page with everything that a page can hold, and what must stand on it.
//
//   write_page PAGE EXPECTED: the page, and a JSON file: each record with its inputs, values and
//   gradient, the record that the loss does not need, and each leaf with its gradient.
#include <cmath>
#include <fstream>
#include <iostream>
#include <limits>
#include <nlohmann/json.hpp>

#include "engine/engine.hpp"

using namespace tapestry;

namespace {

// Not by the player's own code: a text for each element, as JavaScript's String() would write it.
nlohmann::json elements(const Tensor& x) {
  nlohmann::json all = nlohmann::json::array();
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double element = x.data()[i];
    if (std::isnan(element))
      all.push_back("NaN");
    else if (std::isinf(element))
      all.push_back(element > 0 ? "Infinity" : "-Infinity");
    else
      all.push_back(element);
  }
  return all;
}

// How the page's text calls an input: "%3" for a record, a leaf by its name.
std::string called(const Tape& tape, const Var& x) {
  return tape.holds(x) ? "%" + std::to_string(tape.index_of(x)) : x.name();
}

// Every record with what its step back must show.
nlohmann::json records(const Tape& tape, const Var& loss) {
  std::vector<Var> outputs;
  for (std::size_t i = 0; i < tape.size(); ++i) outputs.push_back(tape[i].output);
  const std::vector<Tensor> gradients = tape.gradient(loss, outputs);
  nlohmann::json all = nlohmann::json::array();
  for (std::size_t i = 0; i < tape.size(); ++i) {
    const Tape::Entry entry = tape[i];
    nlohmann::json inputs = nlohmann::json::array();
    for (const Var& input : entry.inputs)
      inputs.push_back({{"called", called(tape, input)},
                        {"constant", input.is_constant()},
                        {"value", elements(input.value())}});
    all.push_back({{"op", entry.output.op()},
                   {"name", entry.output.name()},
                   {"scope", entry.scope},
                   {"shape", to_string(entry.output.shape())},
                   {"value", elements(entry.output.value())},
                   {"gradient", elements(gradients[i])},
                   {"inputs", inputs}});
  }
  return all;
}

// An op of a student's own, for which the engine has no formula.
Var cube(const Var& x) {
  return record("cube", x.value() * x.value() * x.value(),
                {{x, [x](const Var& g, const Var&) { return g * (3 * x * x); }}});
}

int write(const std::string& page, const std::string& expected) {
  Rng rng(7);
  const std::string hostile = "</script><script>document.title='broken'</script>&lt;{{data}}";
  const Var images("images", random_normal({4, 96}, rng));
  const Var w1 = Var::parameter("trunk.weight", random_normal({96, 3}, rng, 0, 0.1));
  const Var b1 = Var::parameter("trunk.bias", zeros({3}));
  const Var w2 = Var::parameter("head.weight", random_normal({3, 2}, rng));
  const Var odd = Var::parameter(hostile, tensor({3}, {0, 1, 4}));
  const Var gate = Var::parameter("gate", tensor({2}, {3, -2}));
  const Var w3 = Var::parameter("other.weight", random_normal({3, 1}, rng, 0, 0.1));
  const Var faint = Var::parameter("faint", tensor({3}, {1, 2, 3}));
  const std::vector<Var> leaves = {images, w1, b1, w2, gate, w3, odd, faint};  // by first use

  Tape tape;
  Var hidden;
  {
    const Scope trunk("trunk");
    const Scope layer("layer 0");
    hidden = relu(matmul(images, w1) + b1).named("hidden");
  }
  const Var represented = hidden;
  const Var unused = hidden + 1;
  {
    const Scope head("head");
    hidden = matmul(tanh(hidden) + hidden, w2) * gate;  // a value that is used twice
  }
  Var other;
  {
    const Scope head("other head");
    other = mean(cube(matmul(represented, w3)));
  }
  const Var infinite = sum(sqrt(odd)).named("infinite");  // the slope of a root at 0
  // Its gradient is 1e-9 beside 1 and 0: the first is at rounding level.
  const Var with_dust = sum(faint * Var::constant(tensor({3}, {1e-9, 1, 0})));
  const Var loss =
      (mean(square(hidden)) + other + 0.5 * infinite + with_dust + sum(w2)).named("loss");
  const std::string title = "Two heads </title><script>document.title='broken'</script>";
  save_player(tape, page, loss, title);

  nlohmann::json json = {{"records", records(tape, loss)},
                         {"title", title},
                         {"unused", tape.index_of(unused)},
                         {"leaves", nlohmann::json::array()}};
  const std::vector<Tensor> gradients = tape.gradient(loss, leaves);
  for (std::size_t i = 0; i < leaves.size(); ++i)
    json["leaves"].push_back({{"name", leaves[i].name()},
                              {"size", gradients[i].size()},
                              {"gradient", elements(gradients[i])}});
  std::ofstream out(expected);
  out << json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
  return out ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 3) return write(argv[1], argv[2]);
  std::cerr << "usage: write_page PAGE EXPECTED\n";
  return 2;
}
