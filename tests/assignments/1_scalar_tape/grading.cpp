#include "tests/assignments/1_scalar_tape/grading.hpp"

#include <cmath>
#include <numeric>

#include "tests/assignments/1_scalar_tape/program.hpp"

namespace tapestry::grader {
namespace scalar_tape {
namespace {

const std::vector<Op> kTwoOps = {Op::add, Op::multiply};
const std::string kRecursion =
    "the stack is full: a recursion along the chain, in the walk, in a sort, or in the destructors "
    "of "
    "values that own each other";

std::vector<std::size_t> up_to(std::size_t n) {
  std::vector<std::size_t> all(n);
  std::iota(all.begin(), all.end(), std::size_t{0});
  return all;
}

std::vector<double> as_numbers(const std::vector<std::size_t>& places) {
  return {places.begin(), places.end()};
}

std::vector<double> at(const std::vector<double>& all, const std::vector<std::size_t>& places) {
  std::vector<double> out;
  for (const std::size_t i : places) out.push_back(all[i]);
  return out;
}

struct KnownSlip {
  Slip slip;
  Mistake mistake;
  bool passes_over_zeros = false;
};

const std::vector<KnownSlip>& slips() {
  static std::vector<KnownSlip> all = {
      {Slip::overwrites,
       {"what comes in later is written over what is there: = where += must stand",
        "chapter 1, \"What goes wrong without it\": each use of a value adds its part"}},
      {Slip::keeps_first,
       {"only the first part that comes in is kept",
        "chapter 1: a value that is used twice gets the sum of both parts"}},
      {Slip::too_early,
       {"gradients are passed on too early: the records are visited from the first to the last",
        "chapter 1, \"Why nothing needs sorting\": walk from the last record to the first"}},
      {Slip::no_upstream,
       {"slopes are added up and not multiplied: the gradient at the output is missing as a factor",
        "the chain rule: an input's part is the gradient at the output times the slope"}},
      {Slip::swapped_slopes,
       {"the slopes of * are the wrong way round: d(ab)/da is b",
        "chapter 1, \"Walk back by hand\": z = y t sends y's slope to t, and t's to y"}},
      {Slip::first_input,
       {"the second input gets nothing", "an op with two inputs sends a part to each"}},
      {Slip::starts_at_y,
       {"the walk starts with the value of y: it must start with 1",
        "chapter 1: the gradient of z at z itself is 1"}}};
  if (all.back().passes_over_zeros) return all;
  for (std::size_t i = 0, n = all.size(); i < n; ++i)
    all.push_back({all[i].slip, all[i].mistake, true});
  return all;
}

std::vector<Mistake> mistakes() {
  std::vector<Mistake> out;
  for (const KnownSlip& one : slips()) out.push_back(one.mistake);
  return out;
}

// What each of the slips gives, at the xs.
std::vector<std::vector<double>> slipped(const Program& program, std::size_t y,
                                         const std::vector<std::size_t>& xs) {
  std::vector<std::vector<double>> out;
  for (const KnownSlip& one : slips())
    out.push_back(at(walked(program, y, one.slip, {}, one.passes_over_zeros), xs));
  return out;
}

std::vector<double> gradients_of(const Ask& ask, const Program& program,
                                 const std::vector<std::size_t>& ys,
                                 const std::vector<std::size_t>& xs) {
  Message request = program.request();
  request.set("ys", as_numbers(ys));
  request.set("xs", as_numbers(xs));
  return ask("gradient", request).numbers("gradients");
}

Finding compare_gradients(const Ask& ask, const std::vector<Program>& programs, bool in_between) {
  Comparison comparison(mistakes());
  for (const Program& program : programs) {
    const std::vector<std::size_t> xs = up_to(in_between ? program.size() : program.leaves.size());
    const std::size_t y = program.last();
    const std::vector<double> answer = gradients_of(ask, program, {y}, xs);
    comparison.add("the gradient of the last of " + program.text() + (in_between ? ", at all" : ""),
                   answer, derivatives(program, y, xs), slipped(program, y, xs));
  }
  return comparison.finding();
}

Finding check_values(const Ask& ask, Rng& rng) {
  Comparison comparison;
  std::vector<Program> programs = {{{0.1, 3}, {{Op::multiply, 0, 1}, {Op::add, 2, 0}}}};
  for (int i = 0; i < 5; ++i) programs.push_back(random_program(rng, 3, 6, kTwoOps));
  for (const Program& program : programs) {
    const std::vector<double> answer = ask("values", program.request()).numbers("values");
    comparison.add("all values of " + program.text(), answer, values(program));
  }
  return comparison.finding();
}

Finding check_one_use(const Ask& ask, Rng& rng) {
  std::vector<Program> programs = {{{2, 5}, {{Op::multiply, 0, 1}}}};
  for (std::size_t n = 3; n < 8; ++n)
    programs.push_back(random_program(rng, n, n - 1, kTwoOps, true));
  return compare_gradients(ask, programs, false);
}

Finding check_two_uses(const Ask& ask, Rng& rng) {
  std::vector<Program> programs = {
      {{1.5}, {{Op::multiply, 0, 0}}},
      {{1.5, 2}, {{Op::multiply, 0, 1}, {Op::add, 2, 2}, {Op::add, 2, 3}, {Op::multiply, 4, 0}}}};
  for (int i = 0; i < 10; ++i) programs.push_back(random_program(rng, 3, 8, kTwoOps));
  return compare_gradients(ask, programs, false);
}

Finding check_in_between(const Ask& ask, Rng& rng) {
  std::vector<Program> programs = {
      {{1.5, 2, 3}, {{Op::multiply, 0, 1}, {Op::add, 3, 0}}}};  // the leaf c is used nowhere
  for (int i = 0; i < 10; ++i) programs.push_back(random_program(rng, 4, 8, kTwoOps));
  return compare_gradients(ask, programs, true);
}

Finding check_again(const Ask& ask, Rng& rng) {
  std::vector<Mistake> known = {
      {"the second gradient is added to what the first one has left",
       "chapter 1, \"Let the tape do it\": the gradients belong to one walk, and begin at 0"}};
  for (const KnownSlip& one : slips()) known.push_back(one.mistake);
  Comparison comparison(known);
  for (int i = 0; i < 5; ++i) {
    const Program program = random_program(rng, 3, 8, kTwoOps);
    const std::vector<std::size_t> xs = up_to(3);
    const std::vector<std::size_t> ys = {program.last(), program.last(), program.last() - 1,
                                         program.last()};
    const std::vector<double> answer = gradients_of(ask, program, ys, xs);
    std::vector<double> right, left;
    std::vector<std::vector<double>> mistaken(known.size());
    const auto append = [](std::vector<double>& all, const std::vector<double>& more) {
      all.insert(all.end(), more.begin(), more.end());
    };
    for (const std::size_t y : ys) {
      append(right, derivatives(program, y, xs));
      left = walked(program, y, Slip::left_over, left);
      append(mistaken[0], at(left, xs));
      const std::vector<std::vector<double>> slipped_here = slipped(program, y, xs);
      for (std::size_t k = 0; k < slipped_here.size(); ++k)
        append(mistaken[k + 1], slipped_here[k]);
    }
    comparison.add(
        "four gradients on one tape, of the last, the last, the one before it, the last: " +
            program.text(),
        answer, right, mistaken);
  }
  return comparison.finding();
}

Finding check_doublings(const Ask& ask, Rng& rng) {
  Program program{{0.5 + uniform_draw(rng)}, {}};
  for (int i = 0; i < 60; ++i) program.steps.push_back({Op::add, program.last(), program.last()});
  Comparison comparison(mistakes());
  comparison.add("sixty times d = d + d", gradients_of(ask, program, {program.last()}, {0}),
                 {0x1p60}, slipped(program, program.last(), {0}));
  return comparison.finding();
}

Finding check_chain(const Ask& ask, Rng& rng) {
  // z = z * a + b with a near 1: the gradient at z is a^n.
  Program program{{0.5 + uniform_draw(rng), 1 - 1e-5, 0.5 + uniform_draw(rng)}, {}};
  for (int i = 0; i < 50'000; ++i) {
    program.steps.push_back({Op::multiply, i == 0 ? 0 : program.last(), 1});
    program.steps.push_back({Op::add, program.last(), 2});
  }
  Comparison comparison(mistakes(), 1e-8);
  comparison.add("z = z * a + b, 50,000 times, at a = 0.99999",
                 gradients_of(ask, program, {program.last()}, {0, 1, 2}),
                 derivatives(program, program.last(), {0, 1, 2}),
                 slipped(program, program.last(), {0, 1, 2}));
  return comparison.finding();
}

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
    const double a = 0.3 + uniform_draw(rng), b = 0.5 + uniform_draw(rng);
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
  if (!outputs.right()) return outputs.finding();
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
}  // namespace scalar_tape

Assignment scalar_tape_assignment() {
  using namespace scalar_tape;
  const std::string values_hint = "chapter 1, \"In code\": a record keeps what was computed";
  const std::string walk_hint = "chapter 1, \"Walk back in a loop\"";
  const std::string path_cause =
      "each path is followed by itself: sixty doublings have 2^60 of them";
  return {1,
          "1_scalar_tape",
          false,
          {},
          {{"walk",
            {"value.hpp"},
            "workers/walk.cpp",
            {{"values", 10, check_values, values_hint},
             {"each value used once", 10, check_one_use, walk_hint},
             {"a value used twice", 15, check_two_uses, walk_hint},
             {"gradients in between", 10, check_in_between,
              "a gradient can be asked for at any value: 1 at y itself, 0 where y does not depend "
              "on it"},
             {"a second gradient", 10, check_again, walk_hint},
             {"sixty doublings", 5, check_doublings,
              "chapter 2, \"Record by record\": visit each record once", "", path_cause},
             {"a chain of 100,000", 10, check_chain,
              "chapter 2, \"A chain of a million\": a loop needs no stack", kRecursion,
              "each step costs more than a few operations: look for copies of the tape, or "
              "searches in it"}}},
           {"ops",
            {"ops.hpp", "value.hpp"},
            "workers/ops.cpp",
            {{"division", 10, check_divide, "d(a / b)/da = 1 / b, d(a / b)/db = -a / b^2"},
             {"exp", 8, check_exp, "the slope of exp is its output"},
             {"tanh", 8, check_tanh, "the slope of tanh is 1 - t^2, with t its output"},
             {"tanh of large numbers", 4, check_large, "try tanh(800) by itself"}}}}};
}

}  // namespace tapestry::grader
