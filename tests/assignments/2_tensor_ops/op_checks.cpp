// Part "ops": each op's values, its gradients for a random u, used twice, and their own gradients.
#include <cmath>
#include <limits>
#include <optional>

#include "engine/base/error.hpp"
#include "engine/check/probable_cause.hpp"
#include "tests/assignments/2_tensor_ops/grading.hpp"
#include "tests/assignments/2_tensor_ops/op_cases.hpp"

namespace tapestry::grader::tensor_ops {
namespace {

const char* const kNames[] = {"x", "s"};

Finding check_value(const Ask& ask, Rng& rng, const OpFacts& op) {
  std::vector<Mistake> known;
  for (const WrongValue& one : op.wrong) known.push_back(one.mistake);
  Comparison shapes, values(known);
  for (const auto& shape : shapes_for(op)) {
    const Point at = point(rng, shape);
    const Message answer = ask("value", request_of(op, at));
    const Numbers right = op.value(at);
    if (answer.has_text("refused")) {
      if (!shapes.right()) break;
      return values.refused(call_text(op, at), answer.text("refused"), right);
    }
    shapes.add("the shape of " + call_text(op, at), answer.numbers("shape"),
               {shape.begin(), shape.end()});
    std::vector<Numbers> mistaken;
    for (const WrongValue& one : op.wrong) mistaken.push_back(one.value(at));
    values.add(call_text(op, at), answer.numbers("value"), right, mistaken);
  }
  return shapes.right() ? values.finding() : shapes.finding();
}

// Of the terms u_k dy_k / dx_i the first one that is not 0, for each i.
Numbers first_terms(const Point& at, PullbackAt pullback, const Numbers& u) {
  Numbers out;
  for (std::size_t k = 0; k < u.size(); ++k) {
    Numbers one(u.size(), 0);
    one[k] = u[k];
    const Numbers part = pullback(at, one);
    out.resize(part.size(), 0);
    for (std::size_t i = 0; i < part.size(); ++i)
      if (out[i] == 0) out[i] = part[i];
  }
  return out;
}

Tensor as_tensor(const Numbers& numbers, const std::vector<std::size_t>& shape) {
  return tensor(Shape(shape.begin(), shape.end()), numbers);
}

// What the engine's own check would know of the gradient at input k.
GradientEvidence evidence_of(const OpFacts& op, const Point& at, const Numbers& u,
                             const Numbers& came_out, std::size_t k) {
  const std::vector<std::size_t> shapes[] = {at.shape, {at.rows}};
  GradientEvidence evidence;
  evidence.shape = Shape(shapes[k].begin(), shapes[k].end());
  evidence.analytic = came_out;
  evidence.numeric = op.inputs[k].pullback(at, u);
  evidence.numeric_with_ones = op.inputs[k].pullback(at, Numbers(u.size(), 1));
  evidence.numeric_first_term = first_terms(at, op.inputs[k].pullback, u);
  evidence.value = as_tensor(k == 0 ? at.x : at.s, shapes[k]);
  evidence.upstream = as_tensor(u, at.shape);
  for (std::size_t i = 0; i < op.inputs.size(); ++i)
    if (i != k)
      evidence.others.push_back(
          {i, as_tensor(i == 0 ? at.x : at.s, shapes[i]), op.inputs[i].pullback(at, u), {}});
  evidence.tolerance = 1e-6;
  return evidence;
}

// Names the mistake, where no known one explains all that came out.
Finding named(Finding finding, const std::optional<GradientEvidence>& evidence) {
  if (!finding.right && finding.hint.empty() && evidence &&
      evidence->analytic.size() == evidence->numeric.size())
    finding.cause = probable_cause(*evidence);
  return finding;
}

Finding check_gradient_at(const Ask& ask, Rng& rng, const OpFacts& op, std::size_t k) {
  std::vector<Mistake> known;
  for (const WrongPullback& one : op.inputs[k].wrong) known.push_back(one.mistake);
  Comparison comparison(known);
  std::optional<GradientEvidence> evidence;
  for (const auto& shape : shapes_for(op)) {
    const Point at = point(rng, shape);
    const Numbers u = draws(rng, at.x.size());
    Message request = request_of(op, at);
    request.set("u", u);
    request.set("input", double(k));
    const Message answer = ask("gradient", request);
    const Numbers right = op.inputs[k].pullback(at, u);
    const std::string tried = base::text("the gradient at ", kNames[k], " of <u, ",
                                         call_text(op, at), ">, u = ", list_text(u));
    if (answer.has_text("refused")) return comparison.refused(tried, answer.text("refused"), right);
    std::vector<Numbers> mistaken;
    for (const WrongPullback& one : op.inputs[k].wrong) mistaken.push_back(one.pullback(at, u));
    const bool was_right = comparison.right();
    comparison.add(tried, answer.numbers("gradient"), right, mistaken);
    if (was_right && !comparison.right())
      evidence = evidence_of(op, at, u, answer.numbers("gradient"), k);
  }
  return named(comparison.finding(), evidence);
}

// <u, op(x, s)> + <w, op(2 x, s)>: what belongs to the one call must not be found by the other.
Finding check_twice(const Ask& ask, Rng& rng, const OpFacts& op) {
  for (const auto& shape : shapes_for(op)) {
    const Point at = point(rng, shape);
    Point there = at;
    for (double& one : there.x) one *= 2;
    const Numbers u = draws(rng, at.x.size()), w = draws(rng, at.x.size());
    Message request = request_of(op, at);
    request.set("u", u);
    request.set("w", w);
    for (std::size_t k = 0; k < op.inputs.size(); ++k) {
      request.set("input", double(k));
      const Message answer = ask("gradient", request);
      // The first use's part, made at the point `a`, and the second one's, at `b`.
      const auto use = [&](const Point& a, const Numbers& up, double factor) {
        Numbers part = op.inputs[k].pullback(a, up);
        for (double& one : part) one *= k == 0 ? factor : 1;
        return part;
      };
      const auto both = [&](const Point& a, const Point& b) {
        Numbers sum = use(a, u, 1);
        const Numbers more = use(b, w, 2);
        for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += more[i];
        return sum;
      };
      const std::string tried =
          base::text("the gradient at ", kNames[k], " of <u, ", op.name, " at x> + <w, ", op.name,
                     " at 2 x>, x ", shape_text(at.shape), " = ", list_text(at.x));
      if (answer.has_text("refused"))
        return Comparison().refused(tried, answer.text("refused"), both(at, there));
      Comparison comparison;
      comparison.add(tried, answer.numbers("gradient"), both(at, there));
      if (comparison.right()) continue;
      GradientEvidence evidence;
      evidence.shape = Shape(shape.begin(), shape.end());
      if (k == 1) evidence.shape = Shape{at.rows};
      evidence.analytic = answer.numbers("gradient");
      evidence.numeric = both(at, there);
      evidence.one_use = {use(at, u, 1), use(there, w, 2)};
      evidence.all_as_the_first = both(at, at);
      evidence.all_as_the_last = both(there, there);
      evidence.tolerance = 1e-6;
      return named(comparison.finding(), evidence);
    }
  }
  return {};
}

Finding check_second(const Ask& ask, Rng& rng, const OpFacts& op) {
  for (const auto& shape : shapes_for(op)) {
    const Point at = point(rng, shape);
    const Numbers u = draws(rng, at.x.size());
    const std::vector<Numbers> v = {draws(rng, at.x.size()), draws(rng, at.rows)};
    Message request = request_of(op, at);
    request.set("u", u);
    request.set("vx", v[0]);
    request.set("vs", v[1]);
    const Message answer = ask("second", request);
    const std::vector<Numbers> right = op.second(at, u, v);
    const std::string of = " of <v, the gradient of <u, " + call_text(op, at) + ">>";
    if (answer.has_text("refused"))
      return Comparison().refused("the gradient at u" + of, answer.text("refused"), right.back());
    for (std::size_t k = 0; k < op.inputs.size(); ++k)
      if (!agree(answer.numbers(kNames[k]), op.inputs[k].pullback(at, u), 1e-9))
        return {false,
                base::text("the gradient at ", kNames[k], " of <u, ", call_text(op, at), ">"),
                list_text(answer.numbers(kNames[k])),
                list_text(op.inputs[k].pullback(at, u)),
                "the first-order gradient is wrong already, and its own gradient with it",
                "mend the first-order gradient, and see again"};
    for (std::size_t k = 0; k < right.size(); ++k) {
      const std::string name = k + 1 == right.size() ? "u" : kNames[k];
      Comparison comparison;
      comparison.add("the gradient at " + name + of, answer.numbers("at " + name), right[k]);
      if (comparison.right()) continue;
      GradientEvidence evidence;
      evidence.analytic = evidence.numeric = right[k];
      evidence.second_order = true;
      return named(comparison.finding(), evidence);
    }
  }
  return {};
}

// The value and the gradient, of one x each.
Finding check_far_out(const Ask& ask, Rng& rng) {
  const OpFacts& op = softplus_facts();
  Comparison comparison(std::vector<Mistake>{
      {"the digits of a small number are lost where it is added to 1, or taken from 1",
       "std::log1p(e) is log(1 + e) with all its digits; and sigmoid(x) is the slope with all of "
       "its own"},
      {"at 0 the slope is 1/2, not 0 or 1",
       "a formula of |x| or max(x, 0) has a kink at 0, where softplus has none"},
      {"an exponential overflows, or is rounded to 0 before a logarithm or a division",
       "log(1 + e^x) = max(x, 0) + log(1 + e^-|x|), whose exponential is never larger than 1"}});
  const double large = 750 + 50 * uniform_draw(rng), small = 38 + 4 * uniform_draw(rng);
  for (const double x : {large, -large, small, -small, 0.0}) {
    const Point at{{1}, 1, 1, {x}, {}};
    Message request = request_of(op, at);
    request.set("u", 1);
    request.set("input", 0);
    const Message y = ask("value", request), gradient = ask("gradient", request);
    for (const Message& one : {y, gradient})
      if (one.has_text("refused"))
        return Comparison().refused(call_text(op, at), one.text("refused"), op.value(at));
    Numbers out = y.numbers("value"), right = op.value(at);
    for (const double one : gradient.numbers("gradient")) out.push_back(one);
    right.push_back(op.inputs[0].pullback(at, {1})[0]);
    bool finite = true, near = out.size() == right.size();
    for (const double one : out) finite = finite && std::isfinite(one);
    for (std::size_t i = 0; near && i < out.size(); ++i) near = std::abs(out[i] - right[i]) < 1e-12;
    const auto if_so = [&](bool so) { return so ? out : Numbers{}; };
    // Who lets an exponential overflow mostly loses digits, too.
    comparison.add("the value and the slope of softplus at " + list_text({x}), out, right,
                   {if_so(near), if_so(x == 0 && finite), if_so(!finite || near)});
  }
  return comparison.finding();
}

}  // namespace

Part ops_part() {
  Part part{"ops", {"ops.hpp"}, "workers/ops.cpp", {}};
  const auto add = [&part](const OpFacts& op, const std::string& what, double points,
                           const std::string& hint,
                           const std::function<Finding(const Ask&, Rng&, const OpFacts&)>& check) {
    part.checks.push_back({op.name + ": " + what, points,
                           [&op, check](const Ask& ask, Rng& rng) { return check(ask, rng, op); },
                           hint});
  };
  const auto at_input = [](std::size_t k) {
    return [k](const Ask& ask, Rng& rng, const OpFacts& op) {
      return check_gradient_at(ask, rng, op, k);
    };
  };
  const auto far_out = [](const Ask& ask, Rng& rng, const OpFacts&) {
    return check_far_out(ask, rng);
  };
  const std::string twice =
                        "chapter 3, \"Four rules\": nothing of a call may be kept where the "
                        "next one finds it",
                    second = "docs/add_an_op.md: write the pullback in ops on Vars, with g in it",
                    rows = "chapter 4, \"And back\"; reshape(s, {n, 1}) and sum(..., {1})",
                    sums = "each x_j is used in the sums j, j + 1, ..., m of its row";
  const OpFacts &softplus = softplus_facts(), &scale = scale_rows_facts(),
                &running = running_sum_facts();
  add(softplus, "values", 3, "kernels::map, docs/add_an_op.md", check_value);
  add(softplus, "gradient", 4, "g times sigmoid(x)", at_input(0));
  add(softplus, "used twice", 2, twice, check_twice);
  add(softplus, "far out, and at 0", 4, "try -800, -40, 0, 40 and 800 by themselves", far_out);
  add(softplus, "second order", 3, second, check_second);
  add(scale, "values", 2, "element (i, j) is x_ij s_i", check_value);
  add(scale, "gradient at x", 3, rows, at_input(0));
  add(scale, "gradient at s", 4, rows, at_input(1));
  add(scale, "used twice", 2, twice, check_twice);
  add(scale, "second order", 4, second, check_second);
  add(running, "values", 3, "element (i, j) is x_i1 + ... + x_ij", check_value);
  add(running, "gradient", 5, sums, at_input(0));
  add(running, "used twice", 2, twice, check_twice);
  add(running, "second order", 4, second, check_second);
  return part;
}

}  // namespace tapestry::grader::tensor_ops
