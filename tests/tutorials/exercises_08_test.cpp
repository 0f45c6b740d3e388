// The answers that the page of 08_shared_trunk gives to its exercises.
#include <gmock/gmock.h>

#include "tutorials/08_shared_trunk/two_sets.hpp"

namespace tapestry::test {
namespace {

nn::MultiTaskNet net_of(const nn::MultiTaskNet::Widths& widths) {
  return nn::MultiTaskNet({{"digits", {784}, 10}, {"objects", {3072}, 10}}, widths, 1);
}

std::vector<Tensor> values_of(const nn::Parameters& parameters) {
  std::vector<Tensor> values;
  for (const nn::Parameter& p : parameters) values.push_back(p.value());
  return values;
}

TEST(Exercises08, TheTrunkStaysASmallPart) {
  const nn::MultiTaskNet net = net_of({.encoder = 256, .trunk = {128}});
  EXPECT_EQ(nn::count(net.encoder(0)), 200960U);
  EXPECT_EQ(nn::count(net.encoder(1)), 786688U);
  EXPECT_EQ(nn::count(net.shared()), 32896U);
  EXPECT_EQ(nn::count(net.head(0)), 1290U);
  EXPECT_EQ(nn::count(net.parameters()), 1023124U);
  const nn::MultiTaskNet wide = net_of({.encoder = 2000, .trunk = {128}});
  EXPECT_EQ(nn::count(wide.shared()), 128U * 2000 + 128);
  EXPECT_EQ(nn::count(wide.parameters()) - nn::count(wide.shared()), 3858U * 2000 + 2580);
  EXPECT_LT(double(nn::count(wide.shared())) / double(nn::count(wide.parameters())), 0.033);
}

// One step on the digits.
void step_on_digits(nn::MultiTaskNet& net) {
  Rng rng(1);
  nn::Sgd sgd(0.1);
  Tape tape;
  const Var loss =
      softmax_cross_entropy(net.predict(0, Var(random_normal({4, 784}, rng))), {1, 2, 3, 4});
  sgd.step(net.parameters({0}), tape.gradient(loss, net.parameters({0})));
}

TEST(Exercises08, WithoutATrunkNothingIsShared) {
  nn::MultiTaskNet net = net_of({.encoder = 16, .trunk = {}});
  EXPECT_EQ(nn::count(net.shared()), 0U);
  const std::vector<Tensor> before = values_of(net.parameters({1}));
  step_on_digits(net);
  EXPECT_EQ(values_of(net.parameters({1})), before);
}

TEST(Exercises08, OneTaskAfterTheOtherIsForgotten) {
  const std::vector<Set> sets = two_sets("", /*quick=*/true);
  nn::MultiTaskNet net({sets[0].task, sets[1].task}, {.encoder = 32, .trunk = {16}}, 1);
  nn::Adam adam(5e-3);
  const auto train = [&](std::size_t t, std::size_t rounds) {
    nn::BatchSource source = sets[t].batches();
    for (std::size_t round = 0; round < rounds; ++round) {
      const nn::Batch batch = source();
      Tape tape;
      const Var loss = softmax_cross_entropy(net.predict(t, Var(batch.inputs)), batch.labels);
      adam.step(net.parameters({t}), tape.gradient(loss, net.parameters({t})));
    }
  };
  const auto digits = [&] { return nn::evaluate(net, 0, sets[0].pass(sets[0].test)).accuracy; };
  train(0, 200);
  const double learnt = digits();
  const auto own = values_of(net.own(0)), shared = values_of(net.shared());
  train(1, 300);
  EXPECT_GT(learnt, 0.7);
  EXPECT_LT(digits(), learnt - 0.08);
  EXPECT_EQ(values_of(net.own(0)), own);
  EXPECT_NE(values_of(net.shared()), shared);
}

}  // namespace
}  // namespace tapestry::test
