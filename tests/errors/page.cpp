#include "tests/errors/page.hpp"

#include <cctype>

#include "tests/error_of.hpp"

namespace tapestry::errors {
namespace {

const char kIntroduction[] = R"(# Errors

Every error that the engine can raise, with a piece of code that raises it. To find yours, search
this page for a few words of its text. All are of one type, `tapestry::Error`; only memory that runs
out is a `std::bad_alloc`, as everywhere.

Operands are called by the names that you give them: `Var("images", value)`,
`Var::parameter("trunk.0.weight", value)` or `x.named("hidden")`. Without one, a text can only say
"the output of relu [64 x 128]".

This page is written by a test, which runs the code and puts here what it raises. It also reads the
engine's sources and fails where an error has no row. To add one, write it in `tests/errors/cases/`
and run `./tutorials/refresh_pages`.
)";

// The code as the preprocessor gives it, in one line: a line a statement, and no spaces inside
// brackets where the source had a line break.
std::string laid_out(const std::string& code) {
  std::string out;
  int depth = 0;
  for (std::size_t i = 0; i < code.size(); ++i) {
    const char c = code[i];
    if (c == '(' || c == '{') ++depth;
    if (c == ')' || c == '}') --depth;
    const char before = out.empty() ? ' ' : out.back();
    if (c == ' ' && (before == '(' || before == '\n')) continue;
    if (c == ' ' && code[i + 1] == ')') continue;
    out += c;
    const bool ends_block = c == '}' && code.compare(i + 1, 1, " ") == 0;
    if (depth == 0 && (c == ';' || ends_block)) out += '\n';
  }
  return out.back() == '\n' ? out : out + ";\n";
}

// Error texts are plain; in markdown these three characters would not be.
std::string escaped(const std::string& sentence) {
  std::string out;
  for (std::size_t i = 0; i < sentence.size(); ++i) {
    const bool opens_a_tag = sentence[i] == '<' && i + 1 < sentence.size() &&
                             std::isalpha(static_cast<unsigned char>(sentence[i + 1]));
    if (opens_a_tag || sentence[i] == '*' || sentence[i] == '`') out += '\\';
    out += sentence[i];
  }
  return out;
}

// The name under which GitHub links to a heading.
std::string anchor(const std::string& title) {
  std::string out;
  for (const char c : title) {
    const auto letter = static_cast<unsigned char>(c);
    if (std::isalnum(letter)) out += static_cast<char>(std::tolower(letter));
    if (c == ' ') out += '-';
  }
  return out;
}

std::string code_span(const Row& row) {
  const std::string code = laid_out(row.code);
  return base::text("`", code.substr(0, code.size() - 2), "`");  // without its ";" and line break
}

}  // namespace

std::vector<Section> all_sections() {
  std::vector<Section> all;
  for (const auto& sections :
       {tape_sections(), arithmetic_sections(), reduction_sections(), shape_sections(),
        linear_algebra_sections(), net_sections(), loss_sections(), tool_sections()})
    all.insert(all.end(), sections.begin(), sections.end());
  return all;
}

const std::vector<Unreachable>& unreachable() {
  static const std::vector<Unreachable> list = {
      {"...: LAPACK did not converge (it reports ...): look for elements that are extremely large "
       "beside the others.",
       "decompositions of matrices; no finite matrix is known that brings it about"},
      {"factorisation: a size, or the working memory, of ... is more than LAPACK can count (...): "
       "factorise smaller matrices.",
       "takes a matrix of more than 32,000 rows and columns, and 8 GiB"},
      {"max_pool2d: ... has 2^32 elements or more, and a place is a 32-bit number: split the "
       "batch.",
       "takes a tensor of 16 GiB"},
      {"threads: this build's BLAS is not OpenBLAS, so set its threads by its own environment "
       "variable.",
       "`set_threads`, in a build with another BLAS"},
  };
  return list;
}

std::string text_of(const Row& row) { return error_of(row.run); }

std::string page(const std::vector<Section>& sections) {
  std::string out = kIntroduction;
  out += "\n";
  for (const Section& section : sections)
    out += "- [" + section.title + "](#" + anchor(section.title) + ")\n";
  out += "- [Without an example](#without-an-example)\n";
  for (const Section& section : sections) {
    out += "\n## " + section.title + "\n";
    if (!section.words.empty()) out += "\n" + section.words + "\n";
    for (const Row& row : section.rows) {
      out += "\n```cpp\n" + laid_out(row.code) + "```\n\n> " + escaped(text_of(row)) + "\n";
      std::string others;
      for (const Row& other : row.others)
        others +=
            (others.empty() ? "\nLikewise, under their own names: " : ", ") + code_span(other);
      if (!others.empty()) out += others + ".\n";
    }
  }
  out += "\n## Without an example\n";
  for (const Unreachable& entry : unreachable())
    out += "\n> " + escaped(entry.text) + "\n\n(" + entry.reason + ")\n";
  return out;
}

}  // namespace tapestry::errors
