// Scope: a name for the part of a computation that is recorded while it lives.
//
//   Scope trunk("trunk");
//   Var h = relu(affine(x, weight, bias));   // both records show "trunk"
#pragma once

#include <cstdint>
#include <string>

namespace tapestry {

// Scopes nest: inside "trunk", a Scope("layer 0") is "trunk/layer 0". They belong to the thread and
// must end there in the reverse order in which they began, as objects in blocks do; otherwise the
// program is aborted, because the names would be wrong from then on. Throws for an empty name, and
// for one with a '/', which stands between the names.
class Scope {
 public:
  explicit Scope(const std::string& name);
  ~Scope();
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;

  // The names of the scopes that this thread is in, outermost first, joined by '/'; "" outside of
  // any.
  static const std::string& current();

  // A number for current() that no other Scope of this thread has had; 0 outside of any. The tape
  // compares it at each record, which is cheaper than comparing names.
  static std::uint64_t current_number();
};

}  // namespace tapestry
