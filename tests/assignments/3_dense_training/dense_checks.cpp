// Part "dense": outputs and gradients of the layer.
#include <array>
#include <cmath>

#include "engine/base/error.hpp"
#include "tests/assignments/3_dense_training/grading.hpp"
#include "tests/assignments/3_dense_training/layer_case.hpp"

namespace tapestry::grader::dense_training {
namespace {

// Squares first: in them a wrong product has a right shape.
std::vector<LayerCase> layer_cases(Rng& rng, bool with_no_rows) {
  std::vector<LayerCase> cases;
  for (const auto& [rows, inputs, outputs] :
       {std::array<std::size_t, 3>{3, 3, 3}, {5, 3, 2}, {2, 2, 4}, {1, 4, 3}, {6, 1, 2}})
    cases.emplace_back(rng, rows, inputs, outputs);
  if (with_no_rows) cases.emplace_back(rng, 0, 3, 2);
  return cases;
}

Finding check_dense_output(const Ask& ask, Rng& rng) {
  Comparison comparison(std::vector<Mistake>{
      {kCopies, kHandles},
      {"the bias is not added", "y = x W + b"},
      {"the bias is added twice", "y = x W + b"},
      {"the bias is subtracted", "y = x W + b"},
      {"the weights are transposed", "chapter 5, \"By shapes\": W is [in x out], and y = x W + b"},
      {"the bias is added by row: b_i to row i",
       "b_o belongs to output o, which is a column: chapter 5, \"By indices\""},
      {"an activation is in the layer: it is tanh(x W + b)",
       "a Dense has none: the net puts it between the layers"},
      {"an activation is in the layer: it is max(x W + b, 0)",
       "a Dense has none: the net puts it between the layers"}});
  for (const LayerCase& at : layer_cases(rng, true)) {
    const Message answer = ask("dense", at.request());
    const Matrix right = at.output(), without = product(at.x, at.w);
    const std::string tried = "Dense at " + at.text();
    if (answer.has_text("refused"))
      return comparison.refused(tried, answer.text("refused"), right.elements);
    Comparison shape;
    shape.add("the shape of " + tried, answer.numbers("shape"),
              {double(right.rows), double(right.columns)});
    if (!shape.right() && comparison.right()) return shape.finding();
    // In other shapes than squares these two could not have been computed.
    Numbers by_transposed = right.elements, by_row = right.elements;
    if (at.is_square()) by_transposed = plus_row(product(at.x, transposed(at.w)), at.b).elements;
    if (at.x.rows == at.w.columns)
      by_row = transposed(plus_row(transposed(without), at.b)).elements;
    comparison.add(tried, answer.numbers("value"), right.elements,
                   {answer.numbers("before"), without.elements, plus_row(right, at.b).elements,
                    plus_row(without, times(-1, at.b)).elements, by_transposed, by_row,
                    mapped(right, [](double v) { return std::tanh(v); }).elements,
                    mapped(right, [](double v) { return std::fmax(v, 0); }).elements});
  }
  return comparison.finding();
}

const char* const kNoGradient = "no gradient comes to it";

Finding check_dense_gradients(const Ask& ask, Rng& rng) {
  const std::string sum = "chapter 5, \"By indices\": it is a sum over the rows of the batch";
  const std::string cut =
      "a Var::constant, .value() or a copy on the way cuts it off from the tape: use the layer's "
      "own Vars in the op";
  std::vector<Comparison> at(3);
  at[0] = Comparison(std::vector<Mistake>{
      {std::string(kNoGradient) + ", x", cut},
      {"the gradient at x is g W, without the transpose", "chapter 5, \"By shapes\": g W^T"}});
  at[1] = Comparison(std::vector<Mistake>{
      {std::string(kNoGradient) + ", the weights: they are not learnt", cut},
      {"the gradient at the weights is a mean over the rows, where the sum belongs", sum},
      {"the gradient at the weights counts the first row only", sum},
      {"the gradient at the weights is transposed: g^T x", "chapter 5, \"By shapes\": x^T g"}});
  at[2] = Comparison(std::vector<Mistake>{
      {std::string(kNoGradient) + ", the bias: it is not learnt", cut},
      {"the gradient at the bias is a mean over the rows, where the sum belongs", sum},
      {"the gradient at the bias counts the first row only", sum},
      {"the gradient at the bias is summed over the outputs, and not over the rows", sum}});
  const std::string names[] = {"at x", "at p0", "at p1"}, shown[] = {"x", "W", "b"};
  for (const LayerCase& one : layer_cases(rng, true)) {
    const Matrix u = drawn_matrix(rng, one.x.rows, one.w.columns);
    Message request = one.request();
    request.set("u", u.elements);
    const Message answer = ask("dense", request);
    const LayerGradients right(one, u);
    const Numbers all[] = {right.x, right.w, right.b};
    const std::string of = " of <u, Dense>, u = " + list_text(u.elements) + ", at " + one.text();
    for (std::size_t k = 0; k < 3; ++k) {
      if (answer.has_text("refused"))
        return (at[0].right() ? at[1].right() ? at[2] : at[1] : at[0])
            .refused("the gradient at " + shown[k] + of, answer.text("refused"), all[k]);
      if (!answer.has(names[k]))
        return {false,
                "the gradient at " + shown[k] + of,
                "nothing",
                list_text(all[k]),
                "parameters() lacks " + shown[k],
                "weights, bias"};
    }
    Matrix u_first = u;
    for (std::size_t i = u.columns; i < u.elements.size(); ++i) u_first.elements[i] = 0;
    const double mean = 1 / double(one.x.rows);
    const LayerGradients first(one, u_first);
    const bool square = one.is_square();
    const auto zeros_of = [](const Numbers& a) { return Numbers(a.size(), 0); };
    at[0].add("the gradient at x" + of, answer.numbers("at x"), right.x,
              {zeros_of(right.x), square ? product(u, one.w).elements : right.x});
    at[1].add("the gradient at W" + of, answer.numbers("at p0"), right.w,
              {zeros_of(right.w), one.x.rows > 0 ? times(mean, right.w) : answer.numbers("at p0"),
               first.w, square ? product(transposed(u), one.x).elements : right.w});
    at[2].add("the gradient at b" + of, answer.numbers("at p1"), right.b,
              {zeros_of(right.b), one.x.rows > 0 ? times(mean, right.b) : answer.numbers("at p1"),
               first.b, one.x.rows == one.w.columns ? sum_of_rows(transposed(u)) : right.b});
  }
  for (const Comparison& one : at)
    if (!one.right()) return one.finding();
  return {};
}

// The layer in two places: <u, Dense(x)> + <u2, Dense(x2)>.
Finding check_dense_twice(const Ask& ask, Rng& rng) {
  const std::string hint = "chapter 5: what is used several times gets the sum of its uses";
  Comparison comparison(std::vector<Mistake>{
      {"only the first use of the layer counts", hint},
      {"only the last use of the layer counts", hint},
      {"what the second call overwrites belongs to the first: both uses are taken at the last x",
       "nothing of a call may be kept in the layer"}});
  for (const auto& [rows, inputs, outputs] : {std::array<std::size_t, 3>{3, 4, 2}, {2, 3, 3}}) {
    const LayerCase one(rng, rows, inputs, outputs);
    LayerCase other = one;
    other.x = drawn_matrix(rng, rows, inputs);
    const Matrix u = drawn_matrix(rng, rows, outputs), u2 = drawn_matrix(rng, rows, outputs);
    Message request = one.request();
    request.set("u", u.elements);
    request.set("x2", other.x.elements);
    request.set("u2", u2.elements);
    const Message answer = ask("dense", request);
    const auto joined = [](const LayerGradients& g) {
      Numbers out = g.w;
      out.insert(out.end(), g.b.begin(), g.b.end());
      return out;
    };
    const Numbers of_first = joined({one, u}), of_last = joined({other, u2});
    const std::string tried = "the gradients at W and b of <u, Dense(x)> + <u2, Dense(x2)>, " +
                              one.text() + ", x2 = " + list_text(other.x.elements);
    if (answer.has_text("refused"))
      return comparison.refused(tried, answer.text("refused"), plus(of_first, of_last));
    Numbers came_out = answer.has("at p0") ? answer.numbers("at p0") : Numbers{};
    if (answer.has("at p1"))
      came_out.insert(came_out.end(), answer.numbers("at p1").begin(),
                      answer.numbers("at p1").end());
    comparison.add(tried, came_out, plus(of_first, of_last),
                   {of_first, of_last, plus(joined({other, u}), of_last)});
  }
  return comparison.finding();
}

}  // namespace

Part dense_part() {
  std::vector<Check> checks = start_checks();
  const Check net_start = checks.back();
  checks.back() = {"Dense: outputs", 4, check_dense_output, "y = x W + b"};
  checks.push_back({"Dense: gradients", 5, check_dense_gradients, "chapter 5, \"The idea\""});
  checks.push_back({"Dense: called twice", 1, check_dense_twice,
                    "mend the gradients first, if they are wrong; chapter 5, \"By indices\""});
  checks.push_back(net_start);
  for (const Check& check : net_checks()) checks.push_back(check);
  return {"dense", {"dense.hpp"}, "workers/dense.cpp", checks};
}

}  // namespace tapestry::grader::dense_training
