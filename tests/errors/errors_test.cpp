// docs/errors.md holds every error that the engine can raise, with the text that it raises.
//
// With TAPESTRY_REFRESH set in the environment, the page is rewritten before it is compared:
// tutorials/refresh_pages does that.
#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/errors/call_sites.hpp"
#include "tests/errors/page.hpp"

namespace tapestry::errors {
namespace {

using testing::HasSubstr;

// What no test can bring about, and why.
struct Unreachable {
  const char* literal;  // a part of the text
  const char* reason;
};
constexpr Unreachable kUnreachable[] = {
    {": LAPACK did not converge (it reports ", "no finite matrix is known that brings it about"},
    {"threads: this build's BLAS is not OpenBLAS", "the build has one BLAS or the other"},
    {" has more than 2^32 elements", "takes a tensor of 16 GiB"},
};

// Calls whose whole text is computed, and a literal in each text that they can throw.
struct Computed {
  const char* code;
  std::vector<std::string> literals;
};
const std::vector<Computed> kComputed = {
    {"tape->blame_for_output(op, value, edges, count)",
     {"stop_at_nan: record ", ": an input brought it in", ": the inputs are finite"}},
};

// Shorter literals inside of a computed part, such as "row", may be in many texts.
constexpr std::size_t kTelling = 8;

std::vector<std::string> all_texts() {
  std::vector<std::string> texts;
  for (const Section& section : all_sections())
    for (const Row& row : section.rows) texts.push_back(text_of(row));
  return texts;
}

const std::vector<CallSite>& engine_sites() {
  static const std::vector<CallSite> sites = call_sites_below(TAPESTRY_SOURCE_DIR, "engine");
  return sites;
}

bool is_unreachable(const CallSite& site) {
  for (const Unreachable& entry : kUnreachable)
    for (const std::string& part : site.parts)
      if (part.find(entry.literal) != std::string::npos) return true;
  return false;
}

std::string advice(const CallSite& site) {
  return text(site.file, ":", site.line, ": no row of docs/errors.md shows this error: fail(",
              site.code,
              ")\nAdd to a section in tests/errors/cases/ a ROW(...) with code that raises it, and "
              "run ./tutorials/refresh_pages. ");
}

TEST(ErrorsPage, ShowsWhatTheCodeRaises) {
  const std::filesystem::path file = TAPESTRY_SOURCE_DIR "/docs/errors.md";
  const std::string made = page(all_sections());
  if (std::getenv("TAPESTRY_REFRESH")) {
    std::ofstream(file.string() + ".new") << made;
    std::filesystem::rename(file.string() + ".new", file);
  }
  std::ostringstream shown;
  shown << std::ifstream(file).rdbuf();
  std::istringstream is_lines(shown.str()), ought_lines(made);
  std::string is, ought;
  for (std::size_t line = 1; std::getline(ought_lines, ought); ++line) {
    std::getline(is_lines, is);
    ASSERT_EQ(is, ought) << file << ", line " << line
                         << "; if the page is what is out of date: ./tutorials/refresh_pages";
  }
  EXPECT_TRUE(shown.str() == made) << file << " goes on after its last row";
}

TEST(ErrorsPage, EveryRowRaisesAnErrorOfTheEngine) {
  for (const Section& section : all_sections())
    for (const Row& row : section.rows) {
      const std::string raised = text_of(row);
      EXPECT_NE(raised, "no error") << section.title << ": " << row.code;
      EXPECT_TRUE(std::any_of(engine_sites().begin(), engine_sites().end(),
                              [&](const CallSite& site) { return site.could_throw(raised); }))
          << row.code << " raises what no source of the engine throws: " << raised;
    }
}

TEST(ErrorsPage, OtherCallsRaiseTheSameUnderTheirNames) {
  const auto without_name = [](const std::string& raised) {
    return raised.substr(std::min(raised.find(": "), raised.size()));
  };
  for (const Section& section : all_sections())
    for (const Row& row : section.rows)
      for (const Row& other : row.others) {
        EXPECT_EQ(without_name(text_of(other)), without_name(text_of(row))) << other.code;
        EXPECT_NE(text_of(other), text_of(row)) << other.code << " raises it under another name";
      }
}

TEST(ErrorsPage, EveryErrorOfTheEngineHasARow) {
  const std::vector<std::string> texts = all_texts();
  for (const CallSite& site : engine_sites()) {
    if (is_unreachable(site)) continue;
    std::string shown;  // all texts that this call can have thrown
    for (const std::string& raised : texts)
      if (site.could_throw(raised)) shown += raised + "\n";
    EXPECT_FALSE(shown.empty()) << advice(site);
    for (const std::string& literal : site.inner_literals)
      if (!shown.empty() && literal.size() >= kTelling)
        EXPECT_THAT(shown, HasSubstr(literal)) << advice(site) << "It must bring about \"" << literal
                                               << "\".";

    if (site.parts != std::vector<std::string>{""}) continue;
    const auto computed =
        std::find_if(kComputed.begin(), kComputed.end(),
                     [&](const Computed& entry) { return site.code == entry.code; });
    ASSERT_NE(computed, kComputed.end())
        << site.file << ":" << site.line << ": fail(" << site.code
        << ") has no literal by which its row could be told: add it to kComputed.";
    for (const std::string& literal : computed->literals)
      EXPECT_THAT(texts, testing::Contains(HasSubstr(literal))) << advice(site);
  }
}

TEST(ErrorsPage, NoExceptionIsLeftOver) {
  for (const Unreachable& entry : kUnreachable)
    EXPECT_TRUE(std::any_of(engine_sites().begin(), engine_sites().end(),
                            [&](const CallSite& site) {
                              return site.code.find(entry.literal) != std::string::npos;
                            }))
        << "the engine no longer throws \"" << entry.literal << "\"";
  for (const Computed& entry : kComputed)
    EXPECT_TRUE(std::any_of(engine_sites().begin(), engine_sites().end(),
                            [&](const CallSite& site) { return site.code == entry.code; }))
        << "the engine no longer calls fail(" << entry.code << ")";
}

TEST(CallSites, ReadTheSource) {
  const auto sites = call_sites("a.cpp", R"(
    // fail("in a comment");
    void f() {
      if (x) fail("op: ", describe(x, ")"), " has "
                  "size ", n, ", which", " is \"odd\".");
      g_fail("another function");
      throw Error("plain (text), and no more.");
      fail(op, ": ", fits ? "are shorter" : text("are ", "longer"));
    })");
  ASSERT_EQ(sites.size(), 3u);
  EXPECT_EQ(sites[0].line, 4u);
  EXPECT_THAT(sites[0].parts,
              testing::ElementsAre("op: ", "", " has size ", "", ", which is \"odd\"."));
  EXPECT_THAT(sites[0].inner_literals, testing::ElementsAre(")"));
  EXPECT_THAT(sites[1].parts, testing::ElementsAre("", ": ", ""));
  EXPECT_THAT(sites[1].inner_literals, testing::ElementsAre("are shorter", "are ", "longer"));
  EXPECT_THAT(sites[2].parts, testing::ElementsAre("plain (text), and no more."));

  EXPECT_TRUE(sites[0].could_throw("op: 'x' [3] has size 3, which is \"odd\"."));
  EXPECT_FALSE(sites[0].could_throw("my op: 'x' [3] has size 3, which is \"odd\"."));
  EXPECT_FALSE(sites[0].could_throw("op: 'x' [3] has size 3, which is \"odd\". Or not."));
  EXPECT_FALSE(sites[0].could_throw("op: 'x' [3], which is \"odd\". has size "));
  EXPECT_TRUE(sites[2].could_throw("plain (text), and no more."));
  EXPECT_FALSE(sites[2].could_throw("plain (text), and no more. plain (text), and no more."));
}

}  // namespace
}  // namespace tapestry::errors
