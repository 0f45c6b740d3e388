#include "engine/core/scope.hpp"

#include <cstdio>
#include <cstdlib>
#include <vector>

#include "engine/base/error.hpp"

namespace tapestry {
namespace {

struct Level {
  std::string path;
  std::uint64_t number;
  const Scope* owner;
};

std::vector<Level>& levels() {
  thread_local std::vector<Level> stack(1, Level{"", 0, nullptr});
  return stack;
}

// levels().back().number; apart, because each record reads it, and a plain number needs no check
// whether it has been made.
thread_local std::uint64_t innermost_number = 0;
thread_local std::uint64_t scopes_made = 0;

}  // namespace

Scope::Scope(const std::string& name) {
  if (name.empty() || name.find('/') != std::string::npos)
    base::fail(
        "Scope: '", name,
        "' is no name for a scope: it must have at least one letter, and no '/', which joins the "
        "names of nested scopes.");
  const std::string& outer = Scope::current();
  levels().push_back({outer.empty() ? name : outer + "/" + name, ++scopes_made, this});
  innermost_number = levels().back().number;
}

Scope::~Scope() {
  if (levels().back().owner != this) {  // a destructor cannot throw
    std::fprintf(stderr,
                 "A Scope ended before one inside it, or on another thread than it began on.\n");
    std::abort();
  }
  levels().pop_back();
  innermost_number = levels().back().number;
}

const std::string& Scope::current() { return levels().back().path; }
std::uint64_t Scope::current_number() { return innermost_number; }

}  // namespace tapestry
