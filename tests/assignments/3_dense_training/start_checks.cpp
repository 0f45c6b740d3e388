// Part "dense": how many parameters there are, and what the first ones are.
#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"
#include "tests/assignments/3_dense_training/grading.hpp"
#include "tests/assignments/3_dense_training/plain.hpp"

namespace tapestry::grader::dense_training {
namespace {

Message asked_start(const Ask& ask, std::size_t inputs, std::size_t outputs, std::size_t seed) {
  Message request;
  request.set("inputs", double(inputs));
  request.set("outputs", double(outputs));
  request.set("seed", double(seed));
  return ask("start", request);
}

std::size_t drawn_seed(Rng& rng) { return std::size_t(rng() % 1000000); }

// The sizes of each parameter in a row; -1 stands between two of them.
Numbers all_sizes(const Message& answer) {
  Numbers out;
  for (std::size_t k = 0; k < answer.count("count"); ++k) {
    if (k > 0) out.push_back(-1);
    for (const double size : answer.numbers("shape " + std::to_string(k))) out.push_back(size);
  }
  return out;
}

Finding check_dense_shapes(const Ask& ask, Rng& rng) {
  Comparison shapes(std::vector<Mistake>{
      {"parameters() lacks the bias", "what is not in this list is not learnt: weights, bias"},
      {"parameters() has the bias first", "the order is weights, bias"},
      {"the weights are [outputs x inputs]", "chapter 5: W is [in x out], and y = x W + b"},
      {"the bias has the shape of the weights, or one number for each input",
       "chapter 5: b is [out], one number for each output"},
      {"the bias is a matrix [1 x outputs]", "b is [out]: broadcasting puts it under each row"},
      {"the inputs and the outputs are exchanged", "Dense(inputs, outputs, rng), in this order"}});
  Comparison first_bias;
  for (const auto& [inputs, outputs] :
       {std::pair<std::size_t, std::size_t>{3, 5}, {4, 2}, {7, 1}, {1, 6}}) {
    const Message answer = asked_start(ask, inputs, outputs, drawn_seed(rng));
    const double in = double(inputs), out = double(outputs);
    const Numbers sizes = all_sizes(answer);
    const Numbers bias_of_inputs{in, out, -1, in}, bias_of_weights{in, out, -1, in, out};
    shapes.add(base::text("the shapes of parameters(), -1 between them, of Dense(", inputs, ", ",
                          outputs, ", rng)"),
               sizes, {in, out, -1, out},
               {{in, out},
                {out, -1, in, out},
                {out, in, -1, out},
                sizes == bias_of_weights ? bias_of_weights : bias_of_inputs,
                {in, out, -1, 1, out},
                {out, in, -1, in}});
    if (shapes.right())
      first_bias.add(base::text("the first bias of Dense(", inputs, ", ", outputs, ", rng)"),
                     answer.numbers("first 1"), Numbers(outputs, 0));
  }
  Finding finding = shapes.right() ? first_bias.finding() : shapes.finding();
  if (!finding.right && shapes.right()) finding.cause = "the first bias is not 0";
  return finding;
}

struct Law {
  double smallest, largest, mean, mean_square;  // largest and smallest of all, with their signs

  explicit Law(const Numbers& w)
      : smallest(*std::ranges::min_element(w)),
        largest(*std::ranges::max_element(w)),
        mean(0),
        mean_square(0) {
    for (const double one : w) {
      mean += one / double(w.size());
      mean_square += one * one / double(w.size());
    }
  }

  double bound() const { return std::max(largest, -smallest); }
};

// What else may have been drawn: with many thousand weights, the largest is the bound but for a
// hundredth.
Mistake cause_of_law(const Law& law, double in, double out) {
  const double a = std::sqrt(6 / (in + out));
  if (law.smallest == law.largest)
    return {law.largest == 0 ? "the first weights are all 0" : "the first weights are all equal",
            "chapter 7, \"The start\": units that are alike get the same gradient and stay alike"};
  if (law.smallest >= 0)
    return {"no weight is negative", "a draw is in [0, 1): stretch it to [-a, a)"};
  const auto bound_is = [&](double bound) {
    return law.bound() <= bound && law.bound() > 0.98 * bound;
  };
  const std::string sum = "a = sqrt(6 / (inputs + outputs))";
  if (bound_is(std::sqrt(6 / in)))
    return {"the bound is sqrt(6 / inputs): the outputs are not counted", sum};
  if (bound_is(std::sqrt(6 / out)))
    return {"the bound is sqrt(6 / outputs): the inputs are not counted", sum};
  if (bound_is(6 / (in + out))) return {"the bound lacks the square root", sum};
  if (bound_is(std::sqrt(2 / (in + out))))
    return {"the bound is sqrt(2 / (inputs + outputs)), which is the deviation that the law has",
            "a uniform law in [-a, a) has the deviation a / sqrt(3)"};
  if (bound_is(1 / std::sqrt(in))) return {"the bound is 1 / sqrt(inputs), of another law", sum};
  if (bound_is(1)) return {"the bound is 1, whatever the sizes are", sum};
  if (law.bound() > 1.2 * a && std::abs(law.mean_square / (a * a / 3) - 1) < 0.1)
    return {"the variance is right, and the law is the normal one",
            "uniform is asked for: no weight is larger than a"};
  if (law.bound() > 1.2 * a && std::abs(law.mean_square - 1) < 0.1)
    return {"the weights have the deviation 1, whatever the sizes are", sum};
  return {"another law than the one that is asked for", sum};
}

Finding check_law(const Ask& ask, Rng& rng) {
  for (const auto& [inputs, outputs] : {std::pair<std::size_t, std::size_t>{200, 50}, {40, 160}}) {
    const Message answer = asked_start(ask, inputs, outputs, drawn_seed(rng));
    // Whatever the bias has become, the weights are the parameter with inputs * outputs numbers.
    Numbers w;
    for (std::size_t k = 0; k < answer.count("count"); ++k) {
      const Numbers& one = answer.numbers("first " + std::to_string(k));
      if (w.empty() && one.size() == inputs * outputs) w = one;
    }
    const std::string tried = base::text("the first weights of Dense(", inputs, ", ", outputs,
                                         ", rng): smallest, largest, mean, mean square");
    const double a = std::sqrt(6 / double(inputs + outputs));
    const std::string right = list_text({-a, a, 0, a * a / 3}, 4) + ", or near";
    if (w.empty())
      return {false,
              tried,
              "no parameter of inputs times outputs numbers",
              right,
              "parameters() lacks the weights",
              "weights, bias"};
    const Law law(w);
    // The largest of so many draws is within a hundredth of the bound; the limits of the others are
    // seven deviations of theirs or more. Not even a NaN passes.
    if (law.bound() <= a * (1 + 1e-9) && law.bound() > 0.99 * a && law.largest > 0.98 * a &&
        law.smallest < -0.98 * a && std::abs(law.mean) < 0.06 * a &&
        std::abs(law.mean_square / (a * a / 3) - 1) < 0.08)
      continue;
    const Mistake mistake = cause_of_law(law, double(inputs), double(outputs));
    return {
        false, tried,         list_text({law.smallest, law.largest, law.mean, law.mean_square}, 4),
        right, mistake.cause, mistake.hint};
  }
  return {};
}

Finding check_seeds(const Ask& ask, Rng& rng) {
  const std::size_t seed = drawn_seed(rng);
  const auto [inputs, outputs] = std::pair<std::size_t, std::size_t>{6, 4};
  const Message one = asked_start(ask, inputs, outputs, seed),
                other = asked_start(ask, inputs, outputs, seed + 1);
  // The weights are the longer ones, in whatever order they come.
  const auto weights_of = [](const Message& answer) {
    const Numbers first = answer.numbers("first 0");
    if (answer.count("count") < 2 || first.size() >= answer.numbers("first 1").size()) return first;
    return answer.numbers("first 1");
  };
  const Numbers first = weights_of(one), elsewhere = weights_of(other);
  const Numbers &second = one.numbers("second"), &again = one.numbers("again");
  if (first.empty() || first != again)
    return {false,
            "the weights of two layers, each from a new Rng of the same seed",
            list_text(first) + "; and " + list_text(again),
            "the same weights twice",
            "something else than rng decides: a generator of its own, or one that goes on",
            "draw all weights with the rng that is given"};
  if (first == Numbers(first.size(), first[0]))
    return {false,
            "the weights of a layer",
            list_text(first),
            "weights that differ",
            "the first weights are all equal",
            "draw all weights with the rng that is given"};
  if (first == second)
    return {false,
            "the weights of two layers, one after the other from one Rng",
            list_text(first) + "; and " + list_text(second),
            "other weights in the second layer",
            "the generator does not move on: it is copied, or a new one is made in the layer",
            "Rng& rng: draw with it, and not with a copy"};
  if (first == elsewhere)
    return {false,
            "the weights of two layers, from an Rng of another seed each",
            list_text(first) + "; and " + list_text(elsewhere),
            "other weights",
            "the weights do not depend on rng",
            "draw all weights with the rng that is given"};
  return {};
}

Finding check_net_start(const Ask& ask, Rng& rng) {
  Comparison shapes(
      std::vector<Mistake>{{"parameters() has those of the first layer alone",
                            "what is not in this list is not learnt: first layer, second layer"},
                           {"parameters() has those of the second layer alone",
                            "what is not in this list is not learnt: first layer, second layer"},
                           {"parameters() has the second layer first", "first layer, second layer"},
                           {"parameters() has both weights first, and then both biases",
                            "weights and bias of the first layer, then those of the second"},
                           {"parameters() lacks the biases", "four of them: a Dense has two"}});
  Numbers drawn[2];
  // Three equal sizes last: in them, two layers with the same draws have the same weights.
  for (const auto& [inputs, hidden, outputs] :
       {std::array<std::size_t, 3>{2, 5, 3}, {3, 4, 1}, {4, 4, 4}}) {
    Message request;
    request.set("inputs", double(inputs));
    request.set("hidden", double(hidden));
    request.set("outputs", double(outputs));
    request.set("seed", double(drawn_seed(rng)));
    const Message answer = ask("net start", request);
    const double in = double(inputs), mid = double(hidden), out = double(outputs);
    shapes.add(base::text("the shapes of parameters(), -1 between them, of Net(", inputs, ", ",
                          hidden, ", ", outputs, ", rng)"),
               all_sizes(answer), {in, mid, -1, mid, -1, mid, out, -1, out},
               {{in, mid, -1, mid},
                {mid, out, -1, out},
                {mid, out, -1, out, -1, in, mid, -1, mid},
                {in, mid, -1, mid, out, -1, mid, -1, out},
                {in, mid, -1, mid, out}});
    if (!shapes.right()) continue;
    drawn[0] = answer.numbers("first 0");
    drawn[1] = answer.numbers("first 2");
  }
  // Weights that are all equal have lost their points already.
  const bool constant = drawn[0].empty() || drawn[0] == Numbers(drawn[0].size(), drawn[0][0]);
  if (shapes.right() && !constant && drawn[0] == drawn[1])
    return {
        false,
        "the first weights of both layers of Net(4, 4, 4, rng)",
        list_text(drawn[0]) + "; and " + list_text(drawn[1]),
        "other weights in each layer",
        "both layers have the same weights: a generator that is copied, or one layer used twice",
        "one rng for both, one after the other"};
  return shapes.finding();
}

}  // namespace

std::vector<Check> start_checks() {
  return {{"Dense: parameters and their shapes", 3, check_dense_shapes, "chapter 5, \"The idea\""},
          {"Dense: the law of the first weights", 4, check_law, "a = sqrt(6 / (inputs + outputs))"},
          {"Dense: rng decides", 2, check_seeds, "draw all weights with the rng that is given"},
          {"Net: parameters, and their start", 2, check_net_start, "first layer, second layer"}};
}

}  // namespace tapestry::grader::dense_training
