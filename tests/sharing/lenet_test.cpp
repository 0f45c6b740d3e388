// LeNet against its definition in plain loops, its parameters and sharing, and errors.
#include "nn/sharing/lenet.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "datasets/batches.hpp"
#include "datasets/generated/multi_mnist.hpp"
#include "engine/array/random.hpp"
#include "nn/training/fit.hpp"
#include "tests/error_of.hpp"
#include "tests/sharing/models.hpp"

namespace tapestry::nn {
namespace {

using testing::ElementsAre;
using testing::Gt;

std::vector<Task> sides() { return {{"left", {1, 28, 28}, 10}, {"right", {1, 28, 28}, 7}}; }

Parameter named(const LeNet& net, const std::string& name) {
  for (const Parameter& p : net.parameters())
    if (p.name() == name) return p;
  base::fail("no parameter is named ", name);
}

using Numbers = std::vector<double>;

Numbers with_relu(Numbers x) {
  for (double& v : x) v = std::max(v, 0.0);
  return x;
}

// Convolution of one image [channels x side x side], then the largest of each 2 x 2, then ReLU.
Numbers convolved(const LeNet& net, const std::string& layer, const Numbers& x, std::size_t side) {
  const Parameter weight = named(net, layer + ".weight"), bias = named(net, layer + ".bias");
  const std::size_t out = weight.shape()[0], channels = weight.shape()[1], to = side - 4;
  Numbers pooled(out * to / 2 * to / 2, -INFINITY);
  for (std::size_t o = 0; o < out; ++o)
    for (std::size_t r = 0; r < to; ++r)
      for (std::size_t c = 0; c < to; ++c) {
        double sum = double{bias.value()(o)};
        for (std::size_t k = 0; k < channels; ++k)
          for (std::size_t i = 0; i < 5; ++i)
            for (std::size_t j = 0; j < 5; ++j)
              sum += double{weight.value()(o, k, i, j)} * x[(k * side + r + i) * side + c + j];
        double& largest = pooled[(o * (to / 2) + r / 2) * (to / 2) + c / 2];
        largest = std::max(largest, sum);
      }
  return with_relu(pooled);
}

Numbers dense(const LeNet& net, const std::string& layer, const Numbers& x) {
  const Parameter weight = named(net, layer + ".weight"), bias = named(net, layer + ".bias");
  Numbers y;
  for (std::size_t j = 0; j < weight.shape()[1]; ++j) {
    y.push_back(double{bias.value()(j)});
    for (std::size_t k = 0; k < x.size(); ++k) y[j] += x[k] * double{weight.value()(k, j)};
  }
  return y;
}

// A net whose biases are not the zeros they start as.
LeNet random_net(Rng& rng) {
  LeNet net(sides(), 1);
  for (Parameter p : net.parameters())
    if (p.rank() == 1) p.set_value(random_normal(p.shape(), rng, 0, 0.3));
  return net;
}

TEST(LeNet, IsItsDefinition) {
  Rng rng(2);
  const LeNet net = random_net(rng);
  const Tensor x = random_normal({3, 1, 28, 28}, rng);
  const std::vector<Var> all = net.predict_all(0, Var(x));
  ASSERT_EQ(all.size(), 2U);
  for (std::size_t i = 0; i < 3; ++i) {
    Numbers z(x.data() + i * 784, x.data() + (i + 1) * 784);
    z = convolved(net, "trunk.conv1", z, 28);
    z = convolved(net, "trunk.conv2", z, 12);
    ASSERT_EQ(z.size(), 320U);
    z = with_relu(dense(net, "trunk.dense", z));
    for (std::size_t t = 0; t < 2; ++t) {
      const std::string task = net.tasks()[t].name;
      const Numbers y = dense(net, "head." + task, with_relu(dense(net, "hidden." + task, z)));
      ASSERT_EQ(all[t].shape(), (Shape{3, net.tasks()[t].outputs}));
      for (std::size_t j = 0; j < y.size(); ++j)
        EXPECT_NEAR(double{all[t].value()(i, j)}, y[j], 1e-4 * (1 + std::abs(y[j])));
    }
  }
}

TEST(LeNet, OnePassIsEachTasksOwnPrediction) {
  Rng rng(2);
  const LeNet net = random_net(rng);
  EXPECT_TRUE(net.one_input());
  const Tensor x = random_normal({4, 1, 28, 28}, rng);
  Tensor flat = x;
  flat.reshape({std::size_t{4}, std::size_t{784}});
  for (const std::size_t of : {0U, 1U})
    for (const std::size_t t : {0U, 1U}) {
      EXPECT_EQ(net.predict_all(of, Var(x))[t].value(), net.predict(t, Var(x)).value());
      EXPECT_EQ(net.predict(t, Var(flat)).value(), net.predict(t, Var(x)).value());
    }
}

TEST(LeNet, ParametersAreTheTrunksAndTheTasksOwn) {
  const LeNet net(sides(), 1);
  const std::vector<std::string> trunk = {"trunk.conv1.weight", "trunk.conv1.bias",
                                          "trunk.conv2.weight", "trunk.conv2.bias",
                                          "trunk.dense.weight", "trunk.dense.bias"};
  for (const std::size_t t : {0U, 1U}) {
    const std::string task = net.tasks()[t].name;
    std::vector<std::string> expected = trunk;
    for (const char* end : {".weight", ".bias"}) expected.push_back("hidden." + task + end);
    for (const char* end : {".weight", ".bias"}) expected.push_back("head." + task + end);
    EXPECT_EQ(names(net.parameters({t})), expected);
    EXPECT_THAT(names(net.head(t)),
                ElementsAre("head." + task + ".weight", "head." + task + ".bias"));
  }
  // 10 (25 + 1) + 20 (250 + 1) + 50 (320 + 1), and 50 (50 + 1) + outputs (50 + 1) a task.
  EXPECT_EQ(count(net.parameters()), 260U + 5020 + 16050 + 2 * 2550 + 17 * 51);
}

TEST(LeNet, ATaskAloneBeginsWhereTheSharedNetBegins) {
  const LeNet both(sides(), 5), right({sides()[1]}, 5), other({sides()[1]}, 6);
  for (const Parameter& p : right.parameters()) EXPECT_EQ(p.value(), named(both, p.name()).value());
  EXPECT_NE(named(right, "trunk.conv1.weight").value(), named(other, "trunk.conv1.weight").value());
}

// Both tasks of a small MultiMNIST, far above the tenth that guessing gives.
TEST(LeNet, LearnsBothSidesOfMultiMnist) {
  const datasets::ImageSet set = datasets::load_multi_mnist("", 1, 1000).train;
  datasets::Batches batches(set, 50, 1, datasets::centred(set));
  LeNet net({{"left", {1, 28, 28}, 10}, {"right", {1, 28, 28}, 10}}, 1);
  Adam adam(2e-3);
  FitOptions options;
  options.steps = joint();
  options.epochs = 6;
  options.rounds_per_epoch = 20;
  const History history =
      fit(net, SharedSource([&] { return datasets::both_sides(batches.next()); }), adam, options);
  for (const TaskEpoch& task : history.back().tasks) EXPECT_THAT(task.accuracy, Gt(0.5));
}

TEST(LeNet, Errors) {
  std::vector<Task> tasks = sides();
  EXPECT_EQ(error_of([] { LeNet({}, 1); }),
            "LeNet: no tasks were given, but at least one is needed.");
  tasks[1].name = "left";
  EXPECT_EQ(error_of([&] { LeNet(tasks, 1); }),
            "LeNet: two tasks are named 'left': give each a name of its own.");
  tasks = sides();
  tasks[1].input_shape = {28, 28};
  EXPECT_EQ(error_of([&] { LeNet(tasks, 1); }),
            "LeNet: the inputs of task 'right' are [28 x 28], but this net is for grey images, [1 "
            "x 28 x 28].");
  tasks = sides();
  tasks[0].outputs = 0;
  EXPECT_EQ(error_of([&] { LeNet(tasks, 1); }),
            "LeNet: task 'left' has no outputs, but needs at least one.");
  const LeNet net(sides(), 1);
  const std::string no_task = "LeNet: there is no task 2: the 2 tasks are numbered from 0.";
  const Var x(zeros({1, 784}));
  EXPECT_EQ(error_of([&] { net.predict(2, x); }), no_task);
  EXPECT_EQ(error_of([&] { net.predict_all(2, x); }), no_task);
  EXPECT_EQ(error_of([&] { net.parameters({2}); }), no_task);
  EXPECT_EQ(error_of([&] { net.head(2); }), no_task);
  EXPECT_EQ(
      error_of([&] {
        net.predict(0, Var("x", zeros({2, 783})));
      }),
      "LeNet: 'x' [2 x 783] holds no grey images: give [batch x 1 x 28 x 28] or, flat, [batch x "
      "784].");
}

}  // namespace
}  // namespace tapestry::nn
