#include "tests/assignments/grader/known_answers.hpp"

#include <algorithm>
#include <sstream>

#include "engine/base/error.hpp"
#include "tests/assignments/grader/submission.hpp"
#include "tests/assignments/grader/toolchain.hpp"

namespace tapestry::grader {
namespace {

class WrongReader {
 public:
  explicit WrongReader(const Assignment& assignment)
      : assignment_(assignment), solution_(solution_files(assignment)) {}

  std::vector<WrongAnswer> read(const std::string& text) {
    std::istringstream in(text);
    for (std::string line; std::getline(in, line); ++number_) {
      const std::string rest = line.size() > 2 ? line.substr(2) : "";
      if (!line.starts_with("+")) change();
      if (!line.starts_with("+") && !line.starts_with("-") && has_old_)
        complain("'" + old_ + "' has nothing in its place: a line with + must follow");
      if (line.starts_with("# "))
        answers_.push_back({rest, solution_, {}, {}});
      else if (line.starts_with("@ "))
        file_ = rest;
      else if (line.starts_with("-"))
        old_ = has_old_ ? old_ + '\n' + rest : rest, has_old_ = true;
      else if (line.starts_with("+"))
        new_ += (new_.empty() && !has_new_ ? "" : "\n") + rest, has_new_ = true;
      else if (line.starts_with("= "))
        points(rest);
      else if (line.starts_with("? "))
        answers_.back().said.push_back(rest);
      else if (!line.empty())
        complain(base::text("'", line, "' begins with none of # @ - + = ?"));
    }
    change();
    return std::move(answers_);
  }

 private:
  [[noreturn]] void complain(const std::string& what) const {
    base::fail(assignment_.name, "/wrong.txt:", number_, ": ", what, ".");
  }

  // Makes the change whose lines have all been read, if there is one.
  void change() {
    if (!has_new_) return;
    auto& files = answers_.back().files;
    const auto file = std::ranges::find(files, file_, &NamedFile::name);
    if (file == files.end()) complain("there is no file '" + file_ + "'");
    const std::size_t place = file->text.find(old_);
    if (place == std::string::npos) complain("'" + old_ + "' is not in " + file_);
    if (file->text.find(old_, place + 1) != std::string::npos)
      complain("'" + old_ + "' is in more than one place in " + file_);
    file->text.replace(place, old_.size(), new_);
    new_.clear();
    has_new_ = has_old_ = false;
  }

  void points(const std::string& list) {
    std::istringstream in(list);
    std::string name;
    for (double value; in >> name >> value; in.ignore(1)) answers_.back().points[name] = value;
    for (const Part& part : assignment_.parts)
      if (!answers_.back().points.contains(part.name)) complain("no points for " + part.name);
  }

  const Assignment& assignment_;
  std::vector<NamedFile> solution_;
  std::vector<WrongAnswer> answers_;
  std::string file_, old_, new_;
  bool has_old_ = false, has_new_ = false;
  int number_ = 1;
};

}  // namespace

std::vector<WrongAnswer> wrong_answers(const Assignment& assignment) {
  const std::filesystem::path source = toolchain().source;
  return WrongReader(assignment)
      .read(read_file(source / "tests/assignments" / assignment.name / "wrong.txt"));
}

}  // namespace tapestry::grader
