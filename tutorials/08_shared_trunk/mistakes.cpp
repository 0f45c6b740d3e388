// The nine mistakes of the article's listing, each in miniature: its symptom, and its mend.
#include <concepts>
#include <iostream>

#include "tutorials/08_shared_trunk/two_sets.hpp"
#include "tutorials/support/check.hpp"

namespace tapestry {
namespace {

double accuracy(const std::vector<int>& predicted, const std::vector<int>& labels) {
  std::size_t correct = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) correct += predicted[i] == labels[i];
  return static_cast<double>(correct) / static_cast<double>(labels.size());
}

// 1. A dense layer works on the last axis. Of an image [28 x 28 x 1] that is one pixel.
void never_flattened() {
  // [flatten]
  Rng rng(1);
  const Var images("images", zeros({4, 28, 28, 1}));
  const nn::Dense of_a_pixel("hidden", 1, 128, nn::Activation::relu, rng);
  const Var wrong = of_a_pixel(reshape(images, {4 * 28 * 28, 1}));  // what "the last axis" means
  const nn::Dense of_an_image("hidden", 784, 128, nn::Activation::relu, rng);
  const Var right = of_an_image(reshape(images, {4, 784}));
  // [flatten]
  check_equal(wrong.shape()[0] / 4, 784U, "not flattened, an image has 784 answers");
  check_equal(right.shape()[0] / 4, 1U, "flattened, it has one");
  std::cout << "1 never flattened: " << wrong.shape()[0] / 4 << " answers for an image, and "
            << nn::count(of_a_pixel.parameters()) << " weights; flattened: 1 answer, and "
            << nn::count(of_an_image.parameters()) << " weights\n";
}

// 2. One input for two kinds of picture; 3072 is 32 x 32 x 3.
void one_input(const nn::MultiTaskNet& net) {
  // [input]
  Rng rng(1);
  const nn::Dense hidden("hidden", 784, 128, nn::Activation::relu, rng);
  const Var pictures("pictures", zeros({4, 3072}));
  const std::string said = refusal([&] { hidden(pictures); });
  const Var answers = net.predict(/*task=*/1, pictures);  // through an encoder of its own
  // [input]
  check(answers.shape() == Shape{4, 10}, "with an encoder of its own, each task gets answers");
  std::cout << "2 one input for both: " << said << '\n';
}

// 3. Both heads trained on the labels of whichever task's batch came.
void labels_of_the_other_task(const std::vector<Set>& sets, const nn::MultiTaskNet& right) {
  // [labels]
  nn::MultiTaskNet net({sets[0].task, sets[1].task}, {.encoder = 64, .trunk = {32}}, /*seed=*/1);
  nn::Adam adam(1e-3);
  std::vector<nn::BatchSource> batches = {sets[0].batches(), sets[1].batches()};
  for (int round = 0; round < 150; ++round)
    for (std::size_t t = 0; t < 2; ++t) {
      const nn::Batch batch = batches[t]();
      Tape tape;
      const std::vector<Var> both = net.predict_all(t, Var(batch.inputs));
      const Var loss = softmax_cross_entropy(both[0], batch.labels) +
                       softmax_cross_entropy(both[1], batch.labels);  // one of them is not its task
      adam.step(net.parameters(), tape.gradient(loss, net.parameters(), Unused::zeros));
    }
  // [labels]
  const nn::Batch digits = make_batch(sets[0].test, 0, 500, sets[0].scaling);
  const auto by_objects_head = [&](const nn::MultiTaskNet& of) {
    return accuracy(nn::argmax_rows(of.predict_all(0, Var(digits.inputs))[1].value()),
                    digits.labels);
  };
  const double wrong = by_objects_head(net), mended = by_objects_head(right);
  check(wrong > 0.6, "a head that got the digits' labels reads digits");
  check(mended < 0.4, "a head that did not cannot");
  std::cout << "3 both heads on one task's labels: the objects' head reads digits; with its own "
               "labels it does not\n";
}

// 4. The gradient is computed, and there is no optimiser.
void no_optimiser(const std::vector<Set>& sets) {
  // [optimiser]
  nn::MultiTaskNet net({sets[0].task}, {.encoder = 16, .trunk = {16}}, /*seed=*/1);
  const nn::Batch batch = make_batch(sets[0].train, 0, 64, sets[0].scaling);
  const auto loss = [&] {
    return softmax_cross_entropy(net.predict(0, Var(batch.inputs)), batch.labels);
  };
  const auto after_ten_steps = [&](nn::Optimiser* optimiser) {
    for (int step = 0; step < 10; ++step) {
      Tape tape;
      const std::vector<Tensor> gradients = tape.gradient(loss(), net.parameters());
      if (optimiser != nullptr) optimiser->step(net.parameters(), gradients);
    }
    return loss().item();
  };
  const Scalar before = loss().item(), without = after_ten_steps(nullptr);
  nn::Sgd sgd(0.1);
  const Scalar with = after_ten_steps(&sgd);
  // [optimiser]
  check_equal(without, before, "without an optimiser nothing moves");
  check(with < before, "with one, the loss falls");
  std::cout
      << "4 no optimiser: after ten gradients the loss is the same to the bit; with one it falls\n";
}

// 5. A placeholder says that something will come, and is not a layer that one can call.
void placeholder_called() {
  // [placeholder]
  static_assert(!std::invocable<const Var&, const Var&>);       // input(x) does not compile
  static_assert(std::invocable<const nn::Dense&, const Var&>);  // encoder(x) does
  // [placeholder]
  std::cout << "5 a placeholder called as a layer: does not compile; an encoder is a layer\n";
}

// 6. Class numbers compared with one-hot labels, element by element, by broadcasting.
void one_hot_compared() {
  // [one-hot]
  const std::size_t n = 10;  // as many images as classes: any other number would be an error
  const auto score = [&](const std::vector<int>& predicted) {
    std::size_t equal = 0;
    for (std::size_t image = 0; image < n; ++image)
      for (std::size_t k = 0; k < n; ++k)
        equal += predicted[k] == (image == k);  // label k: class k
    return static_cast<double>(equal) / n;
  };
  const double all_right = score({0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
  const double always_0 = score(std::vector<int>(n, 0));
  // [one-hot]
  check_equal(always_0, 9.0, "whoever always says 0 has 900 %");
  check_equal(all_right, 1.0, "and whoever is always right, 100 %");
  std::cout << "6 one-hot labels compared with class numbers: " << 100 * always_0
            << " % for always saying 0; with numbers 10 %\n";
}

// 7, 8 and 9 are in the evaluation.
void evaluation(const std::vector<Set>& sets, const nn::MultiTaskNet& net) {
  // [evaluation]
  const nn::Batch objects = make_batch(sets[1].test, 0, 500, sets[1].scaling);
  const auto scored_by = [&](std::size_t head) {
    const Var answers = net.predict_all(1, Var(objects.inputs))[head];
    return accuracy(nn::argmax_rows(answers.value()), objects.labels);
  };
  const double digits_head = scored_by(0), own_head = scored_by(1);
  const double by_batches = own_head * 500 / 10;  // correct answers of 10 batches, divided by 10
  const double on_training = nn::evaluate(net, 1, sets[1].pass(sets[1].train)).accuracy;
  const double on_test = nn::evaluate(net, 1, sets[1].pass(sets[1].test)).accuracy;
  // [evaluation]
  check(digits_head < 0.25, "by the digits' head, objects are scored as by guessing");
  check(own_head > digits_head + 0.1, "by their own head they are not");
  check(by_batches > 1, "divided by the batches, it is no share");
  check(on_training > on_test, "on what it was trained on, the net looks better than it is");
  std::cout << "7 objects scored with the digits' head: near 10 %, as by guessing\n"
               "8 divided by the number of batches: more than 100 %\n"
               "9 scored on the training images: more than on new ones\n";
}

}  // namespace

void nine_mistakes(const std::vector<Set>& sets, const nn::MultiTaskNet& net) {
  never_flattened();
  one_input(net);
  labels_of_the_other_task(sets, net);
  no_optimiser(sets);
  placeholder_called();
  one_hot_compared();
  evaluation(sets, net);
}

}  // namespace tapestry
