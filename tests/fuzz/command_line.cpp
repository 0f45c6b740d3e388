// The command line: each line of the input is one argument. A number that is taken is the one that
// its decimal digits say.
#include "tutorials/support/command_line.hpp"

#include <algorithm>
#include <cmath>
#include <iostream>
#include <sstream>

#include "tests/fuzz/fuzz.hpp"

using namespace tapestry;

namespace {

// The value of an option that is given once, as --name=value or --name value; empty where it is
// not.
std::string given(const std::vector<std::string>& arguments, const std::string& name) {
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    if (arguments[i].rfind(name + "=", 0) == 0) return arguments[i].substr(name.size() + 1);
    if (arguments[i] == name && i + 1 < arguments.size()) return arguments[i + 1];
  }
  return "";
}

void check_count(const std::string& text, std::uint64_t count) {
  fuzz::require(!text.empty() && std::all_of(text.begin(), text.end(),
                                             [](char c) { return c >= '0' && c <= '9'; }),
                "a count has digits alone");
  std::string digits = text.substr(std::min(text.find_first_not_of('0'), text.size() - 1));
  fuzz::require(digits == std::to_string(count), "a count is what its digits say");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::vector<std::string> arguments = {"program"};
  std::istringstream lines(std::string(data, data + size));
  for (std::string line; std::getline(lines, line);)
    arguments.push_back(line.substr(0, line.find('\0')));  // as the system would give it
  std::vector<char*> pointers;
  for (std::string& argument : arguments) pointers.push_back(argument.data());

  std::uint64_t count = 17;
  double rate = 0.5;
  std::string out = "out";
  std::vector<double> scores;
  bool quick = false;
  CommandLine line("program", "What it does.");
  line.option("--count", count, "a count");
  line.option("--rate", rate, "a number");
  line.option("--out", out, "a text");
  line.option("--scores", scores, "numbers");
  line.flag("--quick", quick, "a flag");
  std::ostringstream help;
  std::streambuf* const before = std::cout.rdbuf(help.rdbuf());
  bool goes_on = false;
  fuzz::takes([&] { goes_on = line.parse(static_cast<int>(pointers.size()), pointers.data()); },
              /*longest_error=*/2000 + 4 * size);  // what somebody wrote is said in full
  std::cout.rdbuf(before);
  if (!fuzz::taken) return 0;
  fuzz::require(goes_on == help.str().empty(), "it goes on, or it has printed the help");
  if (!goes_on) return 0;
  if (line.given("--count")) check_count(given(arguments, "--count"), count);
  fuzz::require(line.given("--count") || count == 17, "what is not given stays as it was");
  fuzz::require(std::isfinite(rate), "a number is finite");
  for (const double score : scores) fuzz::require(std::isfinite(score), "a number is finite");
  return 0;
}
