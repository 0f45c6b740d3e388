// Part "net": what comes out, and where gradients go.
#include <algorithm>

#include "engine/base/error.hpp"
#include "tests/assignments/4_multitask_net/net_checks.hpp"

namespace tapestry::grader::multitask_net {
namespace {

// ---- What comes out.

std::vector<Mistake> route_mistakes() {
  return {
      {"every task goes through task 0's head", "heads_[task]"},
      {"every task goes through the last task's head, or all have one",
       "a head for each task, each with parameters of its own"},
      {"every task goes through task 0's encoder", "encoders_[task]"},
      {"every task goes through the last task's encoder, or tasks of equal width share one",
       "an encoder for each task, even where another one would fit"},
      {"there is no tanh after the encoder", "without it, encoder and trunk are one linear map"},
      {"there is no tanh after the trunk", "without it, trunk and head are one linear map"},
      {"there is a tanh after the head", "outputs of a head may be any numbers: it has no tanh"},
      {"the trunk is skipped", "the encoder, the trunk, and then the head"}};
}

std::vector<Route> mistaken_routes(std::size_t t, std::size_t last) {
  return {{t, 0},
          {t, last},
          {0, t},
          {last, t},
          {.encoder = t, .head = t, .tanh_after_encoder = false},
          {.encoder = t, .head = t, .tanh_after_trunk = false},
          {.encoder = t, .head = t, .tanh_after_head = true},
          {.encoder = t, .head = t, .has_trunk = false}};
}

// [rows, outputs, the numbers]; empty where the route is none.
Numbers with_shape(const Numbers& y, std::size_t rows) {
  if (y.empty()) return {};
  Numbers out = {double(rows), double(y.size() / rows)};
  append(out, y);
  return out;
}

void compare_outputs(const Ask& ask, Rng& rng, const NetSizes& sizes, const Numbers& axes,
                     Comparison& comparison) {
  const SmallNet net = random_net(sizes, rng);
  Message request = net_request(sizes);
  request.set("values", all_numbers(net));
  if (!axes.empty()) request.set("axes", axes);
  const std::size_t rows = 2 + rng() % 3;
  std::vector<Numbers> x;
  for (std::size_t t = 0; t < net.tasks(); ++t) {
    x.push_back(normal_numbers(rng, rows * sizes.inputs[t]));
    request.set(numbered("x", t), x[t]);
  }
  const Message answer = ask("outputs", request);
  for (std::size_t t = 0; t < net.tasks(); ++t) {
    std::vector<Numbers> mistaken;
    for (const Route& route : mistaken_routes(t, net.tasks() - 1))
      mistaken.push_back(with_shape(outputs_of(net, route, x[t]), rows));
    comparison.add(base::text("rows, outputs, and the numbers of forward(", t, ", x) for ", rows,
                              " examples: ", sizes_text(sizes)),
                   answer.numbers(numbered("y", t)),
                   with_shape(outputs_of(net, route_of(t), x[t]), rows), mistaken);
  }
}

// ---- Where gradients go.

struct GradientCase {
  NetSizes sizes;
  SmallNet net;
  Message request;
  std::vector<Numbers> x;
  std::size_t rows = 3;

  GradientCase(Rng& rng, const NetSizes& given) : sizes(given), net(random_net(given, rng)) {
    request = net_request(sizes);
    request.set("values", all_numbers(net));
    for (std::size_t t = 0; t < net.tasks(); ++t) {
      x.push_back(normal_numbers(rng, rows * sizes.inputs[t]));
      request.set(numbered("x", t), x[t]);
    }
  }
};

// The tasks whose outputs are summed up: each alone, and all.
std::vector<std::vector<std::size_t>> summed_tasks() { return {{0}, {1}, {2}, {0, 1, 2}}; }

Finding gradients_of(const Ask& ask, Rng& rng, bool elsewhere) {
  Comparison comparison(
      elsewhere ? std::vector<Mistake>{}
                : std::vector<Mistake>{
                      {"no gradient reaches the encoder",
                       "a Var on the way has become a Tensor or "
                       "a constant, and the tape's path ends"},
                      {"no gradient reaches the trunk, nor the encoder",
                       "a Var on the way has become a Tensor or a constant, and the tape's path "
                       "ends"}});
  for (const std::vector<std::size_t>& tasks : summed_tasks()) {
    GradientCase one(rng, {{3, 3, 5}, {2, 2, 1}, 4, 5});
    std::vector<Numbers> u(3);
    for (const std::size_t t : tasks) {
      u[t] = normal_numbers(rng, one.rows * one.sizes.outputs[t]);
      one.request.set(numbered("u", t), u[t]);
    }
    const Message answer = ask("gradients", one.request);
    SmallNet gradient = zero_net_like(one.net);
    for (const std::size_t t : tasks) add_gradient(one.net, t, one.x[t], u[t], gradient);
    SmallNet no_encoder = gradient;
    for (Layer& encoder : no_encoder.encoders)
      for (Numbers* list : {&encoder.weight, &encoder.bias}) std::ranges::fill(*list, 0);
    SmallNet no_trunk = no_encoder;
    for (Numbers* list : {&no_trunk.trunk.weight, &no_trunk.trunk.bias})
      std::ranges::fill(*list, 0);
    const std::string tried =
        tasks.size() > 1 ? "the sum over all tasks" : base::text("an output of task ", tasks[0]);
    if (!elsewhere)
      comparison.add("the gradient at shared() of " + tried, answer.numbers("list0"),
                     trunk_numbers(gradient), {trunk_numbers(no_encoder), trunk_numbers(no_trunk)});
    for (std::size_t t = 0; t < 3; ++t)
      if ((std::ranges::count(tasks, t) == 0) == elsewhere)
        comparison.add(base::text("the gradient at own(", t, ") of ", tried),
                       answer.numbers(numbered("list", t + 1)), own_numbers(gradient, t),
                       {own_numbers(no_encoder, t), own_numbers(no_trunk, t)});
  }
  return comparison.finding();
}

}  // namespace

Finding check_outputs(const Ask& ask, Rng& rng) {
  Comparison comparison(route_mistakes());
  compare_outputs(ask, rng, {{3}, {2}, 4, 4}, {}, comparison);
  compare_outputs(ask, rng, {{3, 5}, {2, 3}, 4, 4}, {}, comparison);
  compare_outputs(ask, rng, {{3, 5, 2}, {1, 2, 3}, 4, 6}, {}, comparison);
  return comparison.finding();
}

Finding check_twins(const Ask& ask, Rng& rng) {
  Comparison comparison(route_mistakes());
  for (const std::size_t width : {3, 4})
    compare_outputs(ask, rng, {{4, 4, 4}, {2, 2, 2}, width, width}, {}, comparison);
  return comparison.finding();
}

Finding check_pictures(const Ask& ask, Rng& rng) {
  Comparison comparison(route_mistakes());
  compare_outputs(ask, rng, {{12, 12}, {2, 3}, 4, 5}, {3, 4}, comparison);
  compare_outputs(ask, rng, {{12, 12}, {2, 3}, 4, 5}, {2, 2, 3}, comparison);
  return comparison.finding();
}

Finding check_one_trunk(const Ask& ask, Rng& rng) {
  Comparison comparison(std::vector<Mistake>{
      {"each task has a trunk of its own: nothing is shared", "one Dense for the trunk of all"},
      {"the trunk that is in shared() is not the one that forward uses",
       "a Var is a handle: make the trunk once, and hand out its own Vars"}});
  const GradientCase one(rng, {{3, 5, 3}, {2, 1, 2}, 4, 5});
  const Message answer = ask("one trunk", one.request);
  comparison.add("the trunk's bias is changed; for each task, whether its output is another (1)",
                 answer.numbers("changed"), {1, 1, 1}, {{1, 0, 0}, {0, 0, 0}});
  return comparison.finding();
}

Finding check_gradients(const Ask& ask, Rng& rng) { return gradients_of(ask, rng, false); }

Finding check_elsewhere(const Ask& ask, Rng& rng) {
  Finding finding = gradients_of(ask, rng, true);
  if (!finding.right) {
    finding.cause = "a task's loss reaches the encoder or the head of another task";
    finding.hint = "an encoder and a head for each task, each a Dense of its own";
  }
  return finding;
}

}  // namespace tapestry::grader::multitask_net
