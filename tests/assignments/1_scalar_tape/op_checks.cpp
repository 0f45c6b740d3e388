// Part "ops": values and slopes of each op alone, and within larger formulas.
#include <cmath>

#include "tests/assignments/1_scalar_tape/grading.hpp"
#include "tests/assignments/1_scalar_tape/slips.hpp"

namespace tapestry::grader::scalar_tape {
namespace {

// An op of the second part, with the slopes that learners take for its own. They are told apart by
// the value of an input, so each has a program of its own: a leaf, a factor above, and the op.
struct WrongSlope {
  Mistake mistake;
  std::function<std::vector<double>(double a, double b)> slopes;  // in a and in b
};

Finding check_op(const Ask& ask, Rng& rng, Op op, const std::vector<WrongSlope>& wrong) {
  std::vector<Mistake> known = {
      {"the gradient at the output is missing as a factor",
       "the chain rule: a part is the gradient at the output times the slope"}};
  for (const WrongSlope& one : wrong) known.push_back(one.mistake);
  Comparison gradients(known);
  Comparison outputs;
  const bool two = op == Op::divide;
  for (int i = 0; i < 8; ++i) {
    // Of both signs; for one input b says nothing.
    const double a = (i % 2 == 0 ? 1 : -1) * (0.3 + uniform_draw(rng)),
                 b = (i % 4 < 2 ? 1 : -1) * (0.5 + uniform_draw(rng));
    const double factor = 2 + uniform_draw(rng);
    const Program program{{a, b, factor}, {{op, 0, two ? 1u : 0u}, {Op::multiply, 3, 2}}};
    const Message answer = ask("both", program.request());
    outputs.add("the value of the last of " + program.text(), answer.numbers("value"),
                {values(program).back()});
    const std::vector<double> right = derivatives(program, 4, {0, 1, 2});
    std::vector<std::vector<double>> mistaken = {{right[0] / factor, right[1] / factor, right[2]}};
    for (const WrongSlope& one : wrong) {
      const std::vector<double> slopes = one.slopes(a, b);
      mistaken.push_back({factor * slopes[0], two ? factor * slopes[1] : 0, right[2]});
    }
    gradients.add("the gradients of the last of " + program.text(), answer.numbers("gradients"),
                  right, mistaken);
  }
  if (!outputs.right()) {
    Finding finding = outputs.finding();
    if (finding.cause == kNoPattern) finding.cause = "the value itself is wrong, before any slope";
    return finding;
  }
  if (!gradients.right()) return gradients.finding();

  Comparison mixed(mistakes());
  for (int i = 0; i < 5; ++i) {
    const Program program = random_program(rng, 3, 6, {Op::add, Op::multiply, op});
    const Message answer = ask("both", program.request());
    const std::vector<std::size_t> xs = up_to(3);
    mixed.add("the gradients of the last of " + program.text(), answer.numbers("gradients"),
              derivatives(program, program.last(), xs), slipped(program, program.last(), xs));
  }
  return mixed.finding();
}

Finding check_divide(const Ask& ask, Rng& rng) {
  return check_op(
      ask, rng, Op::divide,
      {{{"the slope of a / b in b has the wrong sign", "d(a / b)/db = -a / b^2"},
        [](double a, double b) {
          return std::vector{1 / b, a / (b * b)};
        }},
       {{"the slope of a / b in b is -1 / b^2, without a", "d(a / b)/db = -a / b^2"},
        [](double, double b) {
          return std::vector{1 / b, -1 / (b * b)};
        }},
       {{"the slope of a / b in b is -a / b, where b must be squared", "d(a / b)/db = -a / b^2"},
        [](double a, double b) {
          return std::vector{1 / b, -a / b};
        }},
       {{"the slope of a / b in a is taken for 1", "d(a / b)/da = 1 / b"},
        [](double a, double b) {
          return std::vector{1.0, -a / (b * b)};
        }},
       {{"the slope of a / b in a is taken for b, as in a product", "d(a / b)/da = 1 / b"},
        [](double a, double b) {
          return std::vector{b, -a / (b * b)};
        }}});
}

Finding check_exp(const Ask& ask, Rng& rng) {
  return check_op(ask, rng, Op::exp,
                  {{{"the slope of exp is taken for x", "exp is its own slope: it is the output"},
                    [](double x, double) { return std::vector{x}; }},
                   {{"the slope of exp is taken for 1", "exp is its own slope: it is the output"},
                    [](double, double) { return std::vector{1.0}; }},
                   {{"the slope of exp is x exp(x - 1), as if it were a power",
                     "exp is its own slope: it is the output"},
                    [](double x, double) { return std::vector{x * std::exp(x - 1)}; }}});
}

Finding check_tanh(const Ask& ask, Rng& rng) {
  return check_op(
      ask, rng, Op::tanh,
      {{{"the slope of tanh is 1 - x^2 with the input, where the output belongs",
         "the slope is 1 - t^2 with t = tanh(x)"},
        [](double x, double) { return std::vector{1 - x * x}; }},
       {{"the slope of tanh is 1 - t, where t must be squared", "the slope is 1 - t^2"},
        [](double x, double) { return std::vector{1 - std::tanh(x)}; }},
       {{"the slope of tanh has the wrong sign: t^2 - 1", "the slope is 1 - t^2"},
        [](double x, double) { return std::vector{std::tanh(x) * std::tanh(x) - 1}; }},
       {{"the slope of tanh is t (1 - t), which is the logistic function's",
         "the slope is 1 - t^2"},
        [](double x, double) { return std::vector{std::tanh(x) * (1 - std::tanh(x))}; }}});
}

Finding check_large(const Ask& ask, Rng& rng) {
  Comparison comparison(std::vector<Mistake>{
      {"inf / inf: tanh is made of exponentials that overflow",
       "std::tanh, or exponentials of -|x| only, which are never larger than 1"}});
  for (const double sign : {1.0, -1.0}) {
    const double x = sign * (750 + 50 * uniform_draw(rng));
    const Program program{{x}, {{Op::tanh, 0, 0}}};
    const Message answer = ask("both", program.request());
    std::vector<double> out = answer.numbers("value");
    const std::vector<double>& gradient = answer.numbers("gradients");
    out.insert(out.end(), gradient.begin(), gradient.end());
    bool finite = true;
    for (const double one : out) finite = finite && std::isfinite(one);
    comparison.add("the value and the gradient of " + program.text(), out, {sign, 0},
                   {finite ? std::vector<double>{} : std::vector<double>{out}});
  }
  return comparison.finding();
}

}  // namespace

Part ops_part() {
  return {"ops",
          {"ops.hpp", "value.hpp"},
          "workers/ops.cpp",
          {{"division", 10, check_divide, "d(a / b)/da = 1 / b, d(a / b)/db = -a / b^2"},
           {"exp", 8, check_exp, "the slope of exp is its output"},
           {"tanh", 8, check_tanh, "the slope of tanh is 1 - t^2, with t its output"},
           {"tanh of large numbers", 4, check_large, "try tanh(800) by itself"}},
          {"walk"}};
}

}  // namespace tapestry::grader::scalar_tape
