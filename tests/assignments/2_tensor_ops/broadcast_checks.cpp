// Part "broadcast": the rule of broadcasting, and its undoing.
#include "engine/base/error.hpp"
#include "tests/assignments/2_tensor_ops/grading.hpp"

namespace tapestry::grader::tensor_ops {
namespace {

using Elements = std::vector<double>;
using Sizes = std::vector<std::size_t>;

struct ShapePair {
  Sizes a, b;  // for undo_broadcast: the gradient's, and the value's
};

std::string sizes_text(const Sizes& sizes) { return to_string(Shape(sizes.begin(), sizes.end())); }

Elements as_elements(const Sizes& sizes) { return {sizes.begin(), sizes.end()}; }

std::size_t count(const Sizes& sizes) {
  std::size_t product = 1;
  for (const std::size_t size : sizes) product *= size;
  return product;
}

// The rule, for shapes that fit: aligned at the last axis, or, as a mistake, at the first one.
Sizes common(const Sizes& a, const Sizes& b, bool from_the_last) {
  const Sizes &longer = a.size() >= b.size() ? a : b, &shorter = a.size() >= b.size() ? b : a;
  Sizes out = longer;
  const std::size_t lead = from_the_last ? longer.size() - shorter.size() : 0;
  for (std::size_t k = 0; k < shorter.size(); ++k)
    if (out[lead + k] == 1) out[lead + k] = shorter[k];
  return out;
}

const std::string kFits = "shapes that fit are refused";

Finding check_shape(const Ask& ask, Rng&) {
  Comparison comparison(std::vector<Mistake>{
      {"the shapes are compared from the first axis on",
       "chapter 4, \"Broadcasting\": from the last axis on"},
      {"of two sizes the larger one is taken, also where it is a 1 against a 0",
       "an axis of size 1 is repeated along the other's, which may be 0"},
      {"the result is the shape with more axes, whose own axes of size 1 stay as they are",
       "an axis of size 1 is repeated along the other's, in either of the two"}});
  const std::vector<ShapePair> cases = {
      {{1, 3}, {3}},       {{3, 4}, {3, 4}}, {{3, 4}, {4}},       {{4}, {3, 4}},
      {{3, 4}, {3, 1}},    {{3, 1}, {1, 4}}, {{5, 1, 4}, {3, 1}}, {{7}, {7, 1}},
      {{}, {2, 3}},        {{}, {}},         {{1}, {}},           {{1, 3}, {0, 3}},
      {{2, 1, 3}, {4, 1}}, {{0}, {1}},       {{3, 3}, {3}},       {{1, 1}, {5}}};
  for (const auto& [a, b] : cases) {
    Message request;
    request.set("a", as_elements(a));
    request.set("b", as_elements(b));
    const Message answer = ask("shape", request);
    const std::string tried = "broadcast_shape of " + sizes_text(a) + " and " + sizes_text(b);
    const Sizes right = common(a, b, true);
    if (answer.has_text("refused"))
      return comparison.refused(tried, answer.text("refused"), as_elements(right), kFits);
    Sizes larger = right;
    const Sizes& longer = a.size() >= b.size() ? a : b;
    for (std::size_t k = 0; k < larger.size(); ++k)
      if (larger[k] == 0 && (a.size() != b.size() || a[k] != b[k])) larger[k] = 1;
    comparison.add(tried, answer.numbers("shape"), as_elements(right),
                   {as_elements(common(a, b, false)), as_elements(larger), as_elements(longer)});
  }
  return comparison.finding();
}

// What undo_broadcast gives, as it is or with a mistake.
enum class Undoing { right, mean, first, last, from_the_first_axis };

Elements undone(const Elements& gradient, const Sizes& from, const Sizes& to, Undoing how) {
  Elements sums(count(to), 0), counts(count(to), 0);
  const std::size_t lead = how == Undoing::from_the_first_axis ? 0 : from.size() - to.size();
  for (std::size_t i = 0; i < gradient.size(); ++i) {
    // The element's index along each axis, from the last one.
    Sizes index(from.size());
    for (std::size_t k = from.size(), rest = i; k-- > 0; rest /= from[k]) index[k] = rest % from[k];
    std::size_t place = 0;
    for (std::size_t k = 0; k < to.size(); ++k)
      place = place * to[k] + (to[k] == 1 ? 0 : index[lead + k] % to[k]);
    if (how == Undoing::last) sums[place] = 0;
    if (how != Undoing::first || counts[place] == 0) sums[place] += gradient[i];
    ++counts[place];
  }
  for (std::size_t i = 0; how == Undoing::mean && i < sums.size(); ++i)
    if (counts[i] > 0) sums[i] /= counts[i];
  return sums;
}

// Whether each of the cases is refused, as it must be.
Finding check_refused(const Ask& ask, Rng& rng, const std::string& call,
                      const std::vector<ShapePair>& cases) {
  const bool undo = call == "undo";
  std::vector<ShapePair> all = cases;
  all.push_back({{2, 3}, {3}});  // fits: who refuses everything gets nothing
  for (const auto& [a, b] : all) {
    Message request;
    request.set(undo ? "gradient shape" : "a", as_elements(a));
    request.set(undo ? "shape" : "b", as_elements(b));
    Elements gradient;
    for (std::size_t i = 0; i < count(a); ++i) gradient.push_back(uniform_draw(rng));
    if (undo) request.set("gradient", gradient);
    const Message answer = ask(call, request);
    const bool fits = &b == &all.back().b;
    if (answer.has_text("refused") != fits) continue;
    const std::string names = sizes_text(a) + (undo ? " to " : " and ") + sizes_text(b);
    if (fits)
      return Comparison().refused(
          (undo ? "undo_broadcast from " : "broadcast_shape of ") + names, answer.text("refused"),
          undo ? undone(gradient, a, b, Undoing::right) : as_elements(common(a, b, true)), kFits);
    const bool more_axes = undo && b.size() > a.size();
    return {false,
            (undo ? "undo_broadcast from " : "broadcast_shape of ") + names,
            "a result of shape " + list_text(answer.numbers("shape")),
            "an exception",
            more_axes ? "a value with more axes than the gradient is not refused"
                      : "sizes that differ, and of which none may be repeated, are not refused",
            "chapter 4, \"Broadcasting\": \"anything else is an error\""};
  }
  return {};
}

Finding check_undo(const Ask& ask, Rng& rng, const std::vector<ShapePair>& cases) {
  const std::string back = "chapter 4, \"And back\": ";
  Comparison shapes(std::vector<Mistake>{
      {"the axes of size 1 are dropped from the result's shape",
       "the gradient has the value's own shape, with its axes of size 1"},
      {"the axes that the value lacks are still there: they are not summed",
       back + "a missing axis was repeated, too"},
      {"the result has the gradient's shape: nothing is summed", back + "a sum over all repeats"}});
  Comparison elements(std::vector<Mistake>{
      {"it is the mean over what was repeated, where the sum belongs", back + "the sum"},
      {"only the first of the repeats counts: the others are not added", back + "the sum"},
      {"only the last of the repeats counts: = where += must stand", back + "the sum"},
      {"the sum is taken over the wrong axes: the shapes are compared from the first axis on",
       "chapter 4, \"Broadcasting\": from the last axis on"}});
  for (const auto& [from, to] : cases) {
    Elements gradient;
    for (std::size_t i = 0; i < count(from); ++i) gradient.push_back(2 * uniform_draw(rng) - 1);
    Message request;
    request.set("gradient", gradient);
    request.set("gradient shape", as_elements(from));
    request.set("shape", as_elements(to));
    const Message answer = ask("undo", request);
    const std::string tried = "undo_broadcast from " + sizes_text(from) + " to " + sizes_text(to);
    if (answer.has_text("refused")) {
      if (!shapes.right()) break;
      return elements.refused(tried, answer.text("refused"),
                              undone(gradient, from, to, Undoing::right), kFits);
    }
    Sizes dropped, kept_lead = from;
    const std::size_t lead = from.size() - to.size();
    for (std::size_t k = 0; k < to.size(); ++k) {
      if (to[k] != 1 || from[lead + k] == 1) dropped.push_back(to[k]);
      kept_lead[lead + k] = to[k];
    }
    shapes.add("the shape of " + tried, answer.numbers("shape"), as_elements(to),
               {as_elements(dropped), as_elements(kept_lead), as_elements(from)});
    std::vector<Elements> mistaken;
    for (const Undoing how :
         {Undoing::mean, Undoing::first, Undoing::last, Undoing::from_the_first_axis})
      mistaken.push_back(undone(gradient, from, to, how));
    elements.add(tried + ", of " + list_text(gradient), answer.numbers("elements"),
                 undone(gradient, from, to, Undoing::right), mistaken);
  }
  return shapes.right() ? elements.finding() : shapes.finding();
}

}  // namespace

Part broadcast_part() {
  const auto undo = [](const std::vector<ShapePair>& cases) {
    return [cases](const Ask& ask, Rng& rng) { return check_undo(ask, rng, cases); };
  };
  const auto refused = [](const std::string& call, const std::vector<ShapePair>& cases) {
    return [call, cases](const Ask& ask, Rng& rng) { return check_refused(ask, rng, call, cases); };
  };
  const std::string rule = "chapter 4, \"The rule\"", again = "chapter 4, \"Back again\"";
  return {
      "broadcast",
      {"broadcast.hpp"},
      "workers/broadcast.cpp",
      {{"shapes that fit", 4, check_shape, rule},
       {"shapes that do not fit", 2,
        refused("shape",
                {{{3, 4}, {3}}, {{2, 3}, {2}}, {{4, 3}, {3, 4}}, {{2, 1, 3}, {4, 2}}, {{0}, {3}}}),
        rule},
       {"undo: axes that the value lacks", 4,
        undo({{{3, 3}, {3}}, {{3, 4}, {4}}, {{2, 3, 4}, {4}}, {{2, 3, 4}, {3, 4}}}), again},
       {"undo: axes of size 1", 4,
        undo({{{3, 3}, {3, 1}},
              {{3, 4}, {3, 1}},
              {{3, 4}, {1, 4}},
              {{2, 3, 4}, {2, 1, 4}},
              {{2, 3, 4}, {1, 3, 1}}}),
        again},
       {"undo: both, and scalars", 2,
        undo({{{2, 3, 4}, {3, 1}},
              {{2, 3, 4}, {1, 4}},
              {{3, 4}, {}},
              {{3, 4}, {1}},
              {{}, {}},
              {{5, 1, 2}, {1, 1}}}),
        again},
       {"undo: nothing repeated, and empty axes", 2,
        undo({{{3, 4}, {3, 4}},
              {{3, 1}, {3, 1}},
              {{0, 3}, {3}},
              {{2, 0}, {2, 1}},
              {{2, 0}, {0}},
              {{0}, {}}}),
        "a sum of no numbers is 0"},
       {"undo: what cannot have been broadcast", 2,
        refused("undo", {{{3, 4}, {3}},
                         {{3, 4}, {4, 3}},
                         {{3, 4}, {12}},
                         {{3, 1}, {3, 4}},
                         {{3, 4}, {1, 3, 4}},
                         {{3}, {0}}}),
        rule}}};
}

}  // namespace tapestry::grader::tensor_ops
