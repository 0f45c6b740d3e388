// Part "dense": outputs and gradients of the net.
#include <array>
#include <cmath>

#include "engine/base/error.hpp"
#include "tests/assignments/3_dense_training/grading.hpp"
#include "tests/assignments/3_dense_training/layer_case.hpp"

namespace tapestry::grader::dense_training {
namespace {

// x, and the two layers of a net.
struct NetCase {
  LayerCase first, second;

  NetCase(Rng& rng, std::size_t rows, std::size_t inputs, std::size_t hidden, std::size_t outputs)
      : first(rng, rows, inputs, hidden), second(rng, rows, hidden, outputs) {
    // Sums of a few such products are where tanh bends, and is not flat yet.
    for (double& one : first.w.elements) one *= 0.5;
    second.x = mapped(first.output(), [](double v) { return std::tanh(v); });
  }

  Message request() const {
    Message request = first.request();
    request.set("hidden", double(second.w.rows));
    request.set("outputs", double(second.w.columns));
    request.set("p2", second.w.elements);
    request.set("p3", second.b);
    return request;
  }

  // Its output with another function between the layers, and one behind them.
  Numbers with(const std::function<double(double)>& between,
               const std::function<double(double)>& behind) const {
    LayerCase last = second;
    last.x = mapped(first.output(), between);
    return mapped(last.output(), behind).elements;
  }

  std::string text() const { return "Net, its first layer at " + first.text(); }
};

std::vector<NetCase> net_cases(Rng& rng) {
  std::vector<NetCase> cases;
  for (const auto& [rows, inputs, hidden, outputs] :
       {std::array<std::size_t, 4>{3, 3, 3, 3}, {4, 2, 5, 3}, {1, 3, 4, 2}})
    cases.emplace_back(rng, rows, inputs, hidden, outputs);
  return cases;
}

Finding check_net_output(const Ask& ask, Rng& rng) {
  const std::string form = "layer, tanh, layer";
  Comparison comparison(std::vector<Mistake>{
      {"there is no activation between the layers: the net is linear", form},
      {"tanh stands after the last layer, too: logits may be any number", form},
      {"tanh stands after the last layer, and not between the two", form},
      {"it is max(x, 0) between the layers, and tanh is asked for", form},
      {"the first layer is used in both places", form},
      {kCopies, kHandles}});
  const auto same = [](double v) { return v; };
  const auto bend = [](double v) { return std::tanh(v); };
  for (const NetCase& at : net_cases(rng)) {
    const Message answer = ask("net", at.request());
    const Numbers right = at.with(bend, same);
    if (answer.has_text("refused"))
      return comparison.refused(at.text(), answer.text("refused"), right);
    NetCase doubled = at;
    if (at.first.is_square() && at.second.is_square())
      doubled.second.w = at.first.w, doubled.second.b = at.first.b;
    comparison.add(at.text(), answer.numbers("value"), right,
                   {at.with(same, same), at.with(bend, bend), at.with(same, bend),
                    at.with([](double v) { return std::fmax(v, 0); }, same),
                    doubled.with(bend, same), answer.numbers("before")});
  }
  return comparison.finding();
}

Finding check_net_gradients(const Ask& ask, Rng& rng) {
  const std::string cut = "a .value(), a copy or a Var::constant cuts the net off from the tape";
  Comparison comparison(std::vector<Mistake>{
      {"no gradient comes to the first layer: it is not learnt", cut},
      {"no gradient comes to the parameters", cut},
      {"the first layer's gradients lack the slope of tanh", "the slope is 1 - tanh(x)^2"}});
  for (const NetCase& at : net_cases(rng)) {
    const Matrix u = drawn_matrix(rng, at.first.x.rows, at.second.w.columns);
    Message request = at.request();
    request.set("u", u.elements);
    const Message answer = ask("net", request);
    const LayerGradients last(at.second, u);
    Matrix upstream{at.second.x.rows, at.second.x.columns, last.x};
    const LayerGradients without_slope(at.first, upstream);
    for (std::size_t i = 0; i < upstream.elements.size(); ++i)
      upstream.elements[i] *= 1 - at.second.x.elements[i] * at.second.x.elements[i];
    const LayerGradients first(at.first, upstream);
    const auto joined = [&](const Numbers& w, const Numbers& b, double factor) {
      Numbers out = w;
      for (const Numbers& more : {b, times(factor, last.w), times(factor, last.b)})
        out.insert(out.end(), more.begin(), more.end());
      return out;
    };
    const Numbers right = joined(first.w, first.b, 1);
    const std::string tried =
        "the gradients at the four parameters of <u, Net>, u = " + list_text(u.elements) + ", of " +
        at.text();
    if (answer.has_text("refused")) return comparison.refused(tried, answer.text("refused"), right);
    Numbers came_out;
    for (const std::string name : {"at p0", "at p1", "at p2", "at p3"})
      if (answer.has(name))
        came_out.insert(came_out.end(), answer.numbers(name).begin(), answer.numbers(name).end());
    const Numbers none_w(first.w.size(), 0), none_b(first.b.size(), 0);
    comparison.add(tried, came_out, right,
                   {joined(none_w, none_b, 1), Numbers(right.size(), 0),
                    joined(without_slope.w, without_slope.b, 1)});
  }
  return comparison.finding();
}

}  // namespace

std::vector<Check> net_checks() {
  const char* const dense_first =
      "mend what is wrong in Dense first, for a Net has two; then: layer, tanh, layer";
  return {{"Net: outputs", 2, check_net_output, dense_first},
          {"Net: gradients", 2, check_net_gradients, dense_first}};
}

}  // namespace tapestry::grader::dense_training
