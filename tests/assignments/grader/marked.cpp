#include "tests/assignments/grader/marked.hpp"

#include <sstream>

#include "engine/base/error.hpp"

namespace tapestry::grader {
namespace {

enum class Region { both, solution, starter };

// The lines of the regions that are wanted, without the marks.
std::string lines_of(Region wanted, const std::string& marked, const std::string& name) {
  std::istringstream in(marked);
  std::string out;
  Region region = Region::both;
  int number = 0;
  const auto expect = [&](bool follows, const std::string& mark) {
    if (!follows)
      base::fail(name, ":", number, ": ", mark,
                 " does not follow here; the marks are [solution], [starter] if need be, [end].");
  };
  for (std::string line; std::getline(in, line);) {
    ++number;
    const std::size_t begin = line.find_first_not_of(' ');
    const std::string words = begin == std::string::npos ? "" : line.substr(begin);
    if (words == "// [solution]") {
      expect(region == Region::both, words);
      region = Region::solution;
    } else if (words == "// [starter]") {
      expect(region == Region::solution, words);
      region = Region::starter;
    } else if (words == "// [end]") {
      expect(region != Region::both, words);
      region = Region::both;
    } else if (region == Region::starter) {
      expect(words.starts_with("//|"), "a line without //|");
      const std::string rest = words.size() > 4 ? line.substr(0, begin) + words.substr(4) : "";
      if (wanted == Region::starter) out += rest + '\n';
    } else if (region == Region::both || wanted == region) {
      out += line + '\n';
    }
  }
  ++number;
  expect(region == Region::both, "the end of the file");
  return out;
}

}  // namespace

std::string solution_of(const std::string& marked, const std::string& name) {
  return lines_of(Region::solution, marked, name);
}

std::string starter_of(const std::string& marked, const std::string& name) {
  return lines_of(Region::starter, marked, name);
}

}  // namespace tapestry::grader
