// Pullback: what stands beside each input of an op.
#pragma once

#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

#include "engine/core/var.hpp"

namespace tapestry {

class Pullback;

// Functions that can be one, but for Pullback itself and std::function, which have their own ways.
template <class F>
concept IsPullback =
    std::is_invocable_r_v<Var, const F&, const Var&, const Var&> && !std::is_same_v<F, Pullback> &&
    !std::is_same_v<F, std::function<Var(const Var&, const Var&)>>;

// Maps the gradient g at an op's output y to the gradient at one of its inputs. Written in ops, so
// that it can be differentiated again. Where an input was broadcast, it may return the shape of the
// output: the backward pass sums it back to the input's shape.
//
// Made from any function of two Vars that returns a Var, such as a lambda that captures what its
// formula needs. It is what std::function would be, but keeps its captures in the tensors' pool: a
// tape makes and drops one for each input of each op, and std::function would ask the system for
// memory each time. Copies share one function.
class Pullback {
 public:
  Pullback() = default;  // none; calling it is not allowed

  template <class F>
  requires IsPullback<std::decay_t<F>> Pullback(F&& f)
      : function_(std::allocate_shared<Holder<std::decay_t<F>>>(
            PoolAllocator<Holder<std::decay_t<F>>>(), std::forward<F>(f))) {}

  // An empty std::function is no pullback.
  Pullback(std::function<Var(const Var&, const Var&)> f) {
    using Held = Holder<decltype(f)>;
    if (f) function_ = std::allocate_shared<Held>(PoolAllocator<Held>(), std::move(f));
  }

  Var operator()(const Var& g, const Var& y) const { return function_->call(g, y); }
  explicit operator bool() const { return function_ != nullptr; }

 private:
  struct Function {
    virtual ~Function() = default;
    virtual Var call(const Var& g, const Var& y) const = 0;
  };
  template <class F>
  struct Holder : Function {
    explicit Holder(F given) : f(std::move(given)) {}
    Var call(const Var& g, const Var& y) const override { return f(g, y); }
    F f;
  };

  std::shared_ptr<const Function> function_;
};

}  // namespace tapestry
