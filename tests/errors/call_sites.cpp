#include "tests/errors/call_sites.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <sstream>

namespace tapestry::errors {
namespace {

// The place behind the string or character literal that begins at `at`.
std::size_t after_literal(const std::string& source, std::size_t at) {
  const char quote = source[at];
  for (++at; at < source.size() && source[at] != quote; ++at)
    if (source[at] == '\\') ++at;
  return at + 1;
}

bool begins_literal(const std::string& source, std::size_t at) {
  // A ' between digits separates thousands.
  return source[at] == '"' ||
         (source[at] == '\'' &&
          (at == 0 || !std::isalnum(static_cast<unsigned char>(source[at - 1]))));
}

// The source with its comments turned into spaces; line breaks stay.
std::string without_comments(std::string source) {
  for (std::size_t at = 0; at < source.size();) {
    if (begins_literal(source, at)) {
      at = after_literal(source, at);
    } else if (source.compare(at, 2, "//") == 0) {
      for (; at < source.size() && source[at] != '\n'; ++at) source[at] = ' ';
    } else {
      ++at;
    }
  }
  return source;
}

// The arguments of the call whose opening bracket is at `open`.
std::vector<std::string> arguments(const std::string& source, std::size_t open) {
  std::vector<std::string> found(1);
  int depth = 1;
  for (std::size_t at = open + 1; at < source.size();) {
    const char c = source[at];
    if (begins_literal(source, at)) {
      const std::size_t end = after_literal(source, at);
      found.back() += source.substr(at, end - at);
      at = end;
      continue;
    }
    if (c == '(' || c == '{' || c == '[') ++depth;
    if (c == ')' || c == '}' || c == ']') --depth;
    if (depth == 0) break;
    if (c == ',' && depth == 1)
      found.emplace_back();
    else
      found.back() += c;
    ++at;
  }
  return found;
}

// The literals in one argument, neighbours joined; `rest` becomes what stands outside of them.
std::vector<std::string> literals(const std::string& argument, std::string& rest) {
  std::vector<std::string> found;
  bool joined = false;  // only white space since the last literal
  for (std::size_t at = 0; at < argument.size();) {
    if (argument[at] != '"') {
      const bool space = std::isspace(static_cast<unsigned char>(argument[at])) != 0;
      if (!space) rest += argument[at];
      joined = joined && space;
      ++at;
      continue;
    }
    const std::size_t end = after_literal(argument, at);
    if (!joined) found.emplace_back();
    for (++at; at + 1 < end; ++at) {
      if (argument[at] == '\\') ++at;  // \" and \\ are all that error texts use
      found.back() += argument[at];
    }
    at = end;
    joined = true;
  }
  return found;
}

CallSite site_of(const std::string& file, std::size_t line, const std::vector<std::string>& given) {
  CallSite site{file, line, "", {}, {}};
  for (const std::string& argument : given) {
    std::string rest;
    const std::vector<std::string> quoted = literals(argument, rest);
    const bool literal = rest.empty();
    if (!literal)
      site.inner_literals.insert(site.inner_literals.end(), quoted.begin(), quoted.end());
    const std::string part = literal && !quoted.empty() ? quoted[0] : "";
    if (!site.parts.empty() && site.parts.back().empty() == part.empty())
      site.parts.back() += part;
    else
      site.parts.push_back(part);
    site.code += (site.code.empty() ? "" : ",") + argument;
  }
  std::replace(site.code.begin(), site.code.end(), '\n', ' ');
  return site;
}

}  // namespace

std::string CallSite::pattern() const {
  std::string out;
  for (const std::string& part : parts) out += part.empty() ? "..." : part;
  return out;
}

bool CallSite::could_throw(const std::string& text) const {
  std::size_t at = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].empty()) continue;
    const bool first = i == 0, last = i + 1 == parts.size();
    const std::size_t found = last ? text.rfind(parts[i]) : text.find(parts[i], at);
    if (found == std::string::npos || found < at || (first && found != 0)) return false;
    at = found + parts[i].size();
    if (last && at != text.size()) return false;
  }
  return true;
}

std::vector<CallSite> call_sites(const std::string& file, const std::string& source) {
  const std::string code = without_comments(source);
  std::vector<CallSite> sites;
  for (const std::string name : {"fail(", "fail<PullbackError>(", "throw Error("})
    for (std::size_t at = 0; (at = code.find(name, at)) != std::string::npos; at += name.size()) {
      const char before = at == 0 ? ' ' : code[at - 1];
      if (std::isalnum(static_cast<unsigned char>(before)) || before == '_') continue;
      const auto line = 1 + std::count(code.begin(), code.begin() + static_cast<long>(at), '\n');
      sites.push_back(
          site_of(file, static_cast<std::size_t>(line), arguments(code, at + name.size() - 1)));
    }
  return sites;
}

std::vector<CallSite> call_sites_below(const std::filesystem::path& root,
                                       const std::string& folder) {
  std::vector<CallSite> all;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder)) {
    const std::string name = std::filesystem::relative(entry.path(), root).string();
    const auto extension = entry.path().extension();
    if ((extension != ".cpp" && extension != ".hpp") || name == "engine/base/error.hpp") continue;
    std::ostringstream source;
    source << std::ifstream(entry.path()).rdbuf();
    const std::vector<CallSite> found = call_sites(name, source.str());
    all.insert(all.end(), found.begin(), found.end());
  }
  return all;
}

}  // namespace tapestry::errors
