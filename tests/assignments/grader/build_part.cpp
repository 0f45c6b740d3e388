#include "tests/assignments/grader/build_part.hpp"

#include <algorithm>
#include <sstream>

#include "engine/base/error.hpp"
#include "tests/assignments/grader/compiler_errors.hpp"
#include "tests/assignments/grader/confined.hpp"
#include "tests/assignments/grader/included.hpp"
#include "tests/assignments/grader/submission.hpp"
#include "tests/assignments/grader/toolchain.hpp"

namespace tapestry::grader {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kGigabyte = std::size_t{1} << 30;

// The first of the assignment's answers that the object file calls; empty where there is none.
std::string called_answer(const Assignment& assignment, const fs::path& object,
                          const Command& like) {
  const std::string& nm = toolchain().nm;
  if (assignment.answers.empty() || nm.empty()) return "";
  Command list = like;
  list.words = {nm, "-uC", object};
  Limits limits;
  limits.said = std::size_t{1} << 22;
  const Outcome outcome = run_confined(list, limits);
  for (const std::string& name : assignment.answers)
    if (outcome.said.find(" tapestry::f64::" + name + "(") != std::string::npos) return name;
  return "";
}

// The compiler with its options, and nothing to compile yet.
Command compiler(const Assignment& assignment, const fs::path& work) {
  const Toolchain& tools = toolchain();
  Command compile;
  if (!tools.cache.empty()) compile.words.push_back(tools.cache);
  compile.words.insert(
      compile.words.end(),
      {tools.compiler, "-std=c++20", "-O1", "-Wreturn-type", "-D_GLIBCXX_ASSERTIONS",
       "-fmax-errors=5", "-fno-diagnostics-show-caret", "-I.", "-I" + tools.source});
  if (assignment.engine) {
    compile.words.insert(compile.words.end(), {"-DTAPESTRY_DOUBLE", "-Dtapestry=tapestry::f64"});
    for (const std::string& folder : tools.includes)
      // A system's own folder must stay where it is in the compiler's order.
      if (!folder.empty() && folder != tools.source && folder != "/usr/include")
        compile.words.insert(compile.words.end(), {"-isystem", folder});
  }
  compile.folder = work;
  compile.trust = Trust::compiler;
  compile.readable = {tools.source};
  return compile;
}

// What stands behind an include is read inside the bracket that the file has left open, so the
// compiler's first error may be anywhere. A file with more { than } is therefore compiled by
// itself; where none ends inside a bracket, `error` is given back.
CompilerError or_unclosed_bracket(const CompilerError& error, const Submission& submission,
                                  const Command& options, const Limits& limits,
                                  double& processor_seconds) {
  for (const std::string& file : submission.files) {
    const std::string text = read_file(options.folder / "submission" / file);
    if (std::ranges::count(text, '{') <= std::ranges::count(text, '}')) continue;
    Command alone = options;
    alone.words.insert(alone.words.end(), {"-fsyntax-only", "-x", "c++", "submission/" + file});
    const Outcome outcome = run_confined(alone, limits);
    processor_seconds += outcome.processor_seconds;
    if (outcome.end != End::exited || outcome.code == 0) continue;
    const CompilerError its = first_error(outcome.said, options.folder);
    if (its.in_submission && its.text.starts_with(file + ":") &&
        its.text.find("at end of input") != its.text.npos)
      return its;
  }
  return error;
}

// The first line of a linker's that is no warning.
std::string linkers_error(const std::string& said) {
  std::istringstream in(said);
  for (std::string line; std::getline(in, line);)
    for (const char* words : {"undefined reference", "multiple definition"})
      if (const std::size_t at = line.find(words); at != line.npos) return line.substr(at);
  return said.substr(0, said.find('\n'));
}

}  // namespace

Built build_part(const Assignment& assignment, const Part& part, const fs::path& work,
                 const Submission& submission) {
  Built built;
  for (const std::string& file : part.files)
    if (!fs::exists(work / "submission" / file)) {
      built.problem = base::text("there is no file '", file, "' in the submission, which ");
      std::string names;
      for (const std::string& name : submission.files) names += (names.empty() ? "" : ", ") + name;
      built.problem += names.empty() ? "is empty" : "has " + names;
      for (const std::string& phrase : submission.left) built.problem += " (" + phrase + ")";
      built.hint = "a submission has all files of the starter, under their names";
      return built;
    }
  const Toolchain& tools = toolchain();
  const fs::path source = fs::path(tools.source) / "tests/assignments" / assignment.name;
  // A folder for each part: two of them may be compiled at a time.
  const std::string worker = "worker_" + part.name + ".cpp", object = part.name + ".o",
                    assembly = part.name + ".s";
  fs::copy_file(source / part.worker, work / worker, fs::copy_options::overwrite_existing);

  const Command options = compiler(assignment, work);
  Command compile = options;
  // To assembly first: see below.
  compile.words.insert(compile.words.end(),
                       {"-MD", "-MF", part.name + ".d", "-S", worker, "-o", assembly});
  Limits limits;
  limits.processor_seconds = 60;
  limits.wall_seconds = 180;
  limits.memory = 4 * kGigabyte;
  limits.stack = std::size_t{1} << 26;
  limits.said = std::size_t{1} << 20;
  Outcome outcome = run_confined(compile, limits);
  built.processor_seconds = outcome.processor_seconds;
  if (outcome.end == End::out_of_time) {
    built.problem = "the compiler came to no end within a minute";
    built.hint = "look for templates that instantiate each other without end";
    return built;
  }
  if (outcome.end != End::exited || outcome.code != 0) {
    const CompilerError error = or_unclosed_bracket(first_error(outcome.said, work), submission,
                                                    options, limits, built.processor_seconds);
    built.problem = "it does not compile: " + error.text;
    built.hint = hint_for(built.problem, worker);
    return built;
  }
  built.warning = missing_return(outcome.said);
  const std::string foreign =
      foreign_file(assignment, files_read(read_file(work / (part.name + ".d")), work), work);
  if (!foreign.empty()) {
    built.problem = "it includes '" + foreign + "', which is not among this assignment's headers";
    built.hint = "the handout lists what may be included";
    return built;
  }

  // The assembler can read files, too (.incbin), and nobody tells of which. So it is let see no
  // more than it needs: not this checkout.
  Command assemble = compile;
  assemble.words = {tools.compiler, "-c", assembly, "-o", object};
  assemble.readable = {};
  outcome = run_confined(assemble, limits);
  built.processor_seconds += outcome.processor_seconds;
  if (outcome.end != End::exited || outcome.code != 0) {
    built.problem = "it does not assemble: " + first_error(outcome.said, work).text;
    built.hint = "look at what stands in asm( )";
    return built;
  }
  const std::string called = called_answer(assignment, work / object, compile);
  if (!called.empty()) {
    built.problem = "it calls the engine's own " + called + ", which is an answer";
    built.hint = "write it yourself, under another name or in a namespace of your own";
    return built;
  }

  Command link = compile;
  link.words = {tools.compiler, object, "-o", part.name};
  if (assignment.engine)
    for (const std::string& library : tools.libraries)
      if (!library.empty()) link.words.push_back(library);
  outcome = run_confined(link, limits);
  built.processor_seconds += outcome.processor_seconds;
  if (outcome.end != End::exited || outcome.code != 0) {
    built.problem = "it does not link: " + linkers_error(outcome.said);
    built.hint =
        "a function without a body or with two, or a variable that is declared and not defined "
        "('inline' defines it)";
    return built;
  }
  built.program = work / part.name;
  return built;
}

}  // namespace tapestry::grader
