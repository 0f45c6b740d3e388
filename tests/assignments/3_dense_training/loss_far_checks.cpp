// Part "loss": far out, where exponentials overflow and vanish; and labels that do not fit.
#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"
#include "tests/assignments/3_dense_training/grading.hpp"
#include "tests/assignments/3_dense_training/loss_case.hpp"

namespace tapestry::grader::dense_training {
namespace {

// Rows of large logits, each at a level of its own, and in each a label that the net is sure
// against: the loss is its margin. Margins below 700 first, where no exponential is 0.
std::vector<LossCase> far_cases(Rng& rng) {
  std::vector<LossCase> cases;
  const auto jitter = [&] { return 10 * uniform_draw(rng); };
  for (const double margin : {100.0, 300.0, 700.0, 10000.0}) {
    LossCase at{Matrix{1, 3, {margin + jitter(), 0, jitter()}}, {1}};
    cases.push_back(at);
  }
  // One row alone far up, one far down; then both in one batch, with one of size 1.
  cases.push_back({Matrix{1, 3, {9000 + jitter(), 8990 + jitter(), 8995}}, {1}});
  cases.push_back({Matrix{1, 3, {-9000 - jitter(), -9010 + jitter(), -9005}}, {2}});
  cases.push_back({Matrix{4,
                          3,
                          {9000 + jitter(), 8998, 8995, -9000 - jitter(), -9002, -9005, jitter(), 1,
                           2, -800 - jitter(), 800, 700}},
                   {1, 2, 1, 0}});
  return cases;
}

// What the checks far out have seen: of the first four cases, whose margin grows, the losses.
struct SeenFarOut {
  Numbers growing, right;
  bool alone_are_right = true, all_finite = true;
};

Mistake cause_far_out(const SeenFarOut& seen) {
  const Numbers& growing = seen.growing;
  if (seen.alone_are_right && !seen.all_finite)
    return {
        "it is right for each row alone, and not for rows far from each other in one batch: the "
        "shift is the largest logit of all",
        "subtract from each row its own largest logit: max(z, {1}, Axis::keep)"};
  if (!seen.all_finite)
    return {"an exponential overflows, or a probability that has become 0 meets the logarithm",
            "chapter 6: log(sum of e^(z - c)) - (z_label - c), with c the row's largest logit"};
  // A probability of 1e-7, and no smaller one, has the loss 16.
  if (growing.size() == 4 && growing[0] > 15 && growing[3] < 0.5 * seen.right[3] &&
      growing[3] < 1.001 * growing[2])
    return {
        "the loss stops growing where the net is sure and wrong: a probability is clipped, or "
        "a small number added to it, before the logarithm",
        "chapter 6, \"What a float can hold\": there, the gradient is 0, and nothing is learnt"};
  return {};
}

Finding check_far(const Ask& ask, Rng& rng, const std::string& which) {
  Comparison comparison;
  SeenFarOut seen;
  for (const LossCase& at : far_cases(rng)) {
    const Message answer = ask("loss", at.request());
    const bool value = which == "value";
    const double right_value = mean_of(losses_of(at));
    const Numbers right = value ? Numbers{right_value} : loss_gradient(at);
    const std::string tried =
        (value ? "cross_entropy of " : "the gradient at the logits of cross_entropy of ") +
        at.text();
    if (answer.has_text("refused")) return comparison.refused(tried, answer.text("refused"), right);
    comparison.add(tried, answer.numbers(which), right);
    if (at.z.rows == 1) seen.alone_are_right = comparison.right();
    for (const std::string name : {"value", "gradient"})
      for (const double one : answer.numbers(name))
        seen.all_finite = seen.all_finite && std::isfinite(one);
    if (seen.growing.size() == 4 || answer.numbers("value").size() != 1) continue;
    seen.growing.push_back(answer.numbers("value")[0]);
    seen.right.push_back(right_value);
  }
  Finding finding = comparison.finding();
  if (finding.right) return finding;
  const Mistake mistake = cause_far_out(seen);
  if (!mistake.cause.empty()) finding.cause = mistake.cause, finding.hint = mistake.hint;
  return finding;
}

// Whether labels that do not fit are refused by this function.
Finding check_labels_refused(const Ask& ask, Rng& rng, const std::string& call) {
  const LossCase good = drawn_case(rng, 4, 3);
  struct Bad {
    std::string what;
    std::vector<int> labels;
  };
  const std::vector<Bad> all = {
      {"a label that is the number of classes is not refused", {0, 2, 3, 1}},
      {"a label below 0 is not refused", {0, -1, 2, 1}},
      {"too few labels are not refused", {0, 2, 1}},
      {"too many labels are not refused", {0, 2, 1, 1, 0}}};
  for (const Bad& bad : all) {
    LossCase at = good;
    at.labels = bad.labels;
    const Message answer = ask(call, at.request());
    if (answer.has_text("refused")) continue;
    const std::string name = call == "loss" ? "cross_entropy of " : "accuracy of ";
    return {false,
            name + at.text(),
            list_text(answer.numbers(call == "loss" ? "value" : "accuracy")),
            "an exception",
            bad.what,
            "labels are 0 ... c - 1, one for each row: look before anything is computed"};
  }
  return {};
}

Finding check_both_refuse(const Ask& ask, Rng& rng) {
  const Finding of_loss = check_labels_refused(ask, rng, "loss");
  return of_loss.right ? check_labels_refused(ask, rng, "accuracy") : of_loss;
}

Finding check_accuracy(const Ask& ask, Rng& rng) {
  Comparison comparison(std::vector<Mistake>{
      {"it is a number of rows, and not their share", "divide by the number of rows"},
      {"it is in per cent", "a share is between 0 and 1"},
      {"the smallest logit of a row is looked for, not the largest", "argmax(z, 1)"},
      {"it is the share of what is wrong", "count the rows that are right"},
      {"a division of whole numbers: it is 0 unless all are right", "double(right) / double(n)"},
      {"it is divided by the number of classes", "divide by the number of rows"},
      {"the largest logit of a column is looked for, not of a row", "the classes are axis 1"},
      {"a row counts as right where the label's logit is above 0",
       "the largest of the row decides, whatever its sign is"}});
  for (const auto& [rows, classes] :
       {std::pair<std::size_t, std::size_t>{5, 5}, {10, 4}, {7, 3}, {1, 3}, {4, 6}}) {
    LossCase at = drawn_case(rng, rows, classes);
    // Logits on both sides of 0 in each row, or on one side alone: each class is somewhere largest.
    for (std::size_t i = 0; i < rows; ++i)
      for (std::size_t j = 0; j < classes; ++j) at.z.at(i, j) += i % 3 == 0 ? -6 : 0;
    std::size_t right = 0, smallest = 0, above = 0, down = 0;
    for (std::size_t i = 0; i < rows; ++i) {
      const auto row = at.z.elements.begin() + std::ptrdiff_t(i * classes);
      const auto end = row + std::ptrdiff_t(classes);
      // Each second row is right; so the last one of a batch of five or more is, and the next not.
      const int best = int(std::max_element(row, end) - row);
      at.labels[i] =
          i % 2 == 0 ? best : int((std::size_t(best) + 1 + i / 2 % (classes - 1)) % classes);
      right += i % 2 == 0;
      smallest += int(std::min_element(row, end) - row) == at.labels[i];
      above += at.z.at(i, std::size_t(at.labels[i])) > 0;
    }
    for (std::size_t i = 0; i < std::min(rows, classes); ++i) {
      std::size_t best = 0;
      for (std::size_t r = 1; r < rows; ++r)
        if (at.z.at(r, i) > at.z.at(best, i)) best = r;
      down += int(best) == at.labels[i];
    }
    const double n = double(rows), share = double(right) / n;
    const Message answer = ask("accuracy", at.request());
    const std::string tried = "accuracy of " + at.text();
    if (answer.has_text("refused"))
      return comparison.refused(tried, answer.text("refused"), {share});
    comparison.add(tried, answer.numbers("accuracy"), {share},
                   {{double(right)},
                    {100 * share},
                    {double(smallest) / n},
                    {1 - share},
                    {right == rows ? 1.0 : 0.0},
                    {double(right) / double(classes)},
                    {double(down) / n},
                    {double(above) / n}});
  }
  return comparison.finding();
}

}  // namespace

std::vector<Check> loss_far_checks() {
  const auto far = [](const std::string& which) {
    return [which](const Ask& ask, Rng& rng) { return check_far(ask, rng, which); };
  };
  const char* const holds =
      "mend the usual values and gradients first, if they are wrong; chapter 6, \"What a float can "
      "hold\"";
  return {{"values far out", 5, far("value"), holds},
          {"gradients far out", 4, far("gradient"), holds},
          {"accuracy", 4, check_accuracy, "the share of the rows whose largest logit is right"},
          {"labels that do not fit", 3, check_both_refuse, "labels 0 ... c - 1, one a row"}};
}

}  // namespace tapestry::grader::dense_training
