#include "tests/assignments/grader/build_part.hpp"

#include <algorithm>
#include <sstream>

#include "engine/base/error.hpp"
#include "tests/assignments/grader/confined.hpp"
#include "tests/assignments/grader/submission.hpp"
#include "tests/assignments/grader/toolchain.hpp"

namespace tapestry::grader {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kGigabyte = std::size_t{1} << 30;

bool is_below(const fs::path& path, const fs::path& folder) {
  return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first ==
         folder.end();
}

// The compiler's first error, as "ops.hpp:12:5: error: ...". Of a file that is neither the
// student's nor ours it tells no more than that, for the text would show what is in it.
std::string first_error(const std::string& said, const fs::path& work) {
  std::istringstream in(said);
  for (std::string line; std::getline(in, line);) {
    const std::size_t at = line.find("error: ");
    if (at == std::string::npos) continue;
    const std::string place = line.substr(0, line.find(':'));
    const fs::path file = fs::weakly_canonical(work / place);
    if (place.empty() || at == 0) return line;
    if (is_below(file, work / "submission"))
      return line.substr(line.find("submission/") + std::string("submission/").size());
    if (is_below(file, work)) return line;
    return base::text("an error in an included file, '", file.filename().string(), "'",
                      is_below(file, "/usr") ? ": " + line.substr(at) : "");
  }
  const std::size_t end = said.find('\n');
  return said.empty() ? "the compiler has failed without a word" : said.substr(0, end);
}

// What to do about the compiler's error; it may be long, and mostly says what and not why.
std::string hint_for(const std::string& error, const std::string& worker) {
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
      {"expected '", "the mistake may be at the end of the line before"},
      {"no match for",
       "types that do not fit: the line calls something that is not there for them"},
      {"no matching function",
       "types that do not fit: the line calls something that is not there for them"},
      {"could not convert", "types that do not fit"},
      {"cannot convert", "types that do not fit"},
      {"discards qualifiers", "something const is changed, or a member function lacks its const"}};
  for (const auto& [words, hint] : known)
    if (error.find(words) != error.npos) return hint;
  return "compare the names and parameters with the starter's and the handout's";
}

// The files that the compiler says it has read, of a rule "target: a b \ c" in which a space that
// is a name's own has a \ before it.
std::vector<fs::path> files_read(const std::string& rule, const fs::path& work) {
  std::vector<fs::path> files;
  std::string name;
  const auto end_name = [&] {
    if (!name.empty()) files.push_back(fs::weakly_canonical(work / name));
    name.clear();
  };
  for (std::size_t i = std::min(rule.size(), rule.find(": ") + 2); i < rule.size(); ++i) {
    const char c = rule[i], next = i + 1 < rule.size() ? rule[i + 1] : '\0';
    if (c == '\\' && (next == ' ' || next == '#'))
      name += rule[++i];
    else if (c == '$' && next == '$')
      name += rule[++i];
    else if (c == '\\' && next == '\n')
      ++i, end_name();
    else if (c == ' ' || c == '\n')
      end_name();
    else
      name += c;
  }
  end_name();
  return files;
}

// Whether it is a header of the compiler, the system, or a library that the engine uses; what else
// is under /usr or /opt may be another checkout, or a class's folder.
bool is_systems(const fs::path& file) {
  const Toolchain& tools = toolchain();
  for (const auto* folders : {&tools.system, &tools.includes})
    for (const std::string& folder : *folders)
      if (!folder.empty() && folder != tools.source && is_below(file, fs::weakly_canonical(folder)))
        return true;
  return false;
}

// What was read and must not have been; empty where all is well.
std::string foreign_file(const Assignment& assignment, const std::vector<fs::path>& files,
                         const fs::path& work) {
  const fs::path top = fs::canonical(toolchain().source);
  for (const fs::path& file : files) {
    if (is_below(file, work)) continue;
    if (!is_below(file, top)) {
      if (!is_systems(file)) return file.filename();
      continue;
    }
    const std::string name = fs::relative(file, top);
    if (name == "tests/assignments/grader/worker.hpp" ||
        name == "tests/assignments/grader/message.hpp" ||
        name.starts_with("tests/assignments/" + assignment.name + "/workers/"))
      continue;
    const bool allowed = std::ranges::any_of(assignment.headers, [&](const std::string& header) {
      return header.ends_with('/') ? name.starts_with(header) : name == header;
    });
    if (!allowed) return name;
  }
  return "";
}

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
    if (outcome.said.find(" tapestry::" + name + "(") != std::string::npos) return name;
  return "";
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

  Command compile;
  if (!tools.cache.empty()) compile.words.push_back(tools.cache);
  compile.words.insert(
      compile.words.end(),
      {tools.compiler, "-std=c++20", "-O1", "-w", "-D_GLIBCXX_ASSERTIONS", "-fmax-errors=1",
       "-fno-diagnostics-show-caret", "-I.", "-I" + tools.source});
  if (assignment.engine) {
    compile.words.push_back("-DTAPESTRY_DOUBLE");
    for (const std::string& folder : tools.includes)
      // A system's own folder must stay where it is in the compiler's order.
      if (!folder.empty() && folder != tools.source && folder != "/usr/include")
        compile.words.insert(compile.words.end(), {"-isystem", folder});
  }
  // To assembly first: see below.
  compile.words.insert(compile.words.end(),
                       {"-MD", "-MF", part.name + ".d", "-S", worker, "-o", assembly});
  compile.folder = work;
  compile.trust = Trust::compiler;
  compile.readable = {tools.source};
  Limits limits;
  limits.processor_seconds = 60;
  limits.wall_seconds = 180;
  limits.memory = 4 * kGigabyte;
  limits.stack = std::size_t{1} << 26;
  Outcome outcome = run_confined(compile, limits);
  built.processor_seconds = outcome.processor_seconds;
  if (outcome.end == End::out_of_time) {
    built.problem = "the compiler came to no end within a minute";
    built.hint = "look for templates that instantiate each other without end";
    return built;
  }
  if (outcome.end != End::exited || outcome.code != 0) {
    built.problem = "it does not compile: " + first_error(outcome.said, work);
    built.hint = hint_for(built.problem, worker);
    return built;
  }
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
    built.problem = "it does not assemble: " + first_error(outcome.said, work);
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
    built.problem = "it does not link: " + outcome.said.substr(0, outcome.said.find('\n'));
    built.hint = "a function is declared and has no body, or has two";
    return built;
  }
  built.program = work / part.name;
  return built;
}

}  // namespace tapestry::grader
