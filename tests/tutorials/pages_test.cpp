// Every tutorial's page shows the code that is compiled and the output that the program gives.
//
// With TAPESTRY_REFRESH set in the environment, the pages are rewritten before they are tested:
// tutorials/refresh_pages does that.
#include <gmock/gmock.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "engine/base/error.hpp"
#include "tests/places.hpp"
#include "tests/temporary_folder.hpp"
#include "tests/tutorials/page.hpp"

namespace tapestry::test {
namespace {

namespace fs = std::filesystem;

const fs::path kTutorials = fs::path(kSourceFolder) / "tutorials";

std::string read(const fs::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

// The folders that hold a program and a page; not those in which readers work.
std::vector<std::string> pages() {
  std::vector<std::string> names;
  // Those whose programs run for minutes under the sanitizers, where they are run with --quick all
  // the same.
  std::set<std::string> long_ones;
#ifdef __SANITIZE_ADDRESS__
  long_ones = {"11_learning_what_to_train"};
#endif
  for (const auto& entry : fs::directory_iterator(kTutorials)) {
    const std::string name = entry.path().filename();
    if (name == "mine" || name.starts_with("my_op") || long_ones.contains(name)) continue;
    if (fs::exists(entry.path() / (name + ".cpp")) && fs::exists(entry.path() / "README.md"))
      names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

// All of a program's sources, one after the other.
std::string source_of(const std::string& name) {
  std::string source;
  for (const auto& entry : fs::directory_iterator(kTutorials / name))
    if (entry.path().extension() == ".cpp" || entry.path().extension() == ".hpp")
      source += read(entry.path());
  return source;
}

// What a command on a page, such as "01_tape --quick", prints to stdout when it is run in this
// folder.
std::string run(const std::string& command, const fs::path& folder) {
  const std::string line =
      "cd '" + folder.string() + "' && TAPESTRY_DATA= '" + kProgramsFolder + "/'" + command;
  FILE* pipe = popen(line.c_str(), "r");
  if (!pipe) base::fail(command, ": popen failed.");
  std::string output;
  std::array<char, 4096> part;
  for (std::size_t n = 0; (n = std::fread(part.data(), 1, part.size(), pipe)) > 0;)
    output.append(part.data(), n);
  const int status = pclose(pipe);
  if (status != 0) base::fail(command, ": ended with status ", WEXITSTATUS(status), ".");
  return output;
}

// The width and height that a PNG file says that it has, as its bytes; "" where it is none.
std::string png_size(const fs::path& file) {
  const std::string bytes = read(file);
  return bytes.size() < 24 || bytes.compare(1, 3, "PNG") != 0 ? "" : bytes.substr(16, 8);
}

// A page's pictures lie beside it, and are as large as those that its program writes: the numbers
// in them are the program's to check. Without gnuplot some are not written. Refreshing copies them.
void check_pictures(const std::string& name, const std::string& page, const fs::path& written) {
  const fs::path folder = kTutorials / name;
  for (const std::string& picture : pictures(page)) {
    const fs::path fresh = written / "out" / name / picture;
    if (std::getenv("TAPESTRY_REFRESH") && fs::exists(fresh))
      fs::copy_file(fresh, folder / picture, fs::copy_options::overwrite_existing);
    EXPECT_NE(png_size(folder / picture), "") << folder / picture << ": ./tutorials/refresh_pages";
    const bool drawn = fs::exists(fresh) || fs::exists(fs::path(fresh).replace_extension(".csv"));
    EXPECT_TRUE(drawn) << "no program of the page writes out/" << name << "/" << picture;
    if (fs::exists(fresh)) {
      EXPECT_EQ(png_size(folder / picture), png_size(fresh)) << picture;
    }
  }
}

// Not counting the lines that mark what a page shows.
std::size_t lines_of_program(const fs::path& file) {
  std::ifstream in(file);
  std::size_t lines = 0;
  for (std::string line; std::getline(in, line);)
    lines += line.find("// [") == std::string::npos || line.back() != ']';
  return lines;
}

class Pages : public testing::TestWithParam<std::string> {};

TEST_P(Pages, ShowTheCompiledCodeAndTheRealOutput) {
  const fs::path file = kTutorials / GetParam() / "README.md";
  std::string page = read(file);
  std::map<std::string, std::string> outputs;
  const TemporaryFolder folder;
  for (const Block& block : blocks(page))
    if (block.kind == "output") outputs[block.what] = run(block.what, folder.path());

  if (std::getenv("TAPESTRY_REFRESH")) {
    page = refreshed(page, source_of(GetParam()), outputs);
    std::ofstream(file.string() + ".new") << page;
    fs::rename(file.string() + ".new", file);
  }
  EXPECT_THAT(faults(page, source_of(GetParam()), outputs), testing::IsEmpty())
      << "If the page is what is out of date: ./tutorials/refresh_pages";
  check_pictures(GetParam(), page, folder.path());

  const bool numbered = std::isdigit(static_cast<unsigned char>(GetParam()[0])) != 0;
  if (!numbered) return;
  EXPECT_FALSE(outputs.empty()) << "a tutorial's page shows its output";
  EXPECT_LE(lines_of_program(kTutorials / GetParam() / (GetParam() + ".cpp")), 150U);
}

INSTANTIATE_TEST_SUITE_P(Tutorials, Pages, testing::ValuesIn(pages()),
                         [](const auto& page) { return "page_" + page.param; });

}  // namespace
}  // namespace tapestry::test
