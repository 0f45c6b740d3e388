// The places in C++ sources where an Error is thrown, and the texts that they can throw.
//
// Knows just enough C++: comments, string literals, brackets. Not raw strings.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace tapestry::errors {

// One `fail(...)` or `throw Error(...)`.
struct CallSite {
  std::string file;  // as given to call_sites
  std::size_t line;  // of the call, from 1
  std::string code;  // its arguments, on one line

  // What stands in the text, in order: a part that is literal in the source, or "" for one that is
  // computed. No two neighbours are of the same kind.
  std::vector<std::string> parts;

  // The literals inside of what is computed, such as both of `fits ? "shorter" : "longer"`.
  std::vector<std::string> inner_literals;

  // The parts, with "..." for those that are computed.
  std::string pattern() const;

  // Whether this call could have thrown this text: all literal parts are in it, in their order,
  // with anything between them where something is computed.
  bool could_throw(const std::string& text) const;
};

std::vector<CallSite> call_sites(const std::string& file, const std::string& source);

// Of all .cpp and .hpp files below a folder, without engine/base/error.hpp, which defines fail.
// Files are named from `root` on.
std::vector<CallSite> call_sites_below(const std::filesystem::path& root,
                                       const std::string& folder);

}  // namespace tapestry::errors
