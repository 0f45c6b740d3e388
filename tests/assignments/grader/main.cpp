// The grader's program, which tests/run assignment N calls.
#include <algorithm>
#include <exception>
#include <filesystem>
#include <functional>
#include <iostream>
#include <thread>

#include "engine/base/error.hpp"
#include "engine/base/replace_file.hpp"
#include "tests/assignments/grader/grade.hpp"
#include "tests/assignments/grader/handout.hpp"
#include "tests/assignments/grader/similar.hpp"
#include "tests/assignments/grader/submission.hpp"
#include "tests/assignments/grader/toolchain.hpp"
#include "tutorials/support/command_line.hpp"
#include "tutorials/support/program.hpp"

namespace {

using namespace tapestry;
using namespace tapestry::grader;
namespace fs = std::filesystem;

void write_report(const Report& report, const fs::path& folder) {
  require_writable_folder(folder, "The result");
  replace_file(folder / "result.json", json_of(report), "The result");
  replace_file(folder / "result.csv", csv_header(report) + csv_line(report), "The result");
}

std::string joined(const std::vector<NamedFile>& files) {
  std::string out;
  for (const NamedFile& file : files) out += file.text + '\n';
  return out;
}

// The submissions that have an entry of the leader board, the best one first.
void print_leaders(const std::vector<Report>& reports) {
  std::vector<std::pair<Leader, std::string>> all;
  for (const Report& report : reports)
    for (const Leader& leader : report.leaders) all.push_back({leader, report.submission});
  if (all.empty()) return;
  std::ranges::stable_sort(all, std::greater<>(), [](const auto& one) { return one.first.value; });
  std::cout << "\nLeader board: " << all[0].first.name << '\n';
  for (std::size_t i = 0; i < all.size(); ++i)
    std::cout << "  " << i + 1 << "  " << all[i].second << "  " << all[i].first.value << '\n';
}

void grade_all(const Assignment& assignment, const fs::path& all, const fs::path& out) {
  const std::vector<Report> reports =
      grade_class(assignment, all, std::max(1u, std::thread::hardware_concurrency()));
  std::string csv = csv_header(reports[0]);
  std::vector<Code> codes;
  for (const Report& report : reports) {
    csv += csv_line(report);
    write_report(report, out / report.submission);
    replace_file(out / report.submission / "result.txt", text_of(report), "The result");
    codes.push_back({report.submission, report.code});
  }
  replace_file(out / "class.csv", csv, "The result");
  std::cout << class_table(reports);
  print_leaders(reports);
  const std::vector<Pair> pairs = similar(codes, joined(starter_files(assignment)));
  if (!pairs.empty())
    std::cout << "\nAlike, beyond what the starter explains (look at them yourself):\n";
  for (const Pair& pair : pairs)
    std::cout << "  " << pair.first << " and " << pair.second << ": "
              << static_cast<int>(100 * pair.shared + 0.5) << " %\n";
  std::cout << "\nIn " << out.string()
            << ": class.csv, and for each student result.txt, result.json "
            << "and result.csv\n";
}

// Where nothing is named: the student's own folder in this checkout, or the starter. Says which.
fs::path own_folder(const Assignment& assignment) {
  const fs::path mine = handout_folder(assignment) / "mine", top = toolchain().source;
  const bool there = fs::exists(mine);
  const fs::path graded = there ? mine : handout_folder(assignment) / "starter";
  std::cout << "Graded: " << fs::relative(graded, top).string()
            << (there ? "" : ", for there is no folder 'mine' beside it: the handout's \"Begin\"")
            << "\n\n";
  return graded;
}

// Options that do not go together are a slip: one of them would be passed over.
void refuse_both(const std::string& a, const std::string& name_a, const std::string& b,
                 const std::string& name_b) {
  if (!a.empty() && !b.empty())
    base::fail(name_a, " and ", name_b, " do not go together: leave one of them out.");
}

int run(int argc, char** argv) {
  std::string name, submission, part, all, zip, out;
  std::uint64_t seed = 0;
  bool refresh = false;
  CommandLine line("tests/run assignment N", "Grades a submission to an assignment.");
  line.option("--assignment", name, "Its number or name");
  line.option("--submission", submission, "The folder with a student's files");
  line.option("--part", part, "Only this part of it");
  line.option("--seed", seed, "Other random cases than those that its bytes give");
  line.option("--class", all, "A folder with a submission in each of its folders");
  line.option("--out", out, "Where the results are written (out/assignment_NAME)");
  line.option("--zip", zip, "student or teacher: writes the zip to hand out");
  line.flag("--refresh", refresh, "Writes the starter anew from the marked files");
  if (!line.parse(argc, argv)) return 0;
  const Assignment& assignment = find_assignment(name);
  refuse_both(submission, "--submission", all, "--class");
  refuse_both(submission, "--submission", zip, "--zip");
  refuse_both(all, "--class", zip, "--zip");
  refuse_both(part, "--part", all, "--class");
  refuse_both(part, "--part", zip, "--zip");
  const std::string given = line.given("--seed") ? "given" : "";
  refuse_both(given, "--seed", all, "--class");
  refuse_both(given, "--seed", zip, "--zip");
  if (out.empty()) out = "out/assignment_" + assignment.name;
  if (refresh) {
    refresh_starter(assignment);
    return 0;
  }
  require_writable_folder(out, "--out");
  if (!zip.empty()) {
    if (zip != "student" && zip != "teacher")
      base::fail("--zip is for a student or a teacher, and not for '", zip, "'.");
    std::cout << write_zip(assignment, zip == "student" ? Recipient::student : Recipient::teacher,
                           out)
                     .string()
              << '\n';
    return 0;
  }
  if (!all.empty()) {
    grade_all(assignment, all, out);
    return 0;
  }
  const Report report =
      grade(assignment, submission.empty() ? own_folder(assignment) : fs::path(submission), part,
            240, line.given("--seed") ? std::optional(seed) : std::nullopt);
  std::cout << text_of(report);
  write_report(report, out);
  std::cout << "Also in " << (fs::path(out) / "result.json").string() << " and result.csv.\n";
  return report.points() >= report.of() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  int status = 2;
  try {
    status = run(argc, argv);
  } catch (const std::exception& error) {
    std::cout.flush();
    std::cerr << error.what() << '\n';
  }
  return tapestry::after_flushing(status, "tests/run assignment");
}
