// Part "sgd": the parameters after each step, beside a plain loop.
#include <algorithm>

#include "engine/base/error.hpp"
#include "tests/assignments/3_dense_training/grading.hpp"
#include "tests/assignments/3_dense_training/plain.hpp"

namespace tapestry::grader::dense_training {
namespace {

struct SgdCase {
  std::vector<Numbers> shapes, starts;
  std::vector<std::vector<Numbers>> gradients;  // by step, and by parameter
  Numbers rates;                                // by step
  double momentum = 0;

  SgdCase(Rng& rng, std::vector<Numbers> all_shapes, Numbers all_rates, double its_momentum)
      : shapes(std::move(all_shapes)), rates(std::move(all_rates)), momentum(its_momentum) {
    gradients.resize(rates.size());
    for (const Numbers& shape : shapes) {
      std::size_t size = 1;
      for (const double one : shape) size *= std::size_t(one);
      starts.push_back(signed_draws(rng, size));
      for (std::vector<Numbers>& step : gradients) step.push_back(signed_draws(rng, size));
    }
  }

  Message request() const {
    Message request;
    request.set("parameters", double(shapes.size()));
    request.set("rates", rates);
    request.set("momentum", momentum);
    for (std::size_t k = 0; k < shapes.size(); ++k) {
      request.set("shape " + std::to_string(k), shapes[k]);
      request.set("p" + std::to_string(k), starts[k]);
      for (std::size_t s = 0; s < rates.size(); ++s)
        request.set(base::text("g", s, ".", k), gradients[s][k]);
    }
    return request;
  }

  std::string text() const {
    return base::text("rate ", list_text({rates[0]}), ", momentum ", list_text({momentum}),
                      ", w = ", list_text(starts[0]), ", first g = ", list_text(gradients[0][0]));
  }
};

enum class Step {
  right,
  uphill,
  without_rate,
  without_momentum,
  dampened,
  nesterov,
  rate_inside,
  shared,
  never_forgets,
  minus_velocity,
  late,
  only_first,
  nothing
};

// Every parameter after every step, as it is or with a mistake.
Numbers after_steps(const SgdCase& at, Step how) {
  std::vector<Numbers> w = at.starts, v;
  for (const Numbers& one : w) v.emplace_back(one.size(), 0);
  Numbers out;
  const double m = how == Step::never_forgets      ? 1
                   : how == Step::without_momentum ? 0
                   : how == Step::minus_velocity   ? -at.momentum
                                                   : at.momentum;
  for (std::size_t s = 0; s < at.rates.size(); ++s) {
    for (std::size_t k = 0; k < w.size(); ++k)
      for (std::size_t i = 0; i < w[k].size(); ++i) {
        const std::size_t place = how == Step::shared ? 0 : k;
        if (how == Step::nothing || (how == Step::only_first && k > 0)) continue;
        if (i >= v[place].size()) continue;
        double g = at.gradients[s][k][i], rate = at.rates[s];
        double& velocity = v[place][i];
        const double before = velocity;
        if (how == Step::dampened) g *= 1 - at.momentum;
        if (how == Step::rate_inside) g *= rate, rate = 1;
        if (how == Step::without_rate) rate = 1;
        if (how == Step::uphill) rate = -rate;
        velocity = m * velocity + g;
        double by = velocity;
        if (how == Step::nesterov) by = m * velocity + g;
        if (how == Step::late) by = before;
        w[k][i] -= rate * by;
      }
    for (const Numbers& one : w) out.insert(out.end(), one.begin(), one.end());
  }
  return out;
}

struct SgdMistake {
  Step how;
  Mistake mistake;
};

const char* const kStep = "v <- momentum v + g, then w <- w - rate v";

const std::vector<SgdMistake>& sgd_mistakes() {
  static const std::vector<SgdMistake> all = {
      {Step::nothing,
       {"no parameter moves: copies of the values are changed",
        "a Var is a handle: set_value(), or mutable_value(), on the Vars that were given"}},
      {Step::uphill, {"the step goes uphill: w + rate v", kStep}},
      {Step::without_rate, {"the rate is not in it", kStep}},
      {Step::rate_inside,
       {"the rate is inside of the velocity: another rate then reaches the new gradients only",
        kStep}},
      {Step::without_momentum,
       {"the momentum is not in it: the velocity is always the last gradient", kStep}},
      {Step::dampened, {"the gradient is multiplied by 1 - momentum", kStep}},
      {Step::nesterov,
       {"the step looks ahead, as Nesterov's does: w - rate (momentum v + g)", kStep}},
      {Step::never_forgets, {"the velocity never forgets: v + g, without the momentum", kStep}},
      {Step::minus_velocity, {"the momentum has the wrong sign: g - momentum v", kStep}},
      {Step::late, {"the weights move by the velocity of the step before", kStep}},
      {Step::only_first, {"the first parameter alone moves", "a loop over all parameters"}},
      {Step::shared,
       {"all parameters share one velocity", "a velocity for each parameter, of its shape"}}};
  return all;
}

Finding compare_steps(const Ask& ask, const std::vector<SgdCase>& cases, const std::string& extra) {
  std::vector<Mistake> known;
  for (const SgdMistake& one : sgd_mistakes()) known.push_back(one.mistake);
  Comparison comparison(known);
  for (const SgdCase& at : cases) {
    Message request = at.request();
    if (!extra.empty()) request.set(extra, 1);
    const Message answer = ask("steps", request);
    if (answer.has_text("refused"))
      return comparison.refused(at.text(), answer.text("refused"), after_steps(at, Step::right),
                                "gradients that fit are refused");
    std::vector<Numbers> mistaken;
    for (const SgdMistake& one : sgd_mistakes()) mistaken.push_back(after_steps(at, one.how));
    comparison.add(
        base::text("the parameters after each of ", at.rates.size(), " steps: ", at.text()),
        answer.numbers("after"), after_steps(at, Step::right), mistaken);
  }
  return comparison.finding();
}

double drawn_rate(Rng& rng) { return 0.05 + 0.2 * uniform_draw(rng); }

double drawn_momentum(Rng& rng) { return 0.6 + 0.3 * uniform_draw(rng); }

Finding check_without_momentum(const Ask& ask, Rng& rng) {
  return compare_steps(ask,
                       {{rng, {{3}}, Numbers(1, drawn_rate(rng)), 0},
                        {rng, {{2, 3}}, Numbers(4, drawn_rate(rng)), 0}},
                       "");
}

Finding check_momentum(const Ask& ask, Rng& rng) {
  return compare_steps(ask,
                       {{rng, {{3}}, Numbers(3, drawn_rate(rng)), drawn_momentum(rng)},
                        {rng, {{2, 3}}, Numbers(20, drawn_rate(rng)), drawn_momentum(rng)}},
                       "");
}

// Equal shapes first: velocities that are mixed up then still fit.
Finding check_several(const Ask& ask, Rng& rng) {
  return compare_steps(
      ask,
      {{rng, {{2, 3}, {2, 3}}, Numbers(5, drawn_rate(rng)), drawn_momentum(rng)},
       {rng, {{4, 2}, {2}, {}, {2, 4}, {1, 5}}, Numbers(5, drawn_rate(rng)), drawn_momentum(rng)}},
      "");
}

Finding check_rate(const Ask& ask, Rng& rng) {
  const double rate = drawn_rate(rng);
  return compare_steps(
      ask, {{rng, {{3}}, {rate, rate, rate / 4, rate / 4, 2 * rate}, drawn_momentum(rng)}}, "");
}

Finding check_two_optimisers(const Ask& ask, Rng& rng) {
  Finding finding =
      compare_steps(ask, {{rng, {{3}, {3}, {3}}, Numbers(5, drawn_rate(rng)), drawn_momentum(rng)}},
                    "each alone");
  if (!finding.right) finding.tried += "; each of three parameters has an Sgd of its own";
  if (!finding.right && finding.cause.starts_with("all parameters share"))
    finding.cause = "the optimisers share something: a velocity that is static, or global",
    finding.hint = "velocities are members of Sgd";
  return finding;
}

Finding check_steps_refused(const Ask& ask, Rng& rng) {
  struct Bad {
    std::string what;
    std::vector<Numbers> shapes;
  };
  const std::vector<Bad> all = {
      {"a gradient of another shape is not refused", {{2, 3}, {4}}},
      {"a gradient of another shape is not refused", {{2, 3}, {1}}},
      {"a gradient of the same size and of another shape is not refused", {{2, 3}, {3, 2}}},
      {"too few gradients are not refused", {{2, 3}}},
      {"too many gradients are not refused", {{2, 3}, {2, 3}, {2, 3}}}};
  for (const Bad& bad : all) {
    const SgdCase at(rng, {{2, 3}, {2, 3}}, Numbers(2, drawn_rate(rng)), drawn_momentum(rng));
    Message request = at.request();
    std::string shapes;
    for (std::size_t k = 0; k < bad.shapes.size(); ++k) {
      request.set("bad " + std::to_string(k), bad.shapes[k]);
      shapes += (k > 0 ? ", (" : "(") + list_text(bad.shapes[k]) + ")";
    }
    const Message answer = ask("refused", request);
    const std::string tried =
        "parameters of the shapes (2, 3), (2, 3), and gradients of the shapes " + shapes;
    if (!answer.has_text("refused"))
      return {false,    tried,
              "a step", "an exception",
              bad.what, "compare the numbers and all shapes before anything is changed"};
    // Beside the student's own steps: what is wrong in those has lost its points elsewhere.
    const Numbers own = ask("steps", at.request()).numbers("after");
    const std::ptrdiff_t half = std::ptrdiff_t(own.size() / 2);
    Comparison unchanged, later;
    unchanged.add("the parameters after a step that was refused: " + tried, answer.numbers("after"),
                  Numbers(own.begin(), own.begin() + half));
    later.add("the parameters after that and one more step, which fits: " + tried,
              answer.numbers("later"), Numbers(own.begin() + half, own.end()));
    Finding finding = unchanged.right() ? later.finding() : unchanged.finding();
    if (finding.right) continue;
    finding.cause = unchanged.right() ? "the step that was refused has changed a velocity"
                                      : "half of the step was made before it was refused";
    finding.hint = "compare the numbers and all shapes before anything is changed";
    return finding;
  }
  return {};
}

}  // namespace

Part sgd_part() {
  return {"sgd",
          {"sgd.hpp"},
          "workers/sgd.cpp",
          {{"momentum 0", 4, check_without_momentum, kStep},
           {"momentum", 5, check_momentum, kStep},
           {"several parameters", 3, check_several, "a velocity for each parameter, of its shape"},
           {"another rate on the way", 3, check_rate, kStep},
           {"several optimisers", 2, check_two_optimisers, "velocities are members of Sgd"},
           {"gradients that do not fit", 3, check_steps_refused,
            "compare the numbers and all shapes before anything is changed"}}};
}

}  // namespace tapestry::grader::dense_training
