// Rows of the losses.
#include "engine/engine.hpp"
#include "tests/f64/cases/cases.hpp"
#include "tests/f64/samplers.hpp"

namespace tapestry {
namespace {

constexpr Reduction kMean = Reduction::mean, kSum = Reduction::sum, kNone = Reduction::none;

std::string name_of(Reduction reduction) {
  return reduction == kMean ? "mean" : reduction == kSum ? "sum" : "none";
}

Sampler between(const Shape& shape, double low, double high) {
  return [=](Rng& rng) { return random_uniform(shape, rng, low, high); };
}

// Rows of positive numbers that sum to 1.
Sampler probabilities(const Shape& shape) {
  return [=](Rng& rng) {
    const NoRecording pause;
    return softmax(Var(random_uniform(shape, rng, -1, 1))).value();
  };
}

// What a loss of two operands of one shape calls for: the rows of the op itself, whose losses are
// not reduced, and those of its mean and sum, which also record the op that reduces.
void add_reduced(Rows& rows, const std::string& op, const std::string& what,
                 const std::function<Var(const Vars&, Reduction)>& f,
                 const std::vector<Sampler>& from, bool smooth = true) {
  rows.push_back({op, what, [f](const Vars& x) { return f(x, kNone); }, from, smooth});
  for (Reduction reduction : {kMean, kSum}) {
    const auto reduced = [=](const Vars& x) { return f(x, reduction); };
    rows.push_back({name_of(reduction) + "_of_" + op, what, reduced, from, smooth});
    rows.back().composed = true;
  }
}

void add_softmax_cross_entropies(Rows& rows) {
  // Three rows of three classes, too: what belongs to rows must not be taken along the classes.
  const std::vector<int> labels = {2, 0, 2}, some = {1, kNoLabel, 2};
  for (Reduction reduction : {kMean, kSum, kNone}) {
    const Shape upstream = reduction == kNone ? Shape{3} : Shape{};
    for (std::size_t classes : {4u, 3u}) {
      const std::string what = name_of(reduction) + ", " + std::to_string(classes) + " classes";
      const Sampler logits = anywhere({3, classes});
      rows.push_back({"softmax_cross_entropy",
                      what,
                      [=](const Vars& x) { return softmax_cross_entropy(x[0], labels, reduction); },
                      {logits}});
      rows.push_back(
          {"masked_softmax_cross_entropy",
           what,
           [=](const Vars& x) { return masked_softmax_cross_entropy(x[0], some, reduction); },
           {logits}});
      for (const auto& given : {labels, some})
        rows.push_back({"softmax_cross_entropy_gradient",
                        what + (given == some ? ", masked" : ""),
                        [=](const Vars& x) {
                          return softmax_cross_entropy_gradient(x[0], x[1], given, reduction);
                        },
                        {anywhere(upstream), logits}});
    }
  }
  rows.push_back({"softmax_cross_entropy",
                  "one row",
                  [](const Vars& x) { return softmax_cross_entropy(x[0], {1}); },
                  {anywhere({1, 3})}});
  add_reduced(rows, "soft_label_cross_entropy", "three rows of four classes",
              [](const Vars& x, Reduction reduction) {
                return soft_label_cross_entropy(x[0], x[1], reduction);
              },
              {anywhere({3, 4}), probabilities({3, 4})});
  add_reduced(rows, "soft_label_cross_entropy", "three rows of three classes",
              [](const Vars& x, Reduction reduction) {
                return soft_label_cross_entropy(x[0], x[1], reduction);
              },
              {anywhere({3, 3}), probabilities({3, 3})});
}

void add_focal(Rows& rows) {
  for (double gamma : {0.0, 0.5, 1.0, 2.0}) {
    const std::string what = "gamma " + std::to_string(gamma);
    rows.push_back({"focal_weighted",
                    what,
                    [=](const Vars& x) { return focal_weighted(x[0], Scalar(gamma)); },
                    {positive({3, 4})}});
    for (Reduction reduction : {kMean, kSum, kNone}) {
      rows.push_back({"focal",
                      what + ", " + name_of(reduction),
                      [=](const Vars& x) {
                        return focal(x[0], {2, 0, 2}, Scalar(gamma), reduction);
                      },
                      {anywhere({3, 4})}});
      rows.back().composed = true;
    }
  }
}

}  // namespace

void add_losses(Rows& rows) {
  add_softmax_cross_entropies(rows);
  add_focal(rows);
  const auto pair = [&](const std::string& op,
                        const std::function<Var(const Var&, const Var&)>& f) {
    rows.push_back({op,
                    "a matrix",
                    [f](const Vars& x) { return f(x[0], x[1]); },
                    {anywhere({3, 4}), anywhere({3, 4})}});
  };
  pair("mean_squared_error", mean_squared_error);
  pair("sum_of_squares", sum_of_squares);
  pair("squared_error",
       [](const Var& p, const Var& t) { return squared_error(p, t, Reduction::none); });
  pair("mean_squared_error",
       [](const Var& p, const Var& t) { return squared_error(p, t, Reduction::mean); });
  pair("sum_of_squares",
       [](const Var& p, const Var& t) { return squared_error(p, t, Reduction::sum); });

  add_reduced(rows, "binary_cross_entropy_with_logits", "a matrix",
              [](const Vars& x, Reduction reduction) {
                return binary_cross_entropy_with_logits(x[0], x[1], reduction);
              },
              {anywhere({3, 4}), between({3, 4}, 0.1, 0.9)});
  rows.push_back({"sigmoid_minus",
                  "a matrix",
                  [](const Vars& x) { return sigmoid_minus(x[0], x[1]); },
                  {anywhere({3, 4}), between({3, 4}, 0.1, 0.9)}});

  // Errors that are all small, all large, and of both kinds: within 0.02 of multiples of 0.15, with
  // delta half-way between two of these.
  const auto huber_of = [](double delta) {
    return [delta](const Vars& x, Reduction reduction) {
      return huber(x[0], x[1], Scalar(delta), reduction);
    };
  };
  const std::vector<Sampler> near_zero = {away_from_kinks({3, 4}), between({3, 4}, -0.02, 0.02)};
  add_reduced(rows, "huber", "small and large errors", huber_of(0.375), near_zero, false);
  add_reduced(rows, "huber", "large errors", huber_of(0.075), near_zero, false);
  add_reduced(rows, "huber", "small errors", huber_of(2), near_zero, false);
}

}  // namespace tapestry
