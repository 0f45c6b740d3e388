// Optimisers: how parameters move, given their gradients.
//
// An optimiser changes exactly the parameters that step() is given. What it remembers of one (its
// momentum, its count of steps) belongs to that parameter alone, so a head that took no part in a
// step is not touched: it neither moves on old momentum nor has its averages fade.
#pragma once

#include <limits>
#include <map>
#include <span>
#include <string>
#include <unordered_map>

#include "nn/files/archive.hpp"
#include "nn/layers/parameter.hpp"

namespace tapestry::nn {

class Optimiser {
 public:
  virtual ~Optimiser() = default;

  // Moves each parameter by its gradient. Throws, having changed nothing, where the counts or a
  // shape differ, a parameter comes twice, the learning rate is negative or not finite, a gradient
  // has a NaN, an infinity or an element whose square overflows a Scalar, or an element of a
  // parameter would become infinite or NaN.
  void step(const Parameters& parameters, const std::vector<Tensor>& gradients);

  // Writes or reads what it remembers, by the parameters' names, and its settings, which must be
  // the same when they are read. What was read is taken up by the parameters of these names at
  // their next step, or by take_up(). Writing throws where two parameters that it has moved have
  // one name.
  void serialise(Archive& archive);

  // Gives these parameters what was read for their names, where something was. Throws where that
  // has other shapes than a first step gives, or a step by it would make a parameter infinite or
  // NaN.
  void take_up(const Parameters& parameters);

  // Step size; 0 moves nothing. fit() multiplies it by its schedule's factor.
  double learning_rate;

 protected:
  explicit Optimiser(double rate);

  // What is remembered of one parameter; the tensors are scalars until first used.
  struct State {
    Parameter parameter;   // kept, so that its identity is not given to another
    std::size_t size = 0;  // elements of the parameter, and so of these tensors
    Tensor first = zeros({}), second = zeros({});
    long steps = 0;
    double largest = 0;  // no element of `first` is larger

    void serialise(Archive& archive);
  };

  // How far a step can go, from a bound of the gradient's elements. Where nothing is known, every
  // step is tried on copies first, which doubles its cost.
  struct Reach {
    double first;  // no element of state.first will be larger
    double move;   // no element of the parameter will move further (nor grow, but for that)
  };
  virtual Reach reach(const State&, double /*largest_gradient*/) const {
    return {0, std::numeric_limits<double>::infinity()};
  }

  // Moves one parameter's elements, `value`; the gradient has as many. Must change nothing else but
  // the state: a step that may go too far is tried on copies first.
  virtual void update(std::span<Scalar> value, const Tensor& gradient, State& state) = 0;

  // For serialise(): archive.expect() of each setting that update() uses, but for the rate.
  virtual void expect_settings(Archive&) const {}

 private:
  void refuse_step(const Parameter& parameter, const Tensor& gradient, State state);
  std::unordered_map<const void*, State> states_;
  std::map<std::string, State> read_;  // by name, until their parameters come
};

// v <- momentum v + g;  w <- w - rate v  (Polyak's heavy ball; momentum 0 is plain descent).
class Sgd : public Optimiser {
 public:
  explicit Sgd(double rate, double momentum = 0);
  double momentum() const { return double{momentum_}; }

 private:
  Reach reach(const State& state, double largest_gradient) const override;
  void update(std::span<Scalar> value, const Tensor& gradient, State& state) override;
  void expect_settings(Archive& archive) const override;
  Scalar momentum_;
};

// m <- b1 m + (1 - b1) g;  v <- b2 v + (1 - b2) g^2;
// w <- w - rate m' / (sqrt(v') + epsilon), where m' = m / (1 - b1^k) and v' = v / (1 - b2^k) undo
// the bias of starting from zero, k counting this parameter's own steps (Kingma & Ba 2015). With a
// weight decay, w <- w - rate decay w beforehand, apart from the gradient (AdamW: Loshchilov &
// Hutter 2019).
class Adam : public Optimiser {
 public:
  struct Options {
    double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weight_decay = 0;
  };
  explicit Adam(double rate) : Adam(rate, Options()) {}
  Adam(double rate, const Options& options);

 private:
  Reach reach(const State& state, double largest_gradient) const override;
  void update(std::span<Scalar> value, const Tensor& gradient, State& state) override;
  void expect_settings(Archive& archive) const override;
  Options options_;
};

// Adam with its decay switched on.
class AdamW : public Adam {
 public:
  explicit AdamW(double rate, double weight_decay = 0.01)
      : Adam(rate, {0.9, 0.999, 1e-8, weight_decay}) {}
};

}  // namespace tapestry::nn
