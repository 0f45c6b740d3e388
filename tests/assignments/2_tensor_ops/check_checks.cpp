// Part "check": the student's check has to tell right pullbacks from broken ones.
#include <algorithm>
#include <numeric>

#include "engine/base/error.hpp"
#include "tests/assignments/2_tensor_ops/grading.hpp"
#include "tests/assignments/2_tensor_ops/workers/breaks.hpp"

namespace tapestry::grader::tensor_ops {
namespace {

using List = std::vector<std::size_t>;

struct TriedOp {
  std::string name;
  std::vector<List> shapes;  // of its inputs
};

// By their places: those of kOps in workers/check.cpp. Square ones have no wrong shape in them.
const std::vector<TriedOp>& tried_ops() {
  static const std::vector<TriedOp> all = {{"x^3", {{2, 3}}},
                                           {"tanh(x)", {{3, 3}}},
                                           {"the sums of the rows of x", {{3, 3}}},
                                           {"the matrix product a b", {{3, 3}, {3, 3}}},
                                           {"x w, column by column", {{3, 3}, {3}}},
                                           {"x w, column by column", {{3, 3}, {3}}},
                                           {"the mean of x^2", {{2, 2}}},
                                           {"the squares of x's first row", {{3, 2}}},
                                           {"a b, element by element", {{2, 3}, {2, 3}}},
                                           {"a b, element by element", {{2, 3}, {2, 3}}},
                                           {"tanh(x w + b)", {{2, 3}, {3, 2}, {2}}}};
  return all;
}

struct TriedFunction {
  std::size_t op;
  Break how = Break::none;
  std::size_t input = 0;
  double scale = 1;
  bool zero_element = false;  // the first of the first input
};

constexpr std::size_t kWrongAxis = 5, kExchanged = 9;

bool is_right(const TriedFunction& f) {
  return f.how == Break::none && f.op != kWrongAxis && f.op != kExchanged;
}

// What is wrong with it, and why a check may pass it.
struct BreakText {
  std::string what, missed_because;
};

BreakText text_of_break(const TriedFunction& f) {
  if (f.op == kWrongAxis)
    return {"a sum over the wrong axis", "a single element, or a sum of them, is all it compares"};
  if (f.op == kExchanged)
    return {"the pullbacks of its two inputs exchanged", "it does not look at each input"};
  switch (f.how) {
    case Break::no_upstream:
      return {"a pullback that forgets g",
              "the gradient at the output is 1 everywhere in it: chapter 3, random u"};
    case Break::sign:
      return {"the sign flipped", "it compares without signs, or takes any gradient for right"};
    case Break::factor:
      return {"a factor 2 too much", "it allows too much, or takes any gradient for right"};
    case Break::nothing:
      return {"a gradient of zeros",
              "it does not look at this input, or it allows more than the "
              "gradient itself is large"};
    case Break::slightly:
      return {"a factor 1.001", "it allows an error of a thousandth: chapter 3, \"Two errors\""};
    case Break::last_element:
      return {"the last element wrong", "it does not look at each element"};
    case Break::averaged:
      return {"the gradient's mean in place of each element",
              "only a sum is compared, or all elements are equal where it looks"};
    case Break::reversed:
      return {"the right elements in the reverse order", "only a sum is compared"};
    case Break::transposed:
      return {"the gradient transposed",
              "elements that a transpose leaves in their places, or a "
              "sum of them, are all it compares"};
    case Break::nan:
      return {"a NaN in the gradient", "NaN > tolerance is false: ask for !(error <= tolerance)"};
    case Break::kept_elsewhere:
      return {"values that the next call overwrites",
              "it calls the function once on a tape, or twice at one place"};
    case Break::first_output:
      return {"the first output's part alone", "it moves one output only"};
    case Break::none:
      break;
  }
  return {"right pullbacks", ""};
}

std::string scale_text(double scale) { return scale == 1 ? "" : list_text({scale}) + " times "; }

std::string name_of(const TriedFunction& f) {
  const TriedOp& op = tried_ops()[f.op];
  std::string shapes;
  for (const List& shape : op.shapes)
    shapes += (shapes.empty() ? "" : ", ") + to_string(Shape(shape.begin(), shape.end()));
  const std::string at = op.shapes.size() > 1 && f.how != Break::none
                             ? base::text(" at input ", f.input)
                             : std::string();
  return scale_text(f.scale) + op.name + " (" + shapes + ")" +
         (f.zero_element ? ", x_00 = 0," : "") + " with " + text_of_break(f).what + at;
}

std::vector<double> elements_of(Rng& rng, const List& shape, bool zero) {
  std::vector<double> out;
  std::size_t size = 1;
  for (const std::size_t one : shape) size *= one;
  for (std::size_t i = 0; i < size; ++i) {
    const double x = 0.4 + uniform_draw(rng);
    out.push_back(uniform_draw(rng) < 0.5 ? x : -x);
  }
  if (zero) out[0] = 0;
  return out;
}

Finding verdict_finding(const std::vector<TriedFunction>& all, const std::vector<double>& said) {
  const auto text = [](bool right) { return right ? "true" : "false"; };
  const bool all_true = std::ranges::all_of(said, [](double one) { return one == 1; });
  const bool all_false = std::ranges::all_of(said, [](double one) { return one == 0; });
  // A broken one that passes says more than a right one that does not.
  for (const bool right : {false, true})
    for (std::size_t i = 0; i < all.size(); ++i) {
      const TriedFunction& f = all[i];
      if (is_right(f) != right || said[i] == (right ? 1 : 0)) continue;
      Finding finding{false, name_of(f), text(!right), text(right), "", ""};
      if (all_true)
        finding.cause = "it says true to all: it compares nothing, or the tape with itself";
      else if (all_false && !right)
        continue;
      else if (all_false)
        finding.cause = "it says false to all: no tolerance, or too small a step";
      else if (!right && f.scale < 1)
        finding.cause =
            "a tiny gradient's error is compared with a fixed number, not with its size";
      else if (!right)
        finding.cause = text_of_break(f).missed_because;
      else if (f.op == 7 || f.zero_element)
        finding.cause =
            "a gradient that is 0 is refused: its error is compared with 0, not with "
            "the other elements' size";
      else if (f.scale > 1)
        finding.cause = "a large gradient is refused: its error must be compared with its size";
      else
        finding.cause =
            "a right gradient is refused: by too small a step or tolerance, or by a "
            "mistake in the differences";
      return finding;
    }
  return {};
}

Finding judge(const Ask& ask, Rng& rng, std::vector<TriedFunction> all) {
  // An order that nobody can know.
  for (std::size_t i = all.size(); i > 1; --i)
    std::swap(all[i - 1], all[static_cast<std::size_t>(uniform_draw(rng) * double(i))]);
  Message request;
  std::vector<double> functions;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const TriedFunction& f = all[i];
    for (const double number : {double(f.op), double(int(f.how)), double(f.input), f.scale})
      functions.push_back(number);
    const std::vector<List>& shapes = tried_ops()[f.op].shapes;
    for (std::size_t k = 0; k < shapes.size(); ++k) {
      const std::string name = base::text(i, ".", k);
      request.set("shape " + name, std::vector<double>(shapes[k].begin(), shapes[k].end()));
      request.set("x " + name, elements_of(rng, shapes[k], f.zero_element && k == 0));
    }
  }
  request.set("functions", functions);
  const std::vector<double> said = ask("verdicts", request).numbers("verdicts");
  if (said.size() != all.size())
    return {false, "all of them", base::text(said.size(), " verdicts"), "", "it was forged", ""};
  return verdict_finding(all, said);
}

}  // namespace

Part check_part() {
  // What each request has among the others: who refuses what is right, or passes anything, gets no
  // points at all.
  const auto with_plain = [](std::vector<TriedFunction> all) {
    using enum Break;
    for (const TriedFunction& plain :
         std::vector<TriedFunction>{{0}, {2}, {4}, {6}, {1, sign}, {2, nothing}})
      all.push_back(plain);
    return [all](const Ask& ask, Rng& rng) { return judge(ask, rng, all); };
  };
  using enum Break;
  const std::string rules = "chapter 3, \"Four rules\"", check = "chapter 3, \"A check\"";
  return {
      "check",
      {"check.hpp", "broken_ops.hpp"},
      "workers/check.cpp",
      {{"a sign, a factor, zeros", 5,
        with_plain({{0, sign}, {6, sign}, {1, factor}, {6, nothing}, {4, factor}}), check},
       {"g forgotten", 5,
        with_plain({{0, no_upstream}, {1, no_upstream}, {3, no_upstream}, {2, first_output}}),
        rules},
       {"each element", 4,
        with_plain({{0, last_element}, {1, last_element}, {1, averaged}, {0, averaged}}), check},
       {"the order of elements", 4,
        with_plain({{0, reversed}, {1, transposed}, {2, transposed}, {3, transposed}}), check},
       {"several inputs", 4,
        with_plain({{3},
                    {8},
                    {10},
                    {3, nothing, 1},
                    {4, sign, 1},
                    {kExchanged},
                    {kWrongAxis},
                    {10, factor, 2},
                    {10, nothing, 1}}),
        check},
       {"used twice", 4, with_plain({{0, kept_elsewhere}, {6, kept_elsewhere}}), rules},
       {"small mistakes", 3, with_plain({{0, slightly}, {1, slightly}, {4, slightly}}),
        "chapter 3, \"Two errors\": central differences keep about eleven digits, at h = 1e-5"},
       {"large and tiny gradients", 3,
        with_plain({{0, none, 0, 1e8},
                    {1, none, 0, 1e8},
                    {0, none, 0, 1e-8},
                    {4, none, 0, 1e-8},
                    {0, sign, 0, 1e-8},
                    {1, factor, 0, 1e-8},
                    {4, nothing, 0, 1e-8},
                    {0, factor, 0, 1e8}}),
        "an error is large or small beside the gradient"},
       {"zeros and NaN", 3,
        with_plain({{7}, {0, none, 0, 1, true}, {6, none, 0, 1, true}, {0, nan}, {1, nan}}),
        "the size of the largest element is what a zero's error can be compared with"}}};
}

}  // namespace tapestry::grader::tensor_ops
