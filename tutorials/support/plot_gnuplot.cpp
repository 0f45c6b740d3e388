#include "tutorials/support/plot_gnuplot.hpp"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "engine/base/error.hpp"
#include "engine/base/replace_file.hpp"

extern char** environ;  // POSIX declares it in no header

namespace fs = std::filesystem;

namespace tapestry {
namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

// A file without a name, gone when it is closed. gnuplot's standard streams are such files and
// not pipes, so that neither side can wait for the other for ever.
File nameless_file() {
  File file(std::tmpfile());
  if (!file)
    base::fail("plot: no temporary file can be made (", std::strerror(errno),
               "): make room in the folder for temporary files.");
  return file;
}

std::string contents(std::FILE* file) {
  std::rewind(file);
  std::string out;
  for (int c = std::fgetc(file); c != EOF; c = std::fgetc(file)) out += static_cast<char>(c);
  return out;
}

struct Ended {
  bool found = true;  // whether there was such a program
  int status = 0;     // as waitpid gives it
};

// Starts gnuplot with these standard streams and waits for its end. No shell takes part.
Ended run(int input, int output, int errors) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO);
  char name[] = "gnuplot", own_settings_only[] = "-d";  // -d: not the user's start-up files
  char* arguments[] = {name, own_settings_only, nullptr};
  pid_t child = 0;
  const int error = posix_spawnp(&child, name, &actions, nullptr, arguments, environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error == ENOENT) return {false, 0};
  if (error != 0)
    base::fail(
        "plot: gnuplot cannot be started (", std::strerror(error),
        "): check the program's permissions, or take it off the PATH to have the CSV alone.");
  Ended ended;
  while (waitpid(child, &ended.status, 0) < 0)
    if (errno != EINTR) base::fail("plot: gnuplot was lost (", std::strerror(errno), ").");
  return ended;
}

}  // namespace

bool run_gnuplot(const std::string& script, const fs::path& path) {
  const File input = nameless_file(), output = nameless_file(), errors = nameless_file();
  if (std::fwrite(script.data(), 1, script.size(), input.get()) != script.size() ||
      std::fflush(input.get()) != 0)
    base::fail("plot: gnuplot's script cannot be written (", std::strerror(errno),
               "): make room in the folder for temporary files.");
  std::rewind(input.get());

  const Ended ended = run(fileno(input.get()), fileno(output.get()), fileno(errors.get()));
  if (!ended.found) return false;
  const std::string png = contents(output.get());
  if (!WIFEXITED(ended.status) || WEXITSTATUS(ended.status) != 0 || png.empty()) {
    std::string words = contents(errors.get());
    words.erase(words.find_last_not_of(" \n") + 1);
    base::fail("plot: gnuplot could not draw '", path.string(), "': ",
               words.empty()
                   ? base::text("it ended with status ", ended.status, " and said nothing")
                   : words);
  }
  replace_file(path, png, "plot");
  return true;
}

}  // namespace tapestry
