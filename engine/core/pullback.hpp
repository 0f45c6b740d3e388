// Pullback: what stands beside each input of an op.
#pragma once

#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

#include "engine/core/var.hpp"

namespace tapestry {

class Pullback;

// Adds the gradient that a pullback would return to what its input has so far, in place: `sum` has
// the input's shape, g the output's.
template <class F>
concept IsAddTo = std::is_invocable_v<const F&, Tensor&, const Tensor&>;

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

  // For an op that takes a piece of a large input: what the pullback returns is zeros but for that
  // piece, and a thousand pieces of one input would be a thousand tensors of its size. A backward
  // pass that is not recorded calls `add` instead, which must add the same gradient.
  template <class F, class Add>
  requires IsPullback<std::decay_t<F>> && IsAddTo<std::decay_t<Add>> Pullback(F&& f, Add&& add)
      : function_(std::allocate_shared<AddingHolder<std::decay_t<F>, std::decay_t<Add>>>(
            PoolAllocator<AddingHolder<std::decay_t<F>, std::decay_t<Add>>>(), std::forward<F>(f),
            std::forward<Add>(add))) {}

  // An empty std::function is no pullback.
  Pullback(std::function<Var(const Var&, const Var&)> f) {
    using Held = Holder<decltype(f)>;
    if (f) function_ = std::allocate_shared<Held>(PoolAllocator<Held>(), std::move(f));
  }

  Var operator()(const Var& g, const Var& y) const { return function_->call(g, y); }
  explicit operator bool() const { return function_ != nullptr; }

  // Whether it was made with an `add`; only then may add_to be called.
  bool can_add() const { return function_->can_add; }
  void add_to(Tensor& sum, const Tensor& g) const { function_->add_to(sum, g); }

 private:
  struct Function {
    virtual ~Function() = default;
    virtual Var call(const Var& g, const Var& y) const = 0;
    virtual void add_to(Tensor&, const Tensor&) const {}
    bool can_add = false;
  };
  template <class F>
  struct Holder : Function {
    explicit Holder(F given) : f(std::move(given)) {}
    Var call(const Var& g, const Var& y) const override { return f(g, y); }
    F f;
  };
  template <class F, class Add>
  struct AddingHolder : Holder<F> {
    AddingHolder(F given, Add given_add) : Holder<F>(std::move(given)), add(std::move(given_add)) {
      this->can_add = true;
    }
    void add_to(Tensor& sum, const Tensor& g) const override { add(sum, g); }
    Add add;
  };

  std::shared_ptr<const Function> function_;
};

}  // namespace tapestry
