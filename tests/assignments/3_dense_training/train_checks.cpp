// Part "train": what comes out of training, on rows that the net has never seen.
#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"
#include "tests/assignments/3_dense_training/data_sets.hpp"
#include "tests/assignments/3_dense_training/grading.hpp"

namespace tapestry::grader::dense_training {
namespace {

constexpr std::size_t kRows = 420, kFresh = 600;

struct Problem {
  std::string name;
  LabelledRows training, fresh;
  std::size_t classes;
};

Problem spiral_problem(Rng& rng) {
  const Spirals spirals(rng);
  return {base::text(kRows, " rows on three spiral arms"), spirals.draw(rng, kRows),
          spirals.draw(rng, kFresh), Spirals::kArms};
}

Message trained(const Ask& ask, const Problem& problem, const Numbers& seeds,
                bool one_by_one = false) {
  Message request;
  request.set("x", problem.training.x.elements);
  request.set("columns", double(problem.training.x.columns));
  request.set("labels", {problem.training.labels.begin(), problem.training.labels.end()});
  request.set("classes", double(problem.classes));
  request.set("fresh", problem.fresh.x.elements);
  request.set("seeds", seeds);
  if (one_by_one) request.set("one by one", 1);
  return ask("train", request);
}

Numbers one_seed(Rng& rng) { return {double(rng() % 1000000)}; }

std::string per_cent(double share) { return base::text(int(100 * share + 0.5), " %"); }

// What may be the matter, from the shares of the training rows and of the fresh ones that are
// right.
Mistake cause_of_shares(const Problem& problem, const Numbers& said, double training,
                        double fresh) {
  const double chance = 1 / double(problem.classes);
  const auto [low, high] = std::ranges::minmax_element(said);
  if (said.size() != problem.fresh.labels.size())
    return {"there is not one class for each row", "one whole number a row"};
  if (*low < 0 || *high >= double(problem.classes) || *low != std::floor(*low))
    return {"what is said is no class", "whole numbers 0 ... classes - 1"};
  if (*low == *high)
    return {
        "it says the same class of every row: NaN in the weights, or inputs so large that tanh "
        "is flat, or no training at all",
        "print the loss of every tenth epoch"};
  if (training - fresh > 0.2)
    return {"the training rows are learnt, and fresh rows are not: they are treated in another way",
            "the same scaling, and the same net, for both"};
  if (fresh < chance + 0.12)
    return {"it has learnt nothing: about as many are right as by chance",
            "does each label stay with its row? are the net's own parameters stepped, and "
            "downhill?"};
  if (problem.classes == Spirals::kArms && fresh < 0.72)
    return {
        "it is about as good as straight lines can be: no hidden layer, too few steps, or "
        "steps that are too small",
        "print the loss of every tenth epoch: does it still fall when you stop?"};
  return {
      "it has learnt, and not enough: too few steps or units, a rate that does not suit, or "
      "only some of the rows",
      "print the loss of every tenth epoch: does it still fall when you stop?"};
}

Finding at_least(const Problem& problem, const Message& answer, double least) {
  const Numbers &said = answer.numbers("fresh 0"), &of_training = answer.numbers("training 0");
  const double fresh = share_right(said, problem.fresh.labels),
               training = share_right(of_training, problem.training.labels);
  if (fresh >= least) return {};
  const Mistake mistake = said.empty() ? Mistake{"there is not one class for each row", ""}
                                       : cause_of_shares(problem, said, training, fresh);
  return {false,
          "training on " + problem.name,
          per_cent(fresh) + " of " + std::to_string(problem.fresh.labels.size()) +
              " fresh rows are right, and " + per_cent(training) + " of the training rows",
          "at least " + per_cent(least) + " of the fresh rows",
          mistake.cause,
          mistake.hint};
}

Finding check_spirals(const Ask& ask, Rng& rng, double least) {
  const Problem problem = spiral_problem(rng);
  return at_least(problem, trained(ask, problem, one_seed(rng)), least);
}

Finding check_units(const Ask& ask, Rng& rng) {
  Problem problem = spiral_problem(rng);
  const Numbers factors{800 + 400 * uniform_draw(rng), 0.01}, shifts{5000, 0.3};
  problem.training = in_other_units(problem.training, factors, shifts);
  problem.fresh = in_other_units(problem.fresh, factors, shifts);
  problem.name += ", the one column in metres above the sea, the other in kilometres";
  Finding finding = at_least(problem, trained(ask, problem, one_seed(rng)), 0.75);
  if (!finding.right)
    finding.hint =
        "scale each column by the mean and the deviation of the training rows, and the rows that "
        "come later by the same numbers";
  return finding;
}

Finding check_ten(const Ask& ask, Rng& rng) {
  const TenClouds clouds(rng);
  const Problem problem{"500 rows of ten classes, which straight cuts part, sorted by their class",
                        clouds.draw(rng, 500, true), clouds.draw(rng, kFresh, false),
                        TenClouds::kClasses};
  Finding finding = at_least(problem, trained(ask, problem, one_seed(rng)), 0.95);
  if (!finding.right)
    finding.hint =
        "draw the order of the rows anew in each epoch, and move the labels "
        "with them: sorted rows make batches of one class";
  return finding;
}

// A function that says anything is the same each time, and for each row. So what the last two
// checks ask for counts where the first one would pass.
Finding learnt_nothing(const Problem& problem, const Message& answer) {
  const double share = share_right(answer.numbers("training 0"), problem.training.labels);
  if (share >= 0.75) return {};
  return {false,
          "training on " + problem.name,
          per_cent(share) + " of these rows are right afterwards",
          "75 %, without which this check says nothing",
          "too little was learnt",
          "print the loss of every tenth epoch"};
}

// Fresh rows that lie everywhere, also far out, where two nets need not agree.
Finding check_train_seed(const Ask& ask, Rng& rng) {
  Problem problem = spiral_problem(rng);
  problem.fresh.x = Matrix{1000, 2};
  for (double& one : problem.fresh.x.elements) one = 8 * uniform_draw(rng) - 4;
  const double seed = one_seed(rng)[0];
  const Message answer = trained(ask, problem, {seed, seed, seed + 1, seed + 2});
  // A process of its own: what a program draws anew at each start shows here.
  const Message later = trained(ask, problem, {seed});
  const Numbers &first = answer.numbers("fresh 0"), &again = answer.numbers("fresh 1");
  const auto text = [](const Numbers& a, const Numbers& b) {
    std::size_t differ = a.size() == b.size() ? 0 : std::max(a.size(), b.size());
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) differ += a[i] != b[i];
    return base::text(differ, " of ", a.size(), " rows get another class");
  };
  const std::string draw = "make one Rng of the seed in train(), and draw all with it";
  if (first != later.numbers("fresh 0"))
    return {false,
            "training twice with the same seed, in two processes",
            text(first, later.numbers("fresh 0")),
            "the same classes",
            "something is drawn that does not follow from the seed",
            draw};
  if (first != again)
    return {false,
            "training twice with the same seed, one after the other",
            text(first, again),
            "the same classes",
            "something is left over from the first training: a static or global generator, or net",
            draw};
  if (first == answer.numbers("fresh 2") && first == answer.numbers("fresh 3"))
    return {false,
            "training with three seeds",
            "1000 rows, also far from all others, get the same "
            "classes each time",
            "another net for another seed",
            "the seed is not used",
            draw};
  return learnt_nothing(problem, answer);
}

Finding check_alone(const Ask& ask, Rng& rng) {
  const Problem problem = spiral_problem(rng);
  const Message answer = trained(ask, problem, one_seed(rng), true);
  Comparison comparison;
  comparison.add(
      "the classes of 600 rows, asked one by one; and what is right: those of the same rows asked "
      "together",
      answer.numbers("alone"), answer.numbers("fresh 0"));
  Finding finding = comparison.finding();
  if (finding.right) return learnt_nothing(problem, answer);
  finding.cause = "a row's class depends on the rows beside it";
  finding.hint =
      "scale by the training rows' mean and deviation, kept from then on; and one class for each "
      "row, with the largest logit of that row";
  return finding;
}

}  // namespace

Part train_part() {
  const auto spirals = [](double least) {
    return [least](const Ask& ask, Rng& rng) { return check_spirals(ask, rng, least); };
  };
  // It includes the other three files; where one of them is wrong, that part says so.
  Part part{"train",
            {"train.hpp"},
            "workers/train.cpp",
            {{"spirals, 75 % of fresh rows", 6, spirals(0.75)},
             {"spirals, 92 % of fresh rows", 5, spirals(0.92)},
             {"columns in other units", 4, check_units},
             {"ten classes, sorted", 4, check_ten},
             {"the seed decides", 3, check_train_seed},
             {"a row by itself", 3, check_alone}},
            {"dense", "loss", "sgd"}};
  for (Check& check : part.checks) {
    check.seconds = 10;
    if (check.name == "the seed decides") check.seconds = 40;  // trains four times
    check.hint = "train on ten rows, and print the loss of each step";
    check.if_slow =
        "too many steps for 10 seconds, a loop that does not end, or one tape for all steps";
  }
  return part;
}

}  // namespace tapestry::grader::dense_training
