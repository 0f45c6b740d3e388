// Var: a value with a place on the tape.
//
// A Var is a small handle; copies of it stand for the same value. It is one of
//   - a leaf: made by hand from a Tensor (an input, a parameter) or from a number (a constant);
//     it belongs to no tape and lives as long as a handle to it;
//   - recorded: the output of an op, at one place on the tape that recorded it. When that tape
//     ends, the Var keeps its value and loses its history: a later tape refuses it as an input of
//     an op, unless stop_gradient says that it is meant as a constant.
#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include "engine/array/tensor.hpp"

namespace tapestry {

class Var {
 public:
  // Holds nothing; reading its value throws.
  Var() = default;

  // A constant in a formula, such as the 1 of `1 - square(y)`: a scalar that no gradient reaches.
  // (A scalar with a gradient is Var(full({}, 2)).)
  Var(Scalar number);

  // A leaf whose gradient can be asked for. The name, if given, is used in errors and printouts.
  explicit Var(Tensor value);
  template <std::convertible_to<std::string> Name>  // not std::string, which {0, 0} would fit
  explicit Var(Name&& name, Tensor value)
      : Var(input(std::string(std::forward<Name>(name)), std::move(value))) {}

  // A named leaf that training changes between tapes.
  static Var parameter(std::string name, Tensor value);

  // A tensor that no gradient reaches: a mask, one-hot labels. Who asks for its gradient gets an
  // error, or zeros with Unused::zeros.
  static Var constant(Tensor value);

  const Tensor& value() const;
  const Shape& shape() const { return value().shape(); }
  std::size_t size() const { return value().size(); }
  std::size_t rank() const { return value().dimension(); }

  // The only element; throws where there are more, or none.
  Scalar item() const;

  // Gives the value behind this handle a name, and returns the handle.
  Var named(std::string name) const;
  const std::string& name() const;

  // The op that computed it; "input", "parameter" or "constant" for a leaf.
  const char* op() const;

  // The same for all handles to one value, different for different values that are alive: a key.
  const void* identity() const { return node_.get(); }

  bool empty() const { return node_ == nullptr; }
  bool is_leaf() const;
  bool is_parameter() const;
  bool is_constant() const;

  // The elements of a leaf in row-major order, to be changed in place between tapes; throws for a
  // recorded Var. A tape that has recorded the old value gives no gradients any more: so do not
  // keep the span, but ask for it anew before each change.
  std::span<Scalar> mutable_value();

  // A new value of the same shape for a leaf; throws where the shape differs.
  void set_value(Tensor value);

 private:
  struct Node;
  friend class Tape;
  explicit Var(std::shared_ptr<Node> node) : node_(std::move(node)) {}
  static Var make(const char* op, Tensor value, std::string name);
  static Var input(std::string name, Tensor value);
  const Node& node() const;

  std::shared_ptr<Node> node_;
};

// "'trunk.0.weight' [784 x 256]"; without a name: "an unnamed parameter [10]", "the output of relu
// [64 x 10]".
std::string describe(const Var& x);

// Its value, as a Tensor's (tensor.hpp).
std::ostream& operator<<(std::ostream& out, const Var& x);

}  // namespace tapestry
