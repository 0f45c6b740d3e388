#include "tests/tutorials/page.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <regex>
#include <set>
#include <sstream>

#include "engine/base/error.hpp"

namespace tapestry::test {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) {
    while (!line.empty() && std::isspace(static_cast<unsigned char>(line.back()))) line.pop_back();
    lines.push_back(line);
  }
  return lines;
}

// The lines as one text, without the indentation that they share.
std::string dedented(const std::vector<std::string>& lines) {
  std::size_t indentation = std::string::npos;
  for (const std::string& line : lines)
    if (!line.empty()) indentation = std::min(indentation, line.find_first_not_of(' '));
  std::string text;
  for (const std::string& line : lines)
    text += line.substr(std::min(indentation, line.size())) + "\n";
  return text;
}

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }
bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// Whether a number begins at s[i]: not inside a word, so that the 2 of "h2" is text.
bool number_begins(const std::string& s, std::size_t i) {
  if (i > 0 && (is_word(s[i - 1]) || s[i - 1] == '.')) return false;
  if (s[i] == '-' && i + 1 < s.size()) ++i;
  return is_digit(s[i]);
}

// Splits a line into numbers and the rest, a character each; a run of spaces is one space.
std::vector<std::string> pieces(const std::string& line) {
  std::vector<std::string> found;
  for (std::size_t i = 0; i < line.size();) {
    std::size_t end = i + 1;
    if (number_begins(line, i)) {
      char* stop = nullptr;
      std::strtod(line.c_str() + i, &stop);
      end = static_cast<std::size_t>(stop - line.c_str());
    }
    const std::string piece = line.substr(i, end - i);
    i = end;
    if (piece == " " && (found.empty() || found.back() == " ")) continue;
    found.push_back(piece);
  }
  if (!found.empty() && found.back() == " ") found.pop_back();
  return found;
}

bool has_fraction(const std::string& piece) {
  return is_digit(piece.back()) && piece.find_first_of(".eE") != std::string::npos;
}

bool same(const std::string& a, const std::string& b, double tolerance) {
  if (a == b) return true;
  if (!is_digit(a.back()) || !is_digit(b.back()) || (!has_fraction(a) && !has_fraction(b)))
    return false;
  const double x = std::strtod(a.c_str(), nullptr);
  const double y = std::strtod(b.c_str(), nullptr);
  return std::abs(x - y) <= tolerance * std::max(std::abs(x), std::abs(y));
}

bool same_line(const std::string& a, const std::string& b, double tolerance) {
  const std::vector<std::string> p = pieces(a);
  const std::vector<std::string> q = pieces(b);
  return std::equal(p.begin(), p.end(), q.begin(), q.end(),
                    [&](const auto& x, const auto& y) { return same(x, y, tolerance); });
}

}  // namespace

std::map<std::string, std::string> regions(const std::string& source) {
  static const std::regex marker(R"(\s*// \[([a-z0-9-]+)\])");
  std::map<std::string, std::string> found;
  std::string open;
  std::vector<std::string> inside;
  for (const std::string& line : lines_of(source)) {
    std::smatch match;
    if (!std::regex_match(line, match, marker)) {
      inside.push_back(line);
    } else if (open.empty()) {
      open = match[1];
      if (found.count(open)) base::fail("the region [", open, "] stands twice in the sources.");
      inside.clear();
    } else if (open == match[1]) {
      found[open] = dedented(inside);
      open.clear();
    } else {
      base::fail("the region [", match[1], "] begins before the region [", open, "] has ended.");
    }
  }
  if (!open.empty()) base::fail("the region [", open, "] has no end.");
  return found;
}

std::vector<Block> blocks(const std::string& page) {
  static const std::regex comment(
      R"(<!-- (snippet|output): ([^\n]*?)(?:, within ([0-9.e-]+))? -->\n)");
  std::vector<Block> found;
  for (std::sregex_iterator it(page.begin(), page.end(), comment), none; it != none; ++it) {
    Block block;
    block.kind = (*it)[1];
    block.what = (*it)[2];
    if ((*it)[3].matched) block.tolerance = std::stod((*it)[3]);
    const std::size_t fence = static_cast<std::size_t>(it->position() + it->length());
    const std::size_t line_end = page.find('\n', fence);
    const std::size_t close =
        line_end == std::string::npos ? line_end : page.find("\n```", line_end);
    if (page.compare(fence, 3, "```") != 0 || close == std::string::npos)
      base::fail("the page has no fenced block after '", block.kind, ": ", block.what, "'.");
    block.begin = line_end + 1;
    block.end = close + 1;
    block.text = page.substr(block.begin, block.end - block.begin);
    found.push_back(block);
  }
  return found;
}

std::vector<std::string> pictures(const std::string& page) {
  static const std::regex picture(R"(!\[[^\]]*\]\(([^)/]+\.png)\))");
  std::vector<std::string> found;
  for (std::sregex_iterator it(page.begin(), page.end(), picture), none; it != none; ++it)
    found.push_back((*it)[1]);
  return found;
}

std::string difference(const std::string& expected, const std::string& actual, double tolerance) {
  const std::vector<std::string> p = lines_of(expected);
  const std::vector<std::string> q = lines_of(actual);
  for (std::size_t i = 0; i < std::max(p.size(), q.size()); ++i) {
    const std::string a = i < p.size() ? "'" + p[i] + "'" : "no more lines";
    const std::string b = i < q.size() ? "'" + q[i] + "'" : "no more lines";
    if (i >= p.size() || i >= q.size() || !same_line(p[i], q[i], tolerance))
      return base::text("line ", i + 1, ": expected ", a, ", got ", b);
  }
  return "";
}

std::vector<std::string> faults(const std::string& page, const std::string& source,
                                const std::map<std::string, std::string>& outputs) {
  const std::map<std::string, std::string> code = regions(source);
  std::vector<std::string> found;
  std::set<std::string> shown;
  for (const Block& block : blocks(page)) {
    const bool snippet = block.kind == "snippet";
    if (snippet) shown.insert(block.what);
    const auto& known = snippet ? code : outputs;
    const auto wanted = known.find(block.what);
    const std::string place = block.kind + " '" + block.what + "': ";
    if (wanted == known.end())
      found.push_back(place + "there is no such region or program");
    else if (snippet && block.text != wanted->second)
      found.push_back(place + difference(wanted->second, block.text, 0));
    else if (!snippet && !difference(wanted->second, block.text, block.tolerance).empty())
      found.push_back(place + difference(wanted->second, block.text, block.tolerance));
  }
  for (const auto& [name, unused] : code)
    if (!shown.count(name)) found.push_back("snippet '" + name + "': the page does not show it");
  return found;
}

std::string refreshed(std::string page, const std::string& source,
                      const std::map<std::string, std::string>& outputs) {
  const std::map<std::string, std::string> code = regions(source);
  std::vector<Block> tied = blocks(page);
  std::reverse(tied.begin(), tied.end());  // from the end, so that earlier places stay valid
  for (const Block& block : tied) {
    const auto& known = block.kind == "snippet" ? code : outputs;
    const auto wanted = known.find(block.what);
    if (wanted == known.end())
      base::fail(block.kind, " '", block.what, "': there is no such thing.");
    page.replace(block.begin, block.end - block.begin, wanted->second);
  }
  return page;
}

}  // namespace tapestry::test
