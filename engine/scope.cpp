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

std::uint64_t next_number() {
  thread_local std::uint64_t count = 0;
  return ++count;
}

}  // namespace

Scope::Scope(const std::string& name) {
  if (name.empty() || name.find('/') != std::string::npos)
    fail("Scope: '", name,
         "' is no name for a scope: it must have at least one letter, and no '/', which joins the "
         "names of nested scopes.");
  const std::string& outer = current();
  levels().push_back({outer.empty() ? name : outer + "/" + name, next_number()});
}

Scope::~Scope() { levels().pop_back(); }

const std::string& Scope::current() { return levels().back().path; }
std::uint64_t Scope::current_number() { return levels().back().number; }

}  // namespace tapestry
