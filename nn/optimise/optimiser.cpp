#include "nn/optimise/optimiser.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_set>

#include "engine/base/error.hpp"

namespace tapestry::nn {
namespace {

// A bound of the elements' sizes; infinite unless all squares are finite: Adam's v adds up squares,
// and once it were infinite the parameter would never move again.
double bound_of(const Tensor& x) {
  // The sum of the squares is finite only if all of them are, and needs no branch. It is the second
  // time in a step that a gradient is read, so it must run at the cache's speed: with fewer lanes,
  // it would wait for one sum after another (tests/bench/two_task_step, batch 16).
  constexpr std::size_t kLanes = 64;
  Scalar lanes[kLanes] = {};
  const Scalar* in = x.data();
  const std::size_t n = x.size(), whole = n - n % kLanes;
  for (std::size_t i = 0; i < whole; i += kLanes)
    for (std::size_t lane = 0; lane < kLanes; ++lane) lanes[lane] += in[i + lane] * in[i + lane];
  for (std::size_t i = whole; i < n; ++i) lanes[0] += in[i] * in[i];
  double total = 0;
  for (Scalar lane : lanes) total += double{lane};
  // Smaller elements have squares that vanish.
  const double smallest = std::sqrt(double{std::numeric_limits<Scalar>::min()});
  if (std::isfinite(total)) return std::sqrt(total) + smallest;
  // The sum alone may have overflowed.
  const bool all_finite = std::all_of(in, in + n, [](Scalar v) { return std::isfinite(v * v); });
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  return all_finite ? std::sqrt(double{std::numeric_limits<Scalar>::max()}) : kInfinity;
}

// A step below half of what lies between the largest Scalar and the one before it: no finite number
// becomes infinite by it.
bool is_harmless(double move) {
  using Limits = std::numeric_limits<Scalar>;
  return move < std::ldexp(1.0, Limits::max_exponent - Limits::digits - 1);
}

bool is_finite_scalar(double x) { return std::abs(x) <= std::numeric_limits<Scalar>::max(); }

// As the Scalar that it is used as: in float, 1 - 1e-9 is 1.
void check_share(const char* optimiser, const char* name, double value) {
  if (!(value >= 0 && static_cast<Scalar>(value) < 1))
    base::fail(optimiser, ": ", name, " is ", value, ", but it must lie in [0, 1)",
               value >= 0 && value < 1 ? ", as a Scalar, too." : ".");
}

}  // namespace

Optimiser::Optimiser(double rate) : learning_rate(rate) {
  if (!(static_cast<Scalar>(rate) > 0) || !is_finite_scalar(rate))
    base::fail("Optimiser: the learning rate is ", rate,
               ", but it must be positive and finite as a Scalar.");
}

void Optimiser::step(const Parameters& parameters, const std::vector<Tensor>& gradients) {
  if (parameters.size() != gradients.size())
    base::fail("Optimiser: ", parameters.size(), " parameters with ", gradients.size(),
               " gradients: give one gradient a parameter, in the same order.");
  if (!(learning_rate >= 0) || !is_finite_scalar(learning_rate))
    base::fail("Optimiser: the learning rate has become ", learning_rate,
               ", but it must be 0 or more, and finite; no parameter was changed.");
  std::unordered_set<const void*> seen;
  std::vector<Reach> reaches;
  if (!read_.empty()) take_up(parameters);
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (!seen.insert(parameters[i].identity()).second)
      base::fail("Optimiser: ", describe(parameters[i]),
                 " was given twice, and would move twice: give each parameter once.");
    if (!parameters[i].is_leaf())
      base::fail("Optimiser: ", describe(parameters[i]),
                 " was computed by an op: only leaves can move.");
    if (parameters[i].shape() != gradients[i].shape())
      base::fail("Optimiser: ", describe(parameters[i]), " with a gradient ",
                 to_string(gradients[i].shape()), ": both must have the same shape.");
    const auto known = states_.find(parameters[i].identity());
    if (known != states_.end() && known->second.size != parameters[i].size())
      base::fail(
          "Optimiser: ", describe(parameters[i]), " had ", known->second.size,
          " elements at its first step, for which the optimiser remembers its state: take a new "
          "optimiser for a parameter of another size.");
    const double largest = bound_of(gradients[i]);
    if (std::isinf(largest))
      base::fail(
          "Optimiser: the gradient of ", describe(parameters[i]),
          " has a NaN, an infinity or an element whose square overflows: lower the learning rate, "
          "or look for a log or a division at "
          "0; no parameter was changed.");
    const auto look = [&](const State& state) {
      reaches.push_back(reach(state, largest));
      // In nearly all steps of a program no parameter has to be tried.
      if (!is_harmless(reaches.back().move)) refuse_step(parameters[i], gradients[i], state);
    };
    if (known == states_.end())
      look(State{parameters[i], parameters[i].size()});
    else
      look(known->second);
  }
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    Parameter parameter = parameters[i];
    State& state =
        states_.try_emplace(parameter.identity(), State{parameter, parameter.size()}).first->second;
    ++state.steps;
    state.largest = reaches[i].first;
    update(parameter.mutable_value(), gradients[i], state);
  }
}

void Optimiser::take_up(const Parameters& parameters) {
  for (const Parameter& parameter : parameters) {
    const auto found = read_.find(parameter.name());
    if (found == read_.end() || states_.contains(parameter.identity())) continue;
    const State& read = found->second;
    const auto steps_to = [&](State& state) {
      Tensor value = parameter.value();
      ++state.steps;
      update({value.data(), value.size()}, zeros_like(value), state);
      return value;
    };
    // What a first step remembers has the right shapes.
    State fresh{parameter, parameter.size()};
    steps_to(fresh);
    if (read.size != parameter.size() || read.first.shape() != fresh.first.shape() ||
        read.second.shape() != fresh.second.shape())
      base::fail("Optimiser: what was saved of ", describe(parameter), " was of a parameter of ",
                 read.size, " elements, with moments ", to_string(read.first.shape()), " and ",
                 to_string(read.second.shape()), ": go on with the model that it was saved with.");
    // And numbers that lead nowhere show in the next one.
    State tried = read;
    const Tensor value = steps_to(tried);
    for (std::size_t i = 0; i < value.size(); ++i)
      if (!std::isfinite(value.data()[i]) && std::isfinite(parameter.value().data()[i]))
        base::fail("Optimiser: what was saved of ", describe(parameter),
                   " is damaged: a step by it would make element ", i, " ", value.data()[i],
                   ": begin anew, or go on from an earlier state.");
    found->second.parameter = parameter;
    states_.emplace(parameter.identity(), std::move(found->second));
    read_.erase(found);
  }
}

void Optimiser::State::serialise(Archive& archive) {
  archive("size", size);
  archive("first", first);
  archive("second", second);
  archive("steps", steps);
  archive.require(steps > 0 && steps < std::numeric_limits<long>::max() / 2, "steps",
                  "is no number of steps that were made");
  archive("largest", largest);
  archive.require(largest >= 0 && std::isfinite(largest), "largest",
                  "is no bound of what is remembered");
}

void Optimiser::serialise(Archive& archive) {
  archive.expect("learning rate", learning_rate, "the learning rate");
  expect_settings(archive);
  std::map<std::string, State> by_name = read_;  // of parameters that no step came to yet
  if (!archive.reading())
    for (const auto& [identity, state] : states_)
      if (!by_name.emplace(state.parameter.name(), state).second)
        base::fail("Optimiser: two parameters that it has moved are named '",
                   state.parameter.name(), "': give each a name of its own.");
  archive("parameters", by_name);
  if (!archive.reading()) return;
  states_.clear();
  read_ = std::move(by_name);
}

// Tries the step on copies.
void Optimiser::refuse_step(const Parameter& parameter, const Tensor& gradient, State state) {
  Tensor value = parameter.value();
  ++state.steps;
  update({value.data(), value.size()}, gradient, state);
  for (std::size_t i = 0; i < value.size(); ++i)
    if (!std::isfinite(value.data()[i]) && std::isfinite(parameter.value().data()[i]))
      base::fail("Optimiser: a step with the learning rate ", learning_rate, " would make element ",
                 i, " (in row-major order) of ", describe(parameter), " ",
                 std::isnan(value.data()[i]) ? "NaN" : "infinite", ": it is ",
                 parameter.value().data()[i], ", and its gradient ", gradient.data()[i],
                 ": lower the learning rate; no parameter was changed.");
}

Sgd::Sgd(double rate, double momentum) : Optimiser(rate), momentum_(static_cast<Scalar>(momentum)) {
  check_share("Sgd", "momentum", momentum);
}

Optimiser::Reach Sgd::reach(const State& state, double largest_gradient) const {
  const double first = double{momentum_} * state.largest + largest_gradient;
  return {first, learning_rate * first};
}

void Sgd::expect_settings(Archive& archive) const {
  archive.expect("method", std::string("sgd"), "the optimiser");
  archive.expect("momentum", momentum_, "the momentum");
}

void Sgd::update(std::span<Scalar> value, const Tensor& gradient, State& state) {
  if (state.steps == 1) state.first = zeros_like(gradient);
  const Scalar rate = static_cast<Scalar>(learning_rate);
  const Scalar* g = gradient.data();
  Scalar *w = value.data(), *v = state.first.data();
  for (std::size_t i = 0, n = value.size(); i < n; ++i) {
    v[i] = momentum_ * v[i] + g[i];
    w[i] -= rate * v[i];
  }
}

Adam::Adam(double rate, const Options& options) : Optimiser(rate), options_(options) {
  check_share("Adam", "beta1", options.beta1);
  check_share("Adam", "beta2", options.beta2);
  check_share("Adam", "weight_decay", options.weight_decay);
  if (!(static_cast<Scalar>(options.epsilon) > 0) || !is_finite_scalar(options.epsilon))
    base::fail("Adam: epsilon is ", options.epsilon,
               ", but must be positive and finite as a Scalar: in float, 1e-46 is 0.");
}

Optimiser::Reach Adam::reach(const State& state, double largest_gradient) const {
  const double k = static_cast<double>(state.steps + 1);
  const double first = options_.beta1 * state.largest + (1 - options_.beta1) * largest_gradient;
  // As if v were 0. The decay must not make the parameter itself larger, nor the rate be infinite
  // as a Scalar.
  const double rate = learning_rate / (1 - std::pow(options_.beta1, k));
  const bool shrinks = learning_rate * options_.weight_decay <= 2;
  const bool bounded = shrinks && is_finite_scalar(rate);
  const double move = rate * first / static_cast<Scalar>(options_.epsilon);
  return {first, bounded ? move : std::numeric_limits<double>::infinity()};
}

void Adam::expect_settings(Archive& archive) const {
  archive.expect("method", std::string("adam"), "the optimiser");
  archive.expect("beta1", options_.beta1, "beta1");
  archive.expect("beta2", options_.beta2, "beta2");
  archive.expect("epsilon", options_.epsilon, "epsilon");
  archive.expect("weight decay", options_.weight_decay, "the weight decay");
}

void Adam::update(std::span<Scalar> value, const Tensor& gradient, State& state) {
  if (state.steps == 1) {
    state.first = zeros_like(gradient);
    state.second = zeros_like(gradient);
  }
  const double k = static_cast<double>(state.steps);
  const Scalar b1 = static_cast<Scalar>(options_.beta1), b2 = static_cast<Scalar>(options_.beta2);
  const Scalar rest1 = static_cast<Scalar>(1 - options_.beta1);
  const Scalar rest2 = static_cast<Scalar>(1 - options_.beta2);
  const Scalar rate = static_cast<Scalar>(learning_rate / (1 - std::pow(options_.beta1, k)));
  const Scalar scale = static_cast<Scalar>(1 / (1 - std::pow(options_.beta2, k)));
  const Scalar epsilon = static_cast<Scalar>(options_.epsilon);
  const Scalar keep = static_cast<Scalar>(1 - learning_rate * options_.weight_decay);
  // One pass over five arrays, which no two parameters share: the loop is bound by memory, and
  // every further pass would cost as much again (tests/bench/two_task_step).
  const Scalar* __restrict g = gradient.data();
  Scalar* __restrict w = value.data(), * __restrict m = state.first.data();
  Scalar* __restrict v = state.second.data();
  for (std::size_t i = 0, n = value.size(); i < n; ++i) {
    m[i] = b1 * m[i] + rest1 * g[i];
    v[i] = b2 * v[i] + rest2 * g[i] * g[i];
    w[i] = keep * w[i] - rate * m[i] / (std::sqrt(v[i] * scale) + epsilon);
  }
}

}  // namespace tapestry::nn
