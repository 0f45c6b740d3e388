// One task, digits: a net by hand and by nn, bad starts, three optimisers, overfitting, mistakes.
//
// The page that goes with this program is README.md, beside it.
#include <algorithm>
#include <iostream>

#include "datasets/datasets.hpp"
#include "nn/nn.hpp"
#include "tutorials/07_one_task/pictures.hpp"
#include "tutorials/support/check.hpp"
#include "tutorials/support/plot.hpp"
#include "tutorials/support/story.hpp"
#include "tutorials/support/table.hpp"

using namespace tapestry;
using datasets::ImageSet;

// [data]
// Generated digits: 4,000 to learn from, 1,000 to choose by, 2,000 to judge by.
struct Data {
  ImageSet train, validation, test;
  datasets::Scaling scaling;
};
Data load() {
  const ImageSet all = datasets::stroke_digits(7000, /*seed=*/7);
  const auto split = datasets::split_by_counts(7000, 1000, 2000, /*seed=*/7);
  const ImageSet train = select(all, split.train);
  return {train, select(all, split.validation), select(all, split.test), centred(train)};
}
// [data]

// [by-hand]
// 784 -> 64 -> 64 -> 10. In p: the first layer's weights and bias, the second's, the third's.
Var loss_of(const nn::Parameters& p, const nn::Batch& batch) {
  const Var h = relu(affine(Var(batch.inputs), p[0], p[1]));
  return softmax_cross_entropy(affine(relu(affine(h, p[2], p[3])), p[4], p[5]), batch.labels);
}
std::vector<ParameterReport> report(const nn::Parameters& p, const nn::Batch& batch) {
  const Tape tape;
  return gradient_report(p, tape.gradient(loss_of(p, batch), p));
}
double descend(nn::Parameters p, const nn::Batch& batch, Scalar rate) {
  const Tape tape;
  const Var loss = loss_of(p, batch);
  const std::vector<Tensor> gradients = tape.gradient(loss, p);
  for (std::size_t k = 0; k < p.size(); ++k) p[k].set_value(p[k].value() - rate * gradients[k]);
  return loss.item();
}
// [by-hand]

// [with-nn]
nn::MultiTaskNet make_net(std::uint64_t seed, const std::vector<std::size_t>& hidden = {64, 64}) {
  Rng rng(seed);
  nn::Mlp trunk("layer", nn::with_input(784, hidden), nn::Activation::relu, rng);
  return {{{"digits", {784}, 10}}, {{}, std::move(trunk), hidden.back()}, seed};
}
nn::History train(nn::MultiTaskNet& net, const Data& data, const ImageSet& set,
                  nn::Optimiser& optimiser, std::size_t epochs, std::uint64_t seed) {
  nn::FitOptions how;
  how.epochs = epochs;
  how.rounds_per_epoch = set.size() / 50;  // batches of 50 images
  how.validation = {
      [&](const auto& visit) { for_each_batch(data.validation, 500, visit, data.scaling); }};
  const nn::BatchSource batches = datasets::Batches(set, 50, seed, data.scaling);
  return nn::fit(net, std::vector{batches}, optimiser, how);
}
// [with-nn]

// [optimisers]
std::unique_ptr<nn::Optimiser> make_optimiser(const std::string& method, double times) {
  if (method == "Adam") return std::make_unique<nn::Adam>(0.003 * times);
  if (method == "momentum") return std::make_unique<nn::Sgd>(0.03 * times, 0.9);
  return std::make_unique<nn::Sgd>(0.3 * times);
}
// [optimisers]

void story(bool quick) {
  set_threads(1);  // matrices as small as these gain nothing from more
  const Data data = load();
  // [same]
  nn::MultiTaskNet mine = make_net(1), theirs = make_net(1);
  datasets::Batches batches(data.train, 50, /*seed=*/1, data.scaling);
  const std::vector<nn::BatchSource> source{datasets::Batches(batches)};  // a copy: the same ones
  nn::FitOptions how;
  how.epochs = 80;  // each of one step
  nn::Sgd sgd(0.1);
  for (const nn::Epoch& step : nn::fit(theirs, source, sgd, how))
    check_near(descend(mine.parameters(), batches(), 0.1F), step.tasks[0].loss,
               "by hand and with nn, the losses are the same", 1e-3);
  // [same]
  std::cout << "80 steps by hand and 80 steps with nn: the same losses\n\n";

  // [starts]
  std::vector<std::vector<std::string>> rows;
  const nn::Batch seen = make_batch(data.train, 0, 500, data.scaling);
  for (const float factor : {0.0F, 1.0F, 20.0F}) {
    nn::MultiTaskNet net = make_net(1);
    for (Var p : net.parameters()) p.set_value(factor * p.value());
    if (factor == 0) print_report(report(net.parameters(), seen), std::cout);
    const double loss = loss_of(net.parameters(), seen).item();
    const double share = right(train(net, data, data.train, sgd, 1, 1)[0]);
    const std::size_t dead = report(net.parameters(), seen)[0].dead_units.size();
    check(factor < 2 ? loss < 4 : loss > 1000, "with large weights, a net is sure of nonsense");
    check(factor == 1 ? dead < 8 : dead > 32, "a bad start kills most of the first layer");
    check(factor == 1 ? share > 60 : share < 30, "and a net that is dead guesses");
    rows.push_back(
        {base::text(factor), base::text(loss), dead < 8 ? "below 8" : "above 32", shown(share)});
  }
  // [starts]
  std::cout << '\n' << table_text({"factor", "first loss", "dead", "right (%)"}, rows) << '\n';

  // [compare]
  rows.clear();
  std::vector<Series> curves;
  const std::uint64_t seeds = quick ? 1 : 3;
  nn::MultiTaskNet best = make_net(1);
  double best_right = 0;
  for (const double times : {1.0, 0.1})
    for (const std::string method : {"SGD", "momentum", "Adam"}) {
      const std::string rate = base::text(make_optimiser(method, times)->learning_rate);
      std::vector<double> mean(6, 0), last;  // over the seeds, by epoch; each seed's in the end
      for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        nn::MultiTaskNet net = make_net(seed);
        const auto optimiser = make_optimiser(method, times);
        const nn::History history = train(net, data, data.train, *optimiser, 6, seed);
        for (std::size_t e = 0; e < 6; ++e) mean[e] += right(history[e]) / double(seeds);
        last.push_back(right(history[5]));
        if (last.back() > best_right) best_right = last.back(), best = std::move(net);
      }
      rows.push_back(spread_row(method, rate, mean, last));
      curves.push_back(by_epoch(method + ", rate " + rate, mean));
      check(times < 1 ? mean[5] < 94 : mean[5] > 95.5, "it is the rate that decides");
    }
  // [compare]
  std::cout << table_text({"method", "rate", "1 epoch", "6 epochs", "lowest", "highest"}, rows);
  const auto folder = output_folder("07_one_task");
  write_plot(folder / "optimisers", {{"1,000 validation images", "epoch", "right (%)", curves}});
  // [overfit]
  const ImageSet few = first_images(data.train, 200);
  nn::MultiTaskNet large = make_net(2, {256, 128});
  nn::Adam adam(0.01);
  const nn::History history = train(large, data, few, adam, 30, 2);
  const auto training = training_losses(history), validation = validation_losses(history);
  const double lowest = *std::min_element(validation.begin(), validation.end());
  check(training.back() < 0.01, "200 images are learnt by heart");
  check(validation.back() > 1.1 * lowest, "the loss on others falls, and rises again");
  // [overfit]
  std::cout << "\nvalidation loss " << lowest << " at its lowest, " << validation.back() << '\n';
  curves = {by_epoch("training", training), by_epoch("validation", validation)};
  write_plot(folder / "overfitting", {{"200 training images", "epoch", "loss (nats)", curves}});

  // [judge]
  const nn::Batch judged = make_batch(data.test, 0, data.test.size(), data.scaling);
  const nn::Score score = nn::evaluate(best, 0, [&](const auto& visit) { visit(judged); });
  const Tensor p = softmax(best.predict(0, Var(judged.inputs))).value();
  const std::vector<Mistake> mistakes = mistakes_of(p, data.test.labels);  // the surest first
  check_near(static_cast<double>(mistakes.size()), 2000 * (1 - score.accuracy),
             "all but the mistakes are right");
  check(score.accuracy > 0.93, "the net reads digits that it has never seen");
  check(mistakes[0].sure > 0.9, "and is sure of some that it gets wrong");
  // [judge]
  std::cout << "Chosen by validation: " << shown(best_right) << " % there, "
            << shown(100 * score.accuracy) << " % on the test set\n";
  confusion_picture(score.confusion).write_png(folder / "confusion.png");
  mistakes_picture(data.test, mistakes).write_png(folder / "mistakes.png");
}

int main(int argc, char** argv) { return tell(argc, argv, story); }
