// Module: any layer, as a net holds it that is told its layers. Sequential: modules one after the
// other.
//
// A layer is anything that is called with x, or with x and the context, and gives a Var; if it has
// parameters, it says which by parameters(), and if something else decides what it computes (an
// activation, the probability of dropout), it may say what by settings(), a text: a run that goes
// on from a file must have the same. So the layers of this folder are modules, and so are functions
// such as relu and
//   [](const Var& x) { return max_pool2d(x, 2); }
#pragma once

#include <concepts>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "nn/layers/context.hpp"
#include "nn/layers/parameter.hpp"

namespace tapestry::nn {

template <class T>
concept LayerOfX = requires(const T& layer, const Var& x) {
  { layer(x) } -> std::convertible_to<Var>;
};
template <class T>
concept LayerOfXAndContext = requires(const T& layer, const Var& x, const Context& context) {
  { layer(x, context) } -> std::convertible_to<Var>;
};

class Module {
 public:
  // Takes the layer over: Module(std::move(dense)). What else is to see its parameters takes them
  // before: a Parameter is a handle.
  template <class L>
  requires(!std::same_as<L, Module> && (LayerOfX<L> || LayerOfXAndContext<L>)) Module(L layer)
      : layer_(std::make_unique<Held<L>>(std::move(layer))) {}

  Var operator()(const Var& x, const Context& context) const { return layer_->of(x, context); }
  Parameters parameters() const { return layer_->parameters(); }
  std::string settings() const { return layer_->settings(); }

 private:
  struct AnyLayer {
    virtual ~AnyLayer() = default;
    virtual Var of(const Var& x, const Context& context) const = 0;
    virtual Parameters parameters() const = 0;
    virtual std::string settings() const = 0;
  };

  template <class L>
  struct Held : AnyLayer {
    explicit Held(L held) : layer(std::move(held)) {}
    Var of(const Var& x, const Context& context) const override {
      if constexpr (LayerOfXAndContext<L>)
        return layer(x, context);
      else
        return layer(x);
    }
    Parameters parameters() const override {
      static_assert(
          requires { layer.parameters(); } || !requires(L & any) { any.parameters(); },
          "the layer's parameters() must be const: it would be taken for one without any");
      if constexpr (requires { layer.parameters(); })
        return layer.parameters();
      else
        return {};
    }
    std::string settings() const override {
      if constexpr (requires { layer.settings(); })
        return layer.settings();
      else
        return {};
    }
    L layer;
  };

  std::unique_ptr<const AnyLayer> layer_;
};

// Sequential(Conv2d(...), relu, Dropout(0.5)): x through each in turn; of none, x itself.
class Sequential : NoCopies {
 public:
  template <class... Layers>
  requires(std::constructible_from<Module, Layers>&&...) explicit Sequential(Layers... layers) {
    (modules_.emplace_back(std::move(layers)), ...);
  }

  Var operator()(const Var& x, const Context& context) const {
    Var y = x;
    for (const Module& module : modules_) y = module(y, context);
    return y;
  }
  Parameters parameters() const {
    Parameters all;
    for (const Module& module : modules_) all = joined(std::move(all), module.parameters());
    return all;
  }
  std::string settings() const {
    std::string all;
    for (std::size_t k = 0; k < modules_.size(); ++k)
      all += (k == 0 ? "" : ", ") + modules_[k].settings();
    return all;
  }

 private:
  std::vector<Module> modules_;
};

}  // namespace tapestry::nn
