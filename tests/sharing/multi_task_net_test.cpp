#include "nn/sharing/multi_task_net.hpp"

#include <cmath>
#include <set>
#include <sstream>
#include <type_traits>

#include "engine/array/random.hpp"
#include "engine/core/scope.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/reduce/sum_mean.hpp"
#include "engine/view/dot.hpp"
#include "engine/view/player.hpp"
#include "engine/view/print.hpp"
#include "tests/nn/helpers.hpp"

namespace tapestry::nn {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// x W + b by loops, with a ReLU if asked for; row-major, `inputs` numbers a row.
std::vector<double> dense(const Parameter& weight, const Parameter& bias, bool relu,
                          const std::vector<double>& x) {
  const std::size_t inputs = weight.shape()[0], outputs = weight.shape()[1];
  std::vector<double> y;
  for (std::size_t i = 0; i < x.size() / inputs; ++i)
    for (std::size_t j = 0; j < outputs; ++j) {
      double sum = double{bias.value()(j)};
      for (std::size_t k = 0; k < inputs; ++k)
        sum += x[i * inputs + k] * double{weight.value()(k, j)};
      y.push_back(relu && sum < 0 ? 0 : sum);
    }
  return y;
}

Parameter named(const MultiTaskNet& net, const std::string& name) {
  for (const Parameter& p : net.parameters())
    if (p.name() == name) return p;
  base::fail("no parameter is named ", name);
}

std::vector<double> through(const MultiTaskNet& net, const std::string& layer, bool relu,
                            const std::vector<double>& x) {
  return dense(named(net, layer + ".weight"), named(net, layer + ".bias"), relu, x);
}

void expect_close(const Tensor& actual, const std::vector<double>& expected) {
  ASSERT_EQ(actual.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i)
    EXPECT_NEAR(double{actual.storage()[i]}, expected[i], 1e-5 * (1 + std::abs(expected[i])));
}

TEST(MultiTaskNet, PredictsEncoderTrunkHeadForEveryTask) {
  MultiTaskNet net(three_tasks(), {8, {6, 5}}, 1);
  Rng rng(2);
  for (Parameter p : net.parameters())  // biases start at 0, which would hide that they are used
    if (p.rank() == 1) p.set_value(random_normal(p.shape(), rng));
  for (std::size_t t = 0; t < 3; ++t) {
    const Task& task = net.tasks()[t];
    const Tensor x = random_batch(7, task.input_shape, 2, rng).inputs;
    std::vector<double> y(x.storage().begin(), x.storage().end());
    y = through(net, "encoder." + task.name, true, y);
    y = through(net, "trunk.0", true, y);
    y = through(net, "trunk.1", true, y);
    expect_close(net.represent(t, Var(x)).value(), y);
    y = through(net, "head." + task.name, false, y);
    const Var prediction = net.predict(t, Var(x));
    EXPECT_EQ(prediction.shape(), (Shape{7, task.outputs}));
    expect_close(prediction.value(), y);
    Tensor flat = x;
    flat.reshape({std::size_t{7}, size_of(task.input_shape)});
    EXPECT_EQ(net.predict(t, Var(flat)).value(), prediction.value());
  }
}

// With Activation::none it is a linear model, and its weights start as Glorot uniform, within
// sqrt(6 / (inputs + outputs)): of He's 2,500 normal numbers, 22 % would lie outside.
TEST(MultiTaskNet, ActivationOfEncodersAndTrunkCanBeChosen) {
  const MultiTaskNet net({{"t", {50}, 2}}, {50, {50}, Activation::none}, 1);
  for (const char* layer : {"encoder.t.weight", "trunk.0.weight"})
    for (Scalar w : numbers(named(net, layer).value()))
      ASSERT_LE(std::abs(w), std::sqrt(6.0 / 100)) << layer;
  Rng rng(2);
  const Tensor x = random_normal({7, 50}, rng);
  std::vector<double> y(x.storage().begin(), x.storage().end());
  for (const char* layer : {"encoder.t", "trunk.0", "head.t"}) y = through(net, layer, false, y);
  expect_close(net.predict(0, Var(x)).value(), y);
}

// A copy would share the weights.
static_assert(!std::is_copy_constructible_v<MultiTaskNet>);
static_assert(!std::is_copy_assignable_v<MultiTaskNet>);

TEST(MultiTaskNet, CanBeMoved) {
  MultiTaskNet net(two_alike(), {4, {4}}, 1);
  const auto before = values(net.parameters());
  const MultiTaskNet moved = std::move(net);
  EXPECT_EQ(values(moved.parameters()), before);
  EXPECT_EQ(moved.tasks().size(), 2u);
}

TEST(MultiTaskNet, MayHaveNoTrunk) {
  const MultiTaskNet net(two_alike(), {4, {}}, 1);
  EXPECT_THAT(names(net.parameters()),
              ElementsAre("encoder.a.weight", "encoder.a.bias", "head.a.weight", "head.a.bias",
                          "encoder.b.weight", "encoder.b.bias", "head.b.weight", "head.b.bias"));
  EXPECT_EQ(net.predict(1, Var(zeros({5, 3}))).shape(), (Shape{5, 2}));
}

TEST(MultiTaskNet, ParametersAreTheTrunkOnceAndEachTasksOwn) {
  const MultiTaskNet net(three_tasks(), {8, {6}}, 1);
  EXPECT_THAT(names(net.parameters({1})),
              ElementsAre("trunk.0.weight", "trunk.0.bias", "encoder.things.weight",
                          "encoder.things.bias", "head.things.weight", "head.things.bias"));
  EXPECT_THAT(names(net.parameters({2, 0})),
              ElementsAre("trunk.0.weight", "trunk.0.bias", "encoder.heights.weight",
                          "encoder.heights.bias", "head.heights.weight", "head.heights.bias",
                          "encoder.digits.weight", "encoder.digits.bias", "head.digits.weight",
                          "head.digits.bias"));
  EXPECT_THAT(names(net.head(2)), ElementsAre("head.heights.weight", "head.heights.bias"));
  const std::vector<std::string> all = names(net.parameters());
  EXPECT_EQ(std::set<std::string>(all.begin(), all.end()).size(), 2u + 3 * 4);
  EXPECT_EQ(all.size(), 2u + 3 * 4);
  EXPECT_EQ(count(net.parameters()), (8u * 6 + 6) + (6 * 8 + 8) + (6 * 4 + 4) + (5 * 8 + 8) +
                                         (6 * 3 + 3) + (4 * 8 + 8) + (6 * 2 + 2));
}

TEST(MultiTaskNet, TaskStartsAloneAsItStartsBesideOthers) {
  const std::vector<Task> tasks = three_tasks();
  const MultiTaskNet shared(tasks, {8, {6}}, 5);
  for (std::size_t t = 0; t < 3; ++t) {
    const MultiTaskNet alone({tasks[t]}, {8, {6}}, 5);
    EXPECT_EQ(names(alone.parameters()), names(shared.parameters({t})));
    EXPECT_EQ(values(alone.parameters()), values(shared.parameters({t})));
  }
}

TEST(MultiTaskNet, SeedAndNameDecideTheStartingWeights) {
  const MultiTaskNet net(two_alike(), {4, {4}}, 5), same(two_alike(), {4, {4}}, 5);
  const MultiTaskNet other(two_alike(), {4, {4}}, 6);
  EXPECT_EQ(values(net.parameters()), values(same.parameters()));
  const auto a = values(net.parameters()), b = values(other.parameters());
  for (std::size_t i = 0; i < a.size(); i += 2) EXPECT_NE(a[i], b[i]);  // weights, not biases
  EXPECT_NE(values(net.head(0)), values(net.head(1)));
}

TEST(MultiTaskNet, PredictAllIsEveryHeadOnTheTasksOwnRepresentation) {
  const MultiTaskNet net(three_tasks(), {8, {6}}, 1);
  Rng rng(3);
  const Var x(random_batch(4, {5}, 2, rng).inputs);
  const std::vector<Var> predictions = net.predict_all(1, x);
  ASSERT_EQ(predictions.size(), 3u);
  EXPECT_EQ(predictions[1].value(), net.predict(1, x).value());
  const Tensor h = net.represent(1, x).value();
  for (std::size_t t = 0; t < 3; ++t)
    expect_close(predictions[t].value(), through(net, "head." + net.tasks()[t].name, false,
                                                 {h.storage().begin(), h.storage().end()}));
}

std::vector<std::string> scopes_of(const Tape& tape) {
  std::vector<std::string> scopes;
  for (std::size_t i = 0; i < tape.size(); ++i)
    if (scopes.empty() || scopes.back() != tape[i].scope) scopes.push_back(tape[i].scope);
  return scopes;
}

TEST(MultiTaskNet, ScopesSayPartAndTask) {
  const MultiTaskNet net(three_tasks(), {8, {6, 5}}, 1);
  Rng rng(3);
  const Var digits("digits", random_batch(4, {1, 2, 3}, 2, rng).inputs);
  const Var things("things", random_batch(4, {5}, 2, rng).inputs);
  Tape tape;
  const Var of_digits = sum(net.predict(0, digits)), of_things = sum(net.predict(1, things));
  const Var loss = of_digits + of_things;
  EXPECT_THAT(scopes_of(tape), ElementsAre("encoder/digits", "trunk/digits", "head/digits", "",
                                           "encoder/things", "trunk/things", "head/things", ""));
  std::ostringstream printed;
  print(tape, printed);
  for (const char* part : {"encoder", "trunk", "head"}) {
    EXPECT_THAT(printed.str(), HasSubstr(std::string("in ") + part + "/digits"));
    EXPECT_THAT(printed.str(), HasSubstr(std::string("in ") + part + "/things"));
    EXPECT_THAT(player_page(tape, loss), HasSubstr(std::string(part) + "/things"));
  }
  // The trunk's weight stands in the frame "trunk" and in neither task's: both use it.
  const std::string drawing = to_dot(tape), trunk = "label=\"trunk\";\n";
  const std::size_t frame = drawing.find(trunk);
  ASSERT_NE(frame, drawing.npos);
  const std::string inside = drawing.substr(frame + trunk.size());
  EXPECT_LT(inside.find("trunk.0.weight"), inside.find("subgraph"));
  for (const char* frame_of : {"encoder", "trunk", "head", "digits", "things"})
    EXPECT_THAT(drawing, HasSubstr(std::string("label=\"") + frame_of + "\";"));
}

TEST(MultiTaskNet, ScopesOfAllHeadsAndOfOddNames) {
  const MultiTaskNet net({{"in/out", {2}, 1}, {"", {2}, 1}}, {3, {}}, 1);
  Tape tape;
  net.predict_all(0, Var("x", zeros({4, 2})));
  EXPECT_THAT(scopes_of(tape), ElementsAre("encoder/in|out", "head/in|out", "head/unnamed task"));
  EXPECT_EQ(Scope::current(), "");
}

TEST(MultiTaskNet, ErrorsNameTaskShapesAndMend) {
  const MultiTaskNet net(three_tasks(), {8, {6}}, 1);
  const auto predict = [&](std::size_t task, const Shape& shape) {
    return error_of([&] { net.predict(task, Var("images", zeros(shape))); });
  };
  const std::string fits =
      " does not fit task 'digits', whose examples are [1 x 2 x 3]: give one example a row, in "
      "that shape or flat, as [batch x 6].";
  EXPECT_EQ(predict(0, {4, 5}), "MultiTaskNet: 'images' [4 x 5]" + fits);
  EXPECT_EQ(predict(0, {6}), "MultiTaskNet: 'images' [6]" + fits);
  EXPECT_EQ(predict(0, {}), "MultiTaskNet: 'images' [scalar]" + fits);
  EXPECT_EQ(predict(0, {4, 3, 2}), "MultiTaskNet: 'images' [4 x 3 x 2]" + fits)
      << "as many numbers, but rows and columns are mixed up";
  const std::string unknown = "MultiTaskNet: there is no task 3: the 3 tasks are numbered from 0.";
  EXPECT_EQ(predict(3, {4, 6}), unknown);
  EXPECT_EQ(error_of([&] { net.predict_all(3, Var(zeros({4, 6}))); }), unknown);
  EXPECT_EQ(error_of([&] { net.head(3); }), unknown);
  EXPECT_EQ(error_of([&] { net.parameters({0, 3}); }), unknown);
  EXPECT_EQ(error_of([] {
              MultiTaskNet({}, {8, {6}}, 1);
            }),
            "MultiTaskNet: no tasks were given, but at least one is needed.");
  EXPECT_EQ(error_of([] {
              MultiTaskNet({{"a", {3}, 2}, {"a", {4}, 2}}, {8, {6}}, 1);
            }),
            "MultiTaskNet: two tasks are named 'a': give each a name of its own.");
  EXPECT_EQ(
      error_of([] {
        MultiTaskNet({{"a", {3, 0}, 2}}, {8, {6}}, 1);
      }),
      "Dense: 'encoder.a' was asked for with 0 inputs and 8 outputs: give at least 1 of each.");
  EXPECT_EQ(error_of([] {
              MultiTaskNet({{"a", {3}, 0}}, {8, {6}}, 1);
            }),
            "Dense: 'head.a' was asked for with 6 inputs and 0 outputs: give at least 1 of each.");
}

}  // namespace
}  // namespace tapestry::nn
