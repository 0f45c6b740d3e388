#include "engine/scope.hpp"

#include <vector>

#include "engine/error.hpp"

namespace tapestry {
namespace {

struct Level {
  std::string path;
  std::uint64_t number;
};

std::vector<Level>& levels() {
  thread_local std::vector<Level> stack(1, Level{"", 0});
  return stack;
}

// levels().back().number; apart, because each record reads it, and a plain number needs no check
// whether it has been made.
thread_local std::uint64_t innermost = 0;
thread_local std::uint64_t scopes_made = 0;

}  // namespace

Scope::Scope(const std::string& name) {
  if (name.empty() || name.find('/') != std::string::npos)
    fail("Scope: '", name,
         "' is no name for a scope: it must have at least one letter, and no '/', which joins the "
         "names of nested scopes.");
  const std::string& outer = Scope::current();
  levels().push_back({outer.empty() ? name : outer + "/" + name, ++scopes_made});
  innermost = levels().back().number;
}

Scope::~Scope() {
  levels().pop_back();
  innermost = levels().back().number;
}

const std::string& Scope::current() { return levels().back().path; }
std::uint64_t Scope::current_number() { return innermost; }

}  // namespace tapestry
