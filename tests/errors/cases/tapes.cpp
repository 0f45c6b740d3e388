// Tensors, Vars, recording and the backward pass.
#include <limits>

#include "engine/array/random.hpp"
#include "tests/errors/row.hpp"

namespace tapestry::errors {
namespace {

Section tensors_and_vars() {
  const Var images = named("images", {64, 784});
  Var bias = Var::parameter("digit.bias", zeros({10}));
  const Var logits = named("logits", {64, 10});
  return {"Tensors and Vars",
          "",
          {
              ROW(tensor({2, 3}, {1, 2, 3, 4, 5})),
              ROW(zeros({4294967296, 4294967296})),
              ROW(Rng rng(1); random_uniform({2}, rng, 1, 0)),
              ROW(Rng rng(1); random_normal({2}, rng, 0, -1)),
              ROW(Var hidden; relu(hidden)),
              ROW(images.item()),
              ROW(Var hidden = relu(images); hidden.mutable_value()[0] = 1),
          }};
}

Section growing_parameters() {
  Var bias = Var::parameter("digit.bias", zeros({10}));
  const Var logits = named("logits", {64, 10});
  const Tensor per_row_gradients = zeros({64, 10});
  const Scalar rate = 1;
  return {"Broadcasting that would grow a parameter",
          "A parameter [10] minus gradients [64 x 10] is [64 x 10], by the broadcasting rule. What "
          "the step needs is the sum of the gradients over the rows, which `Tape::gradient` gives.",
          {
              ROW(bias.set_value(bias.value() - rate * per_row_gradients)),
              ROW(bias.set_value((logits + bias).value())),
          }};
}

Section recording() {
  const Var images = named("images", {64, 784});
  const Var weight = Var::parameter("trunk.0.weight", zeros({784, 128}));
  Var bias = Var::parameter("digit.bias", zeros({10}));
  const Var logits = named("logits", {64, 10});
  const std::vector<int> labels(64, 3);
  return {"Recording",
          "One mistake ends the program with a line on the standard error instead, because a "
          "destructor cannot throw: a `Tape` or a `NoRecording` that ends on another thread than "
          "the one that made it.",
          {
              ROW(Var hidden; {
                Tape tape;
                hidden = matmul(images, weight);
              } Tape next;
                  relu(hidden)),
              ROW(Var hidden = matmul(images, weight); Tape tape; relu(hidden)),
              ROW(Tape tape; Var first = softmax_cross_entropy(logits + bias, labels);
                  bias.mutable_value()[0] = 1; softmax_cross_entropy(logits + bias, labels)),
              ROW(record("halve", images.value() / 2, {{images, {}}})),
              ROW(record_jointly("both", images.value(), {images}, nullptr)),
              ROW(Tape tape; Var hidden = relu(images); tape[1]),
              ROW(Tape tape; Var hidden = relu(images); tape.index_of(images)),
          }};
}

Section gradients() {
  const Var images = named("images", {64, 784});
  const Var weight = Var::parameter("trunk.0.weight", zeros({784, 128}));
  Var bias = Var::parameter("digit.bias", zeros({10}));
  const Var logits = named("logits", {64, 10});
  const std::vector<int> labels(64, 3);
  return {"Gradients",
          "",
          {
              ROW(Tape tape; Var hidden = matmul(images, weight); tape.gradient(hidden, {weight})),
              ROW(Tape tape; Var hidden = matmul(images, weight);
                  tape.gradient(hidden, {weight}, zeros({128}))),
              ROW(Tape tape; Var sums = sum(images); Var means = mean(images);
                  tape.gradient({sums, means}, {images}, {ones_like(sums.value())})),
              ROW(Var loss = mean(square(logits)); Tape tape; tape.gradient(loss, {logits})),
              ROW(Tape tape; Var loss = mean(square(logits)); tape.gradient(loss, {weight})),
              ROW(Var slope = Scalar(2); Tape tape; Var loss = mean(slope * images);
                  tape.gradient(loss, {slope})),
              ROW(Var hidden = matmul(images, weight); Tape tape; Var loss = mean(images);
                  tape.gradient(loss, {hidden})),
              ROW(Tape outer; Var loss = mean(square(logits)).named("loss"); Tape inner;
                  inner.gradient(loss, {logits})),
              ROW(Tape outer; Var hidden = relu(images).named("hidden"); Tape inner;
                  inner.gradient(mean(images), {hidden})),
              ROW(Tape tape; Var loss = softmax_cross_entropy(logits + bias, labels);
                  bias.mutable_value()[0] = 1; tape.gradient(loss, {bias})),
              ROW(Tape outer; Var loss = mean(square(logits)); Tape inner;
                  outer.gradient_vars(loss, {logits})),
              ROW(Tape tape;
                  Var total = record("total", sum(images, {0}).value(),
                                     {{images, [](const Var& g, const Var&) { return sum(g); }}});
                  tape.gradient(sum(total), {images})),
              ROW(Tape tape; Var x("x", zeros({3}));
                  Var y = record("my_sum", sum(x).value(),
                                 {{x, [x](const Var& g, const Var&) { return transpose(g) * x; }}});
                  tape.gradient(y, {x})),
              ROW(Tape tape;
                  Var y = record(
                      "my_matmul", matmul(images, weight).value(),
                      {{images, [&](const Var& g, const Var&) { return matmul(g, weight); }}});
                  tape.gradient(sum(y), {images})),
              ROW(Tape tape; Var y = record_jointly("both", images.value(), {images},
                                                    [](const auto&, const Var& g, const Var&) {
                                                      return std::vector<Var>{matmul(g, g)};
                                                    });
                  tape.gradient(sum(y), {images})),
          }};
}

Section not_a_number() {
  const Var logits = named("logits", {64, 10});
  return {
      "NaN and infinity",
      "Of a tape that was made with `stop_at_nan`. Without it, a NaN goes through: it is never "
      "hidden, and never an error.",
      {
          ROW(Tape tape(Tape::Options{.stop_at_nan = true}); Scope scope("digit");
              log(softmax(logits) - 1)),
          ROW(Tape tape(Tape::Options{.stop_at_nan = true});
              Var x("x", full({2, 3}, std::numeric_limits<Scalar>::infinity())); relu(x)),
          ROW(Tape tape(Tape::Options{.stop_at_nan = true}); Var distance = sqrt(sum(logits));
              tape.gradient(distance, {logits})),
          ROW(Tape tape(Tape::Options{.stop_at_nan = true}); Scope scope("digit");
              Var distance = sqrt(sum(logits)); tape.gradient(distance, {logits})),
          ROW(Tape tape(Tape::Options{.stop_at_nan = true});
              Var roots = where(logits.value() > 0, sqrt(logits), 0);
              tape.gradient(sum(roots), {logits})),
          ROW(Tape tape(Tape::Options{.stop_at_nan = true});
              stop_gradient(Var(full({}, std::numeric_limits<Scalar>::quiet_NaN())))),
          ROW(Tape tape(Tape::Options{.stop_at_nan = true});
              Var loss = (2 * mean(logits)).named("loss");
              tape.gradient(loss, {logits}, full({}, std::numeric_limits<Scalar>::infinity()))),
          ROW(Tape tape(Tape::Options{.stop_at_nan = true}); Var twice = logits + logits;
              tape.gradient(twice, {logits}, full({64, 10}, std::numeric_limits<Scalar>::max()))),
      }};
}

Section beyond_the_gradient() {
  Var bias = Var::parameter("digit.bias", zeros({10}));
  const Var logits = named("logits", {64, 10});
  return {"Checkpointed sections and second derivatives",
          "",
          {
              ROW(checkpointed({})),
              ROW(Rng rng(1); Tape tape; Var x("x", full({2, 3}, 1));
                  Var hidden = checkpointed([&] { return dropout(x, 0.5, rng); });
                  tape.gradient(sum(hidden), {x})),
              ROW(Tape tape; Var loss = mean(square(logits + bias));
                  hessian_vector_product(tape, loss, {logits, bias}, {ones_like(bias.value())})),
              ROW(Tape tape; Var loss = mean(square(logits + bias));
                  hessian_vector_product(tape, loss, {bias}, {zeros({64, 10})})),
              ROW(Tape tape; Var squares = square(logits + bias); hessian(tape, squares, bias)),
              ROW(check_gradient("one", [](const std::vector<Var>&) { return Var(1); }, {})),
          }};
}

}  // namespace

std::vector<Section> tape_sections() {
  return {tensors_and_vars(), growing_parameters(), recording(),
          gradients(),        not_a_number(),       beyond_the_gradient()};
}

}  // namespace tapestry::errors
