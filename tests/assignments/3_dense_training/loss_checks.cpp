// Part "loss": the cross-entropy and its gradients.
#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"
#include "tests/assignments/3_dense_training/grading.hpp"
#include "tests/assignments/3_dense_training/loss_case.hpp"

namespace tapestry::grader::dense_training {
namespace {

// Squares first: in them the wrong axis has a right shape.
std::vector<LossCase> usual_cases(Rng& rng) {
  std::vector<LossCase> cases;
  for (const auto& [rows, classes] :
       {std::pair<std::size_t, std::size_t>{3, 3}, {4, 3}, {2, 5}, {1, 4}, {6, 2}})
    cases.push_back(drawn_case(rng, rows, classes));
  return cases;
}

// The probabilities of the labels, where the softmax may be over the wrong axis.
Numbers label_probabilities(const LossCase& at, const Matrix& p) {
  Numbers out;
  for (std::size_t i = 0; i < p.rows; ++i) out.push_back(p.at(i, std::size_t(at.labels[i])));
  return out;
}

Numbers minus_logs(Numbers a) {
  for (double& one : a) one = -std::log(one);
  return a;
}

Finding check_loss_value(const Ask& ask, Rng& rng) {
  const std::string form = "chapter 6, \"From logits to a loss\"";
  Comparison comparison(std::vector<Mistake>{
      {"it is the sum over the rows, where the mean belongs", "divide by the number of rows"},
      {"it is the mean over all elements: it is divided by the number of classes, too",
       "sum over the classes of a row, then take the mean over the rows"},
      {"it is a loss for each row; the mean of them is asked for", "mean(...)"},
      {"the softmax runs over the wrong axis: down the columns",
       "a row is an example: the classes are axis 1"},
      {"the minus is missing", form},
      {"the logarithm is to base 2", form + ": the unit is the nat"},
      {"the logarithm is missing: it is the mean of 1 - p_label", form},
      {"the logarithm is missing: it is the mean of -p_label", form},
      {"the label is the next class: the classes begin at 0, not at 1", "labels 0 ... c - 1"},
      {"the label is the class before: the classes begin at 0, not at 1", "labels 0 ... c - 1"},
      {"the logits are taken for log-probabilities: the log of the sum is missing", form}});
  for (const LossCase& at : usual_cases(rng)) {
    const Message answer = ask("loss", at.request());
    const Numbers all = losses_of(at);
    const double right = mean_of(all), classes = double(at.z.columns);
    const std::string tried = "cross_entropy of " + at.text();
    if (answer.has_text("refused"))
      return comparison.refused(tried, answer.text("refused"), {right});
    const Numbers p = label_probabilities(at, softmax_of(at.z));
    const Numbers down = label_probabilities(at, transposed(softmax_of(transposed(at.z))));
    comparison.add(tried, answer.numbers("value"), {right},
                   {{sum_of(all)},
                    {right / classes},
                    all,
                    {mean_of(minus_logs(down))},
                    {-right},
                    {right / std::log(2.0)},
                    {1 - mean_of(p)},
                    {-mean_of(p)},
                    {mean_of(losses_of(with_next_labels(at, 1)))},
                    {mean_of(losses_of(with_next_labels(at, at.z.columns - 1)))},
                    {-mean_of(label_probabilities(at, at.z))}});
  }
  return comparison.finding();
}

std::vector<Mistake> gradient_mistakes() {
  return {
      {"no gradient comes to the logits", "a .value() or a Var::constant cuts them off"},
      {"the gradient is not divided by the number of rows", "the loss is a mean"},
      {"the gradient is divided by the number of classes, too", "the loss is a mean over the rows"},
      {"the gradient is softmax / n: the 1 at the label is not subtracted",
       "chapter 6, \"The gradient is p - y\""},
      {"the gradient is y - p, the other way round", "chapter 6, \"The gradient is p - y\""},
      {"the gradient at the label alone is there: the sum of exponentials is cut off",
       "log of the sum depends on the logits, too: no .value() there"},
      {"the sum of exponentials is cut off: what is left is 1 at the largest logit, and -1 at the "
       "label",
       "log of the sum depends on the logits, too: no .value() there"},
      {"the upstream gradient g is forgotten", "what the loss is multiplied with comes back in g"}};
}

std::vector<Numbers> mistaken_gradients(const LossCase& at, double factor) {
  const double n = double(at.z.rows);
  const Numbers right = times(factor, loss_gradient(at));
  Numbers at_label(right.size(), 0);
  for (std::size_t i = 0; i < at.z.rows; ++i)
    at_label[i * at.z.columns + std::size_t(at.labels[i])] = -factor / n;
  Numbers at_largest = at_label;
  for (std::size_t i = 0; i < at.z.rows; ++i) {
    const auto row = at.z.elements.begin() + std::ptrdiff_t(i * at.z.columns);
    const auto largest = std::max_element(row, row + std::ptrdiff_t(at.z.columns));
    at_largest[std::size_t(largest - at.z.elements.begin())] += factor / n;
  }
  return {Numbers(right.size(), 0),
          times(n, right),
          times(1 / double(at.z.columns), right),
          times(factor / n, softmax_of(at.z).elements),
          times(-1, right),
          at_label,
          at_largest,
          loss_gradient(at)};
}

Finding check_loss_gradient(const Ask& ask, Rng& rng) {
  Comparison comparison(gradient_mistakes());
  for (const LossCase& at : usual_cases(rng)) {
    const Message answer = ask("loss", at.request());
    const Numbers right = loss_gradient(at);
    const std::string tried = "the gradient at the logits of cross_entropy of " + at.text();
    if (answer.has_text("refused")) return comparison.refused(tried, answer.text("refused"), right);
    comparison.add(tried, answer.numbers("gradient"), right, mistaken_gradients(at, 1));
  }
  return comparison.finding();
}

// The gradient of f times the loss; and of that plus g times the loss of twice the logits with
// other labels.
Finding check_loss_scaled(const Ask& ask, Rng& rng) {
  std::vector<Mistake> known = gradient_mistakes();
  known.push_back({"the second call overwrites what the first one needs",
                   "nothing of a call may be kept where the next one finds it"});
  Comparison comparison(known);
  for (const bool twice : {false, true}) {
    const LossCase at = drawn_case(rng, 4, 3);
    LossCase other = with_next_labels(at, 1);
    other.z = mapped(at.z, [](double v) { return 2 * v; });
    const double f = 3 + uniform_draw(rng), g = -2 - uniform_draw(rng);
    Message request = at.request(f);
    if (twice) request.set("other labels", {other.labels.begin(), other.labels.end()});
    if (twice) request.set("other factor", g);
    const Message answer = ask("loss", request);
    const Numbers more = times(twice ? 2 * g : 0, loss_gradient(other));
    const Numbers right = plus(times(f, loss_gradient(at)), more);
    const std::string tried = base::text(
        "the gradient at the logits z of ", list_text({f}), " L(z)",
        twice ? " + " + list_text({g}) + " L(2 z) with other labels" : "", ": ", at.text());
    if (answer.has_text("refused")) return comparison.refused(tried, answer.text("refused"), right);
    std::vector<Numbers> mistaken;
    const std::vector<Numbers> of_first = mistaken_gradients(at, f),
                               of_other = mistaken_gradients(other, g);
    for (std::size_t m = 0; m < of_first.size(); ++m)
      mistaken.push_back(plus(of_first[m], times(twice ? 2 : 0, of_other[m])));
    mistaken.push_back(twice ? times(f + 2 * g, loss_gradient(other)) : right);
    comparison.add(tried, answer.numbers("gradient"), right, mistaken);
  }
  return comparison.finding();
}

}  // namespace

Part loss_part() {
  const char* const p_less_y = "chapter 6, \"The gradient is p - y\"";
  std::vector<Check> checks = {
      {"values", 5, check_loss_value, "chapter 6, \"From logits to a loss\""},
      {"gradients", 6, check_loss_gradient, p_less_y},
      {"scaled, and used twice", 3, check_loss_scaled, p_less_y}};
  for (const Check& check : loss_far_checks()) checks.push_back(check);
  return {"loss", {"loss.hpp"}, "workers/loss.cpp", checks};
}

}  // namespace tapestry::grader::dense_training
