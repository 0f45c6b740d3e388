#include "tests/assignments/grader/compiler_errors.hpp"

#include <sstream>
#include <utility>

#include "engine/base/error.hpp"
#include "tests/assignments/grader/included.hpp"

namespace tapestry::grader {
namespace fs = std::filesystem;
namespace {

const std::string kSubmission = "submission/";

// A line about a file of the student's, with the name that the file has for its author.
std::string students(const std::string& line) {
  return line.substr(line.find(kSubmission) + kSubmission.size());
}

// Behind an error at the end of a file, the compiler's note on the bracket that is still open.
std::string opened_at(std::istream& rest) {
  for (std::string line; std::getline(rest, line);) {
    const std::size_t at = line.find(": note: to match this ");
    if (at != line.npos && line.starts_with(kSubmission))
      return ", opened in " + students(line.substr(0, at));
    if (line.find("error: ") != line.npos) break;
  }
  return "";
}

// A bracket that is not closed is often first told of as a call that fits nothing; the error that
// something was expected comes behind it, about the same line of the file.
std::string expected_in_line_of(const std::string& error, const std::string& said) {
  const std::string place = error.substr(0, error.find(':', error.find(':') + 1) + 1);
  std::istringstream in(said);
  for (std::string line; std::getline(in, line);)
    if (line.starts_with(place) && line.find("error: expected ") != line.npos) return line;
  return "";
}

}  // namespace

CompilerError first_error(const std::string& said, const fs::path& work) {
  std::istringstream in(said);
  for (std::string line; std::getline(in, line);) {
    const std::size_t at = line.find("error: ");
    if (at == std::string::npos) continue;
    const std::string place = line.substr(0, line.find(':'));
    const fs::path file = fs::weakly_canonical(work / place);
    if (place.empty() || at == 0) return {line};
    if (is_below(file, work / "submission")) {
      const std::string better = expected_in_line_of(line, said);
      return {students(better.empty() ? line : better) + opened_at(in), true};
    }
    if (is_below(file, work)) return {line};
    return {base::text("an error in an included file, '", file.filename().string(), "'",
                       is_systems(file) ? ": " + line.substr(at) : "")};
  }
  const std::size_t end = said.find('\n');
  return {said.empty() ? "the compiler has failed without a word" : said.substr(0, end)};
}

std::string missing_return(const std::string& said) {
  std::istringstream in(said);
  for (std::string line; std::getline(in, line);)
    if (line.starts_with(kSubmission) && line.find("[-Wreturn-type]") != line.npos) {
      const std::string warning = students(line);
      const std::size_t at = warning.find("warning: ");
      return at == warning.npos ? warning : warning.substr(0, at) + warning.substr(at + 9);
    }
  return "";
}

std::string hint_for(const std::string& error, const std::string& worker) {
  if (error.find("int main()") != error.npos && error.find("redefinition of") != error.npos)
    return "a file of yours has a main(), and the grader has its own: keep yours in another file";
  const std::string file = error.substr(0, error.find(": error"));
  if (file.find(worker) != file.npos)
    return "this line is the grader's, and calls yours: compare the names and parameters with the "
           "starter's and the handout's";
  const std::pair<const char*, const char*> known[] = {
      {"No such file",
       "what can be included: the submission's own files, without folders before their names, the "
       "standard library, and what the handout lists"},
      {"was not declared", "a name that is not there: a slip of the pen, or a missing #include"},
      {"has not been declared",
       "a name that is not there: a slip of the pen, or a missing #include"},
      {"does not name a type",
       "a name that is not there: a slip of the pen, or a missing #include"},
      {"is not a member of", "a name that is not there: a slip of the pen, or a missing #include"},
      {"at end of input", "a bracket is not closed"},
      {"is not allowed here", "a bracket is not closed in the function before it"},
      {"must have either zero or one argument",
       "an operator inside a class: is the class's bracket closed above it?"},
      {"expected ", "a bracket, a comma or a semicolon is missing, here or just before"},
      {"terminating ", "a quote is not closed"},
      {"unterminated ", "it is begun and not ended"},
      {"is private", "a member function, or a friend, may use it"},
      {"no match for",
       "types that do not fit: the line calls something that is not there for them"},
      {"no matching function",
       "types that do not fit: the line calls something that is not there for them"},
      {"could not convert", "types that do not fit"},
      {"cannot convert", "types that do not fit"},
      {"discards qualifiers", "something const is changed, or a member function lacks its const"}};
  for (const auto& [words, hint] : known)
    if (error.find(words) != error.npos) return hint;
  return "";
}

}  // namespace tapestry::grader
