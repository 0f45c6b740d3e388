#include "tests/assignments/grader/grade.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstring>
#include <thread>
#include <utility>

#include "engine/base/error.hpp"
#include "tests/assignments/grader/build_part.hpp"
#include "tests/assignments/grader/confined.hpp"
#include "tests/assignments/grader/submission.hpp"
#include "tests/assignments/grader/toolchain.hpp"

namespace tapestry::grader {
namespace fs = std::filesystem;
namespace {

// After so many checks of a part that came to no end, no more of it are tried: a class of such
// submissions would take hours.
constexpr int kMostTooSlow = 2;

// Thrown where a request got no answer: what came out, and why that may be.
struct NoAnswer {
  std::string came_out, cause;
  bool in_time = true;
  bool check_may_tell = false;  // whether the check's hint, which is for wrong numbers, may help
};

std::string or_else(const std::string& text, const std::string& other) {
  return text.empty() ? other : text;
}

// Where shorter cases have crashed, too, the check's own cause is not that of the crash.
std::string cause_of_signal(int signal, const Check& check, bool crashed_before) {
  if (signal == SIGABRT)
    return "an assertion (a subscript out of range), memory that was freed twice, or an exception "
           "that could not be caught; what it printed stands at the end of the report";
  if (signal == SIGFPE) return "a whole number was divided by 0";
  if (signal == SIGSEGV || signal == SIGBUS)
    return or_else(crashed_before ? "" : check.if_crashed,
                   "an address that is not its own, or a recursion deeper than the stack");
  return "";
}

// What the standard library's exceptions mean mostly.
std::string cause_of_exception(const std::string& text) {
  const auto has = [&](const char* words) { return text.find(words) != std::string::npos; };
  if (has("bad_alloc"))
    return "the memory limit: a loop that appends without end, or a wrong size?";
  if (has("max_size()") || has("length_error") || has("_M_default_append"))
    return "a size below 0, or one that was never set; or a function that ends without a return";
  if (has("_M_range_check")) return "an index that is not below the size";
  return "";
}

Message answer_of(const Outcome& outcome, const Check& check, bool crashed_before) {
  if (outcome.end == End::out_of_time)
    throw NoAnswer{"no answer in time",
                   or_else(check.if_slow, "a loop that does not end, or something that waits"),
                   false};
  if (outcome.end == End::too_much_answer)
    throw NoAnswer{"an answer without end", "it wrote where only the answer belongs"};
  if (outcome.end == End::not_started) base::fail(outcome.said);
  if (outcome.end == End::signalled) {
    throw NoAnswer{base::text("the process ended at signal ", outcome.code, " (",
                              strsignal(outcome.code), ")"),
                   cause_of_signal(outcome.code, check, crashed_before)};
  }
  Message answer;
  try {
    answer = Message::parse(outcome.answer);
  } catch (const std::exception&) {
    throw NoAnswer{"bytes that are no answer",
                   "something else wrote where only the answer belongs"};
  }
  answer.cut_texts(500);
  if (outcome.answer.empty())
    throw NoAnswer{base::text("no answer: the process ended by itself, with status ", outcome.code),
                   "exit() or its like was called"};
  if (answer.has_text("exception")) {
    const std::string text = answer.text("exception"), cause = cause_of_exception(text);
    throw NoAnswer{"an exception: " + text, cause, true,
                   cause.empty() && !text.starts_with("to do: ")};
  }
  return answer;
}

// All that one submission's parts have in common.
struct Grading {
  const Assignment& assignment;
  fs::path work;
  const Submission& submission;
  Report& report;
  double seconds_of_part;
  int too_slow = 0;      // checks of this part that came to no end
  bool crashed = false;  // whether one of them ended at an address that is not its own
  std::chrono::steady_clock::time_point part_began = {};
  std::string warning = {};  // of the compiler, about a function of the part without a return

  // Why no more of the part is tried; empty where more is.
  std::string enough() const {
    if (too_slow == kMostTooSlow) return "checks before this one came to no end: mend those first";
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - part_began;
    if (taken.count() < seconds_of_part) return "";
    return base::text("the checks before this one have taken ", seconds_of_part,
                      " seconds on the clock");
  }

  CheckResult run(const Part& part, const Check& check, std::size_t number,
                  const fs::path& program) {
    CheckResult result{check.name, 0, check.points, "", "", "", "", ""};
    const Ask ask = [&](const std::string& call, const Message& request) {
      if (!enough().empty()) throw NoAnswer{"no answer in time", enough()};
      Message named = request;
      named.set_text("call", call);
      Command command{{program.string()}, work / ("run_" + part.name), named.bytes()};
      command.readable = {program};
      Limits limits;
      limits.processor_seconds = check.seconds;
      limits.memory = std::size_t{1} << 29;
      limits.wall_seconds = 2 * check.seconds + 4;
      const Outcome outcome = run_confined(command, limits);
      report.processor_seconds += outcome.processor_seconds;
      const std::string said = outcome.said.substr(0, 1000);
      if (report.printed.size() < 2000 && report.printed.find(said) == std::string::npos)
        report.printed += said;
      const bool crashed_before = std::exchange(
          crashed, crashed || (outcome.end == End::signalled && outcome.code == SIGSEGV));
      return answer_of(outcome, check, crashed_before);
    };
    Rng rng(report.seed + 1000 * number);
    Finding finding;
    bool no_hint = false;
    try {
      finding = check.run(ask, rng);
    } catch (const NoAnswer& none) {
      finding = {false, "", none.came_out, "", none.cause, ""};
      no_hint = !none.check_may_tell;
      if (!none.in_time) ++too_slow;
    } catch (const std::out_of_range&) {  // of Message
      finding = {false, "", "an answer that lacks what was asked for",
                 "",    "", "is a result empty, or of another size than the handout says?"};
    }
    if (!finding.leader.empty()) report.leaders.push_back({finding.leader, finding.leader_value});
    if (finding.right) {
      result.points = check.points;
      return result;
    }
    result.tried = finding.tried;
    result.came_out = finding.came_out;
    result.right = finding.was_right;
    result.cause = finding.cause;
    result.hint = or_else(finding.hint, no_hint ? "" : check.hint);
    if (!warning.empty())
      result.hint =
          "the compiler warns: " + warning + (result.hint.empty() ? "" : "; ") + result.hint;
    return result;
  }

  PartResult part_result(const Part& part) {
    PartResult result{part.name, "", "", {}};
    const Built built = build_part(assignment, part, work, submission);
    report.processor_seconds += built.processor_seconds;
    result.problem = built.problem;
    result.hint = built.hint;
    warning = built.warning;
    for (const PartResult& before : report.parts)
      if (!built.problem.empty() && before.problem == built.problem)
        result.problem = "as in part '" + before.name + "': " + built.problem;
    // Where the student's program runs, perhaps with nobody's rights: theirs are the bits for
    // others.
    fs::create_directories(work / ("run_" + part.name));
    fs::permissions(work / ("run_" + part.name), fs::perms(0755));
    if (built.problem.empty()) fs::permissions(built.program, fs::perms(0755));
    too_slow = 0;
    crashed = false;
    part_began = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < part.checks.size(); ++i)
      if (built.problem.empty() && !enough().empty())
        result.checks.push_back(
            {part.checks[i].name, 0, part.checks[i].points, "", "not tried", "", enough(), ""});
      else if (built.problem.empty())
        result.checks.push_back(run(part, part.checks[i], i, built.program));
      else
        result.checks.push_back(
            {part.checks[i].name, 0, part.checks[i].points, "", "", "", "", ""});
    point_to_parts_before(part, result);
    return result;
  }

  void point_to_parts_before(const Part& part, PartResult& result) const {
    const auto say = [&](const std::string& text) {
      for (CheckResult& check : result.checks)
        if (!check.passed()) check.hint = text + (check.hint.empty() ? "" : "; ") + check.hint;
    };
    for (const std::string& name : part.rests_on)
      if (std::ranges::none_of(report.parts, [&](const PartResult& p) { return p.name == name; }))
        say("this part rests on part '" + name + "', which was not tried");
    for (const PartResult& before : report.parts) {
      if (std::ranges::count(part.rests_on, before.name) == 0 || before.points() >= before.of())
        continue;
      say("mend part '" + before.name + "' first, on which this one rests");
    }
  }
};

Report problem_of_all(const Assignment& assignment, const std::string& name,
                      const std::string& problem) {
  Report report;
  report.assignment = assignment.name;
  report.submission = name;
  for (const Part& part : assignment.parts) {
    PartResult result{part.name, problem, "", {}};
    for (const Check& check : part.checks)
      result.checks.push_back({check.name, 0, check.points, "", "", "", "", ""});
    report.parts.push_back(result);
  }
  return report;
}

}  // namespace

Report grade(const Assignment& assignment, const fs::path& folder, const std::string& only,
             double seconds_of_part, std::optional<std::uint64_t> seed) {
  std::string names;
  for (const Part& part : assignment.parts) names += (names.empty() ? "" : ", ") + part.name;
  const bool known =
      std::ranges::any_of(assignment.parts, [&](const Part& part) { return part.name == only; });
  if (!only.empty() && !known)
    base::fail("Assignment ", assignment.name, " has no part '", only, "': it has ", names, ".");
  const WorkFolder work;
  const Submission submission = take_in(folder, work.path() / "submission");
  // What was given counts as it was given.
  const fs::path given =
      fs::path(toolchain().source) / "tests/assignments" / assignment.name / "given";
  if (fs::exists(given))
    for (const fs::directory_entry& file : fs::directory_iterator(given))
      fs::copy_file(file.path(), work.path() / "submission" / file.path().filename(),
                    fs::copy_options::overwrite_existing);

  Report report;
  report.assignment = assignment.name;
  report.submission = submission.name;
  report.seed = seed.value_or(submission.seed);
  report.code = submission.code;
  report.confinement = confinement();
  Grading grading{assignment, work.path(), submission, report, seconds_of_part};
  for (const Part& part : assignment.parts)
    if (only.empty() || part.name == only) report.parts.push_back(grading.part_result(part));
  return report;
}

std::vector<Report> grade_class(const Assignment& assignment, const fs::path& all,
                                std::size_t at_a_time) {
  if (!fs::is_directory(all))
    base::fail("'", all.string(),
               "' is no folder: --class names one with a folder for each student.");
  std::vector<fs::path> folders;
  for (const fs::directory_entry& entry : fs::directory_iterator(all))
    if (entry.is_directory()) folders.push_back(entry.path());
  if (folders.empty()) base::fail("'", all.string(), "' has no folders: one for each student.");
  std::ranges::sort(folders);

  std::vector<Report> reports(folders.size());
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i; (i = next++) < folders.size();) try {
        reports[i] = grade(assignment, folders[i]);
        reports[i].submission = folders[i].filename();  // also where it is a link to another name
      } catch (const std::exception& error) {
        reports[i] = problem_of_all(assignment, folders[i].filename(), error.what());
      }
  };
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < std::max<std::size_t>(at_a_time, 1); ++i) threads.emplace_back(work);
  threads.clear();  // waits for them
  return reports;
}

}  // namespace tapestry::grader
