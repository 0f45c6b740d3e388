// Code of one's own for both precisions in one program.
//
// What takes something of Tapestry's is another function in each, as the types are other ones. All
// else is static: or the linker would take the one for the other.
#pragma once

#include <csignal>
#include <string>

#include "nn/nn.hpp"

inline tapestry::Var cube(const tapestry::Var& x) {
  using namespace tapestry;
  return record("cube", x.value() * x.value() * x.value(),
                {{x, [x](const Var& g, const Var&) { return g * (3 * x * x); }}});
}

// Whether a net learns which of two numbers is the larger; and signals reach who waits for them.
static bool learns() {
  using namespace tapestry;
  Rng rng(1);
  const nn::BatchSource source = [&rng] {
    nn::Batch batch{random_normal({16, 2}, rng), {}, {}};
    for (int i = 0; i < 16; ++i) batch.labels.push_back(batch.inputs(i, 0) > batch.inputs(i, 1));
    return batch;
  };
  nn::MultiTaskNet net({{"larger", {2}, 2}}, {.encoder = 4, .trunk = {4}}, 1);
  nn::Adam adam(3e-2);
  nn::FitOptions how;
  how.epochs = 1;
  how.rounds_per_epoch = 200;
  how.validation = {[&](const auto& visit) { visit(source()); }};
  const nn::History history = nn::fit(net, {source}, adam, how);
  std::signal(SIGINT, SIG_DFL);  // what is started in the background may have to ignore it
  const nn::StopSignals signals;
  std::raise(SIGINT);
  return history.back().tasks[0].validation->accuracy > 0.8 && signals.came();
}

// Adds what cannot be added.
static void add_wrongly() {
  using namespace tapestry;
  const Tensor sum = zeros({2}) + zeros({3});
}

// A pullback that returns what its input cannot have.
static void multiply_wrongly() {
  using namespace tapestry;
  Tape tape;
  const Var x("x", tensor({2}, {1, 2}));
  const auto wrong = [](const Var&, const Var&) { return Var::constant(zeros({3})); };
  tape.gradient(sum(record("double", 2 * x.value(), {{x, wrong}})), {x});
}

static std::string refusal_here() {
  try {
    add_wrongly();
  } catch (const tapestry::Error& error) {
    return error.what();
  }
  return "";
}
