// A tutorial's page (README.md) held against its program: the code it shows and the output it
// shows.
//
// On a page, a line of its own before a fenced block says where the block comes from:
//   <!-- snippet: record -->               the lines between the two `// [record]` in the sources
//   <!-- output: 01_tape -->               what the program prints
//   <!-- output: 03_x --seed 2, within 0.01 -->   with options, and a wider tolerance
#pragma once

#include <map>
#include <string>
#include <vector>

namespace tapestry::test {

// The default tolerance for numbers in an output, relative to the larger one.
inline constexpr double kTolerance = 1e-4;

// The marked regions of a source text by name, without the markers, and without the indentation
// that all lines of a region share. Throws where a region has no end or a name is used again.
std::map<std::string, std::string> regions(const std::string& source);

// A fenced block that a comment on the page ties to the program.
struct Block {
  std::string kind;  // "snippet" or "output"
  std::string what;  // the region's name, or the command
  double tolerance = kTolerance;
  std::string text;
  std::size_t begin = 0, end = 0;  // where the text stands on the page, in characters
};

// The blocks in their order. Throws where a comment has no fenced block on the next line.
std::vector<Block> blocks(const std::string& page);

// "" if the texts are the same up to spacing between words and to the tolerance in numbers that
// have a fraction; otherwise the first line that differs, from both.
std::string difference(const std::string& expected, const std::string& actual, double tolerance);

// The pictures that a page shows from its own folder: "error.png" for ![...](error.png).
std::vector<std::string> pictures(const std::string& page);

// All that is wrong with a page, one line each. `outputs` maps each command to what it printed.
// A region that the page does not show is an error, too.
std::vector<std::string> faults(const std::string& page, const std::string& source,
                                const std::map<std::string, std::string>& outputs);

// The page with every tied block filled with what it should hold now.
std::string refreshed(std::string page, const std::string& source,
                      const std::map<std::string, std::string>& outputs);

}  // namespace tapestry::test
