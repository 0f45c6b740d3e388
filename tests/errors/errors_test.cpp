// docs/errors.md holds every error that the engine can raise, with the text that it raises.
//
// With TAPESTRY_REFRESH set in the environment, the page is rewritten before it is compared:
// tutorials/refresh_pages does that.
#include <gmock/gmock.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/errors/call_sites.hpp"
#include "tests/errors/page.hpp"
#include "tests/places.hpp"

namespace tapestry::errors {
namespace {

using testing::HasSubstr;

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
    for (const Row& row : section.rows) {
      texts.push_back(text_of(row));
      for (const Row& other : row.others) texts.push_back(text_of(other));
    }
  return texts;
}

const std::vector<CallSite>& engine_sites() {
  static const std::vector<CallSite> sites = call_sites_below(test::kSourceFolder, "engine");
  return sites;
}

// Whether a call's text has no part by which a row could be told to be its own.
bool is_computed(const CallSite& site) {
  return std::all_of(site.parts.begin(), site.parts.end(),
                     [](const std::string& part) { return part.size() < kTelling; });
}

bool engine_throws(const std::string& raised) {
  for (const CallSite& site : engine_sites())
    if (!is_computed(site) && site.could_throw(raised)) return true;
  for (const Computed& entry : kComputed)
    for (const std::string& literal : entry.literals)
      if (raised.find(literal) != std::string::npos) return true;
  return false;
}

bool is_unreachable(const CallSite& site) {
  const auto& list = unreachable();
  return std::any_of(list.begin(), list.end(),
                     [&](const Unreachable& entry) { return entry.text == site.pattern(); });
}

std::string advice(const CallSite& site) {
  return base::text(
      site.file, ":", site.line, ": no row of docs/errors.md shows this error: base::fail(",
      site.code,
      ")\nAdd to a section in tests/errors/cases/ a ROW(...) with code that raises it, and "
      "run ./tutorials/refresh_pages. ");
}

TEST(ErrorsPage, ShowsWhatTheCodeRaises) {
  const std::filesystem::path file = std::filesystem::path(test::kSourceFolder) / "docs/errors.md";
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
      EXPECT_TRUE(engine_throws(raised))
          << row.code << " raises what no source of the engine throws: " << raised;
    }
}

TEST(ErrorsPage, OtherCallsRaiseTheSameUnderTheirNames) {
  for (const Section& section : all_sections())
    for (const Row& row : section.rows)
      for (const Row& other : row.others) {
        const std::string first = text_of(row), second = text_of(other);
        const std::size_t name = first.find(": "), other_name = second.find(": ");
        ASSERT_TRUE(name != std::string::npos && other_name != std::string::npos) << other.code;
        EXPECT_EQ(second.substr(other_name), first.substr(name)) << other.code;
        if (other.code.find('(') == std::string::npos) continue;  // such as a + b, which is add
        EXPECT_THAT(other.code, testing::StartsWith(second.substr(0, other_name) + "("));
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
    if (shown.empty()) continue;
    for (const std::string& literal : site.inner_literals)
      EXPECT_TRUE(literal.size() < kTelling || shown.find(literal) != std::string::npos)
          << advice(site) << "It must bring about \"" << literal << "\".";

    if (!is_computed(site)) continue;
    const auto computed =
        std::find_if(kComputed.begin(), kComputed.end(),
                     [&](const Computed& entry) { return site.code == entry.code; });
    ASSERT_NE(computed, kComputed.end())
        << site.file << ":" << site.line << ": base::fail(" << site.code
        << ")) has no literal of 8 characters by which its row could be told: add it to "
           "kComputed.";
    for (const std::string& literal : computed->literals)
      EXPECT_THAT(texts, testing::Contains(HasSubstr(literal))) << advice(site);
  }
}

TEST(ErrorsPage, NoExceptionIsLeftOver) {
  for (const Unreachable& entry : unreachable())
    EXPECT_TRUE(std::any_of(engine_sites().begin(), engine_sites().end(),
                            [&](const CallSite& site) { return site.pattern() == entry.text; }))
        << "the engine no longer throws \"" << entry.text << "\"";
  for (const Computed& entry : kComputed)
    EXPECT_TRUE(std::any_of(engine_sites().begin(), engine_sites().end(),
                            [&](const CallSite& site) { return site.code == entry.code; }))
        << "the engine no longer calls base::fail(" << entry.code << ")";
}

TEST(CallSites, ReadTheSource) {
  const auto sites = call_sites("a.cpp", R"source(
    // fail("in a comment");
    void f() {
      if (x) base::fail("op: ", describe(x, ")"), " has "
                  "size ", n, ", which", " is \"odd\".");
  g_fail("another function");
  throw Error("plain (text), and no more.");
  base::fail(op, ": ", fits ? "are shorter" : base::text("are ", "longer"));
})source");
  ASSERT_EQ(sites.size(), 3u);
  EXPECT_EQ(sites[0].line, 4u);
  EXPECT_THAT(sites[0].parts,
              testing::ElementsAre("op: ", "", " has size ", "", ", which is \"odd\"."));
  EXPECT_THAT(sites[0].inner_literals, testing::ElementsAre(")"));
  EXPECT_THAT(sites[1].parts, testing::ElementsAre("", ": ", ""));
  EXPECT_THAT(sites[1].inner_literals, testing::ElementsAre("are shorter", "are ", "longer"));
  EXPECT_THAT(sites[2].parts, testing::ElementsAre("plain (text), and no more."));

  EXPECT_EQ(sites[0].pattern(), "op: ... has size ..., which is \"odd\".");
  EXPECT_TRUE(sites[0].could_throw("op: 'x' [3] has size 3, which is \"odd\"."));
  EXPECT_FALSE(sites[0].could_throw("my op: 'x' [3] has size 3, which is \"odd\"."));
  EXPECT_FALSE(sites[0].could_throw("op: 'x' [3] has size 3, which is \"odd\". Or not."));
  EXPECT_FALSE(sites[0].could_throw("op: 'x' [3], which is \"odd\". has size "));
  EXPECT_TRUE(sites[2].could_throw("plain (text), and no more."));
  EXPECT_FALSE(sites[2].could_throw("plain (text), and no more. plain (text), and no more."));
}

}  // namespace
}  // namespace tapestry::errors
