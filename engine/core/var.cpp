#include "engine/core/var.hpp"

#include <ostream>

#include "engine/base/error.hpp"
#include "engine/core/node.hpp"

namespace tapestry {

Var Var::make(const char* op, Tensor value, std::string name) {
  return Var(std::allocate_shared<Node>(PoolAllocator<Node>(),
                                        Node{std::move(value), op, std::move(name)}));
}

Var::Var(Scalar number) : Var(make(leaf::constant, full({}, number), "")) {}
Var::Var(Tensor value) : Var(input("", std::move(value))) {}
Var Var::input(std::string name, Tensor value) {
  return make(leaf::input, std::move(value), std::move(name));
}

Var Var::parameter(std::string name, Tensor value) {
  return make(leaf::parameter, std::move(value), std::move(name));
}
Var Var::constant(Tensor value) { return make(leaf::constant, std::move(value), ""); }

const Var::Node& Var::node() const {
  if (node_ == nullptr)
    base::fail(
        "Var: this handle holds nothing: give it a value, as in Var x(tensor), before using it.");
  return *node_;
}

const Tensor& Var::value() const { return node().value; }
const std::string& Var::name() const { return node().name; }
const char* Var::op() const { return node().op; }

bool Var::is_parameter() const { return node().op == leaf::parameter; }
bool Var::is_constant() const { return node().op == leaf::constant; }
bool Var::is_leaf() const { return is_parameter() || is_constant() || node().op == leaf::input; }

Scalar Var::item() const {
  if (size() != 1)
    base::fail("item: ", describe(*this), " has ", size(),
               " elements, but item() reads the only one: index value() instead.");
  return value().storage()[0];
}

Var Var::named(std::string name) const {
  node();
  node_->name = std::move(name);
  return *this;
}

std::span<Scalar> Var::mutable_value() {
  if (!is_leaf())
    base::fail(
        "mutable_value: ", describe(*this),
        " was computed by an op, and what an op computed must stay as it is: change the inputs or "
        "parameters that it was computed from.");
  ++node_->version;
  return {node_->value.data(), node_->value.size()};
}

void Var::set_value(Tensor value) {
  if (value.shape() != shape())
    base::fail("set_value: ", describe(*this), " cannot take a value of shape ",
               to_string(value.shape()), ": the new value must have the same shape.");
  mutable_value();  // counts the change, and refuses a recorded Var
  node_->value = std::move(value);
}

std::string describe(const Var& x) {
  const std::string shape = to_string(x.shape());
  if (!x.name().empty()) return "'" + x.name() + "' " + shape;
  if (x.is_constant()) return "a constant " + shape;
  if (x.is_parameter()) return "an unnamed parameter " + shape;
  if (x.is_leaf()) return "an unnamed input " + shape;
  return "the output of " + std::string(x.op()) + " " + shape;
}

std::ostream& operator<<(std::ostream& out, const Var& x) {
  return x.empty() ? out << "(an empty Var)" : out << x.value();
}

}  // namespace tapestry
