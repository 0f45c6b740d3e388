// Part "net": what the lists hold, and the weights of a new net.
#include "tests/assignments/4_multitask_net/net_checks.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "engine/base/error.hpp"

namespace tapestry::grader::multitask_net {
namespace {

Numbers layer_shapes(std::size_t in, std::size_t out) {
  return {2, double(in), double(out), 1, double(out)};
}

Finding check_lists(const Ask& ask, Rng&) {
  Comparison lists(std::vector<Mistake>{
      {"the weights are there, and the biases are not", "a Dense has two Vars: weight and bias"},
      {"own(task) has the head before the encoder", "the order is in the handout, task 3"},
      {"own(task) has the trunk, too", "what all tasks use is in shared() alone"},
      {"own(task) has the head alone", "each task has an encoder of its own, too"},
      {"own(task) has the two weights before the two biases",
       "the order is in the handout, task 3"},
      {"the trunk is made the wrong way round: it takes `trunk` numbers and gives `width`",
       "Dense(width, trunk, rng): first what goes in, then what comes out"}});
  for (const NetSizes& sizes : {NetSizes{{3, 5, 4}, {2, 1, 3}, 6, 7}, NetSizes{{2}, {3}, 4, 5}}) {
    const Message answer = ask("shapes", net_request(sizes));
    const Numbers trunk = layer_shapes(sizes.width, sizes.trunk);
    lists.add("the axes of each Var in shared(): " + sizes_text(sizes), answer.numbers("list0"),
              trunk,
              {{trunk.begin(), trunk.begin() + 3},
               trunk,
               trunk,
               trunk,
               trunk,
               layer_shapes(sizes.trunk, sizes.width)});
    for (std::size_t t = 0; t < sizes.inputs.size(); ++t) {
      const Numbers encoder = layer_shapes(sizes.inputs[t], sizes.width);
      const Numbers head = layer_shapes(sizes.trunk, sizes.outputs[t]);
      Numbers right = encoder, weights(encoder.begin(), encoder.begin() + 3), turned = head;
      append(right, head);
      append(weights, {head.begin(), head.begin() + 3});
      append(turned, encoder);
      Numbers with_trunk = encoder;
      append(with_trunk, trunk);
      append(with_trunk, head);
      Numbers weights_first = weights;
      append(weights_first, {1, double(sizes.width), 1, double(sizes.outputs[t])});
      lists.add(base::text("the axes of each Var in own(", t, "): ", sizes_text(sizes)),
                answer.numbers(numbered("list", t + 1)), right,
                {weights, turned, with_trunk, head, weights_first, right});
    }
  }
  return lists.finding();
}

Finding check_parameters(const Ask& ask, Rng&) {
  Comparison all(std::vector<Mistake>{
      {"the trunk is there once for each task, so that a step would move it as often",
       "it belongs to the net once: shared() first, and then each own(task)"},
      {"the trunk is left out: it would never be trained", "shared() comes first"},
      {"only the first task's own are there", "own(task) of every task"},
      {"the trunk comes last", "the order is shared(), own(0), own(1), ..."}});
  for (const std::size_t tasks : {2, 3}) {
    const NetSizes sizes{{tasks, 4}, {tasks, 2}, 5, 6};
    const NetSizes three{{3, 3, 4}, {2, 2, 3}, 5, 6};
    const NetSizes& used = tasks == 2 ? sizes : three;
    Numbers right = {0, 1}, often, left_out, first = {0, 1, 2, 3, 4, 5}, last;
    for (std::size_t t = 0; t < tasks; ++t) {
      append(often, {0, 1});
      for (std::size_t k = 2 + 4 * t; k < 6 + 4 * t; ++k)
        for (Numbers* list : {&right, &often, &left_out, &last}) list->push_back(double(k));
    }
    append(last, {0, 1});
    const Message answer = ask("places", net_request(used));
    all.add("parameters(), each as its place in shared(), own(0), ...: " + sizes_text(used),
            answer.numbers("places"), right, {often, left_out, first, last});
  }
  return all.finding();
}

Finding check_fresh(const Ask& ask, Rng& rng) {
  const NetSizes sizes{{4, 4, 4}, {3, 3, 3}, 4, 4};
  Message request = net_request(sizes);
  request.set("seed", double(rng() % 1000));
  request.set("other seed", double(1000 + rng() % 1000));
  const Message answer = ask("fresh", request);
  const Numbers &one = answer.numbers("weights0"), &same = answer.numbers("weights1"),
                &other = answer.numbers("weights2");
  const std::string tried =
      "the weights of a new net, those with two axes in shared() and each own(): " +
      sizes_text(sizes);
  const std::size_t count = 4 * 4 + 3 * (4 * 4 + 4 * 3);
  Comparison counts;
  counts.add("the number of " + tried, {double(one.size())}, {double(count)});
  if (!counts.right()) {
    Finding finding = counts.finding();
    finding.cause = "shared() and own(task) do not have all weights, or have some twice";
    finding.hint = "first mend these lists";
    return finding;
  }
  if (!std::ranges::all_of(one, [](double w) { return std::isfinite(w); }))
    return {false,
            tried,
            list_text(one),
            "finite numbers",
            "a weight is no number",
            "Dense draws them"};
  if (std::ranges::count(one, 0.0) > 0)
    return {false,
            tried,
            list_text(one),
            "random numbers",
            "weights of 0: their units stay alike, and send nothing back",
            "Dense draws them"};
  if (std::set<double>(one.begin(), one.end()).size() < count)
    return {false,
            tried,
            base::text(std::set<double>(one.begin(), one.end()).size(), " different numbers"),
            base::text(count, " different numbers"),
            "several layers begin with the same weights, or are one layer",
            "one Rng for the whole net, and a Dense of its own for each layer"};
  Comparison again;
  again.add("again with the same seed, " + tried, same, one);
  if (!again.right()) {
    Finding finding = again.finding();
    finding.cause = "the weights do not follow from the seed";
    return finding;
  }
  if (std::ranges::equal(one, other))
    return {false,           "with another seed, " + tried, list_text(other),
            "other numbers", "the seed is not used",        "Rng rng(seed), where the net is made"};
  return {};
}

}  // namespace

std::string sizes_text(const NetSizes& sizes) {
  return base::text("a net for tasks of ", list_text({sizes.inputs.begin(), sizes.inputs.end()}),
                    " inputs and ", list_text({sizes.outputs.begin(), sizes.outputs.end()}),
                    " outputs, width ", sizes.width, ", trunk ", sizes.trunk);
}

std::string numbered(const std::string& name, std::size_t number) {
  return name + std::to_string(number);
}

Message net_request(const NetSizes& sizes) {
  Message request;
  set_sizes(request, sizes);
  request.set("seed", 1);
  return request;
}

Part net_part() {
  const std::string list_hint = "the handout, \"Part `net`\", task 3";
  return {
      "net",
      {"net.hpp"},
      "workers/net.cpp",
      {{"shared and own", 3, check_lists, list_hint},
       {"parameters", 4, check_parameters, list_hint},
       {"a new net", 4, check_fresh, "the handout, \"Part `net`\", task 1"},
       {"one trunk", 2, check_one_trunk, "one Dense for the trunk of all tasks"},
       {"outputs", 6, check_outputs, "first mend the lists and the trunk; chapter 8, \"The idea\""},
       {"tasks of equal sizes", 3, check_twins, "an encoder and a head for each task"},
       {"pictures", 2, check_pictures,
        "flatten(x) makes one row of each example: chapter 8, mistake 1"},
       {"gradients", 4, check_gradients, "first mend the outputs"},
       {"other tasks' parameters", 2, check_elsewhere, ""}}};
}

}  // namespace tapestry::grader::multitask_net
