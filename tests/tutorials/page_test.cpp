// The checker of the pages is itself able to fail: each kind of lie on a page is found.
#include "tests/tutorials/page.hpp"

#include <gmock/gmock.h>

#include "engine/base/error.hpp"

namespace tapestry::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::ThrowsMessage;

constexpr char kSource[] =
    "int main() {\n"
    "  // [step]\n"
    "  if (a)\n"
    "    b = 2;\n"
    "  // [step]\n"
    "}\n";

constexpr char kPage[] =
    "# Title\n"
    "<!-- snippet: step -->\n"
    "```cpp\n"
    "if (a)\n"
    "  b = 2;\n"
    "```\n"
    "Words.\n"
    "<!-- output: prog --quick -->\n"
    "```text\n"
    "loss 0.50001  after 3 steps\n"
    "done\n"
    "```\n";

const std::map<std::string, std::string> kOutputs = {
    {"prog --quick", "loss 0.50002 after 3 steps\ndone\n"}};

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

TEST(Regions, LoseTheirMarkersAndTheIndentationTheyShare) {
  EXPECT_THAT(regions(kSource), ElementsAre(Pair("step", "if (a)\n  b = 2;\n")));
}

TEST(Regions, WithoutAnEndOrNestedOrTwiceAreErrors) {
  EXPECT_THAT([] { regions("// [a]\nx;\n"); }, ThrowsMessage<Error>("the region [a] has no end."));
  EXPECT_THAT([] { regions("// [a]\n// [b]\n"); },
              ThrowsMessage<Error>("the region [b] begins before the region [a] has ended."));
  EXPECT_THAT([] { regions("// [a]\n// [a]\n// [a]\n// [a]\n"); },
              ThrowsMessage<Error>("the region [a] stands twice in the sources."));
}

TEST(Page, ThatTellsTheTruthHasNoFaults) {
  EXPECT_THAT(faults(kPage, kSource, kOutputs), IsEmpty());
}

TEST(Page, WithAChangedLineOfCodeIsFound) {
  EXPECT_THAT(faults(replaced(kPage, "b = 2", "b = 3"), kSource, kOutputs),
              ElementsAre("snippet 'step': line 2: expected '  b = 2;', got '  b = 3;'"));
}

TEST(Page, WithAMissingLineOfCodeIsFound) {
  EXPECT_THAT(faults(replaced(kPage, "  b = 2;\n", ""), kSource, kOutputs),
              ElementsAre("snippet 'step': line 2: expected '  b = 2;', got no more lines"));
}

TEST(Page, WithANumberOutsideTheToleranceIsFound) {
  EXPECT_THAT(faults(replaced(kPage, "0.50001", "0.5002"), kSource, kOutputs),
              ElementsAre("output 'prog --quick': line 1: expected 'loss 0.50002 after 3 steps', "
                          "got 'loss 0.5002  after 3 steps'"));
}

TEST(Page, MayWidenTheTolerance) {
  const std::string wide = replaced(kPage, "--quick -->", "--quick, within 1e-2 -->");
  EXPECT_THAT(faults(replaced(wide, "0.50001", "0.504"), kSource, kOutputs), IsEmpty());
  EXPECT_THAT(faults(replaced(wide, "0.50001", "0.506"), kSource, kOutputs), Not(IsEmpty()));
}

TEST(Page, WithAnotherWholeNumberIsFoundHoweverWideTheTolerance) {
  const std::string wide = replaced(kPage, "--quick -->", "--quick, within 1 -->");
  EXPECT_THAT(faults(replaced(wide, "3 steps", "4 steps"), kSource, kOutputs), Not(IsEmpty()));
}

TEST(Page, WithAnotherWordOrSignOrLineIsFound) {
  EXPECT_THAT(faults(replaced(kPage, "done", "gone"), kSource, kOutputs), Not(IsEmpty()));
  EXPECT_THAT(faults(replaced(kPage, "0.50001", "-0.50001"), kSource, kOutputs), Not(IsEmpty()));
  EXPECT_THAT(faults(replaced(kPage, "0.50001", "nan"), kSource, kOutputs), Not(IsEmpty()));
  EXPECT_THAT(faults(replaced(kPage, "done\n", ""), kSource, kOutputs),
              ElementsAre("output 'prog --quick': line 2: expected 'done', got no more lines"));
  EXPECT_THAT(faults(replaced(kPage, "done\n", "done\nmore\n"), kSource, kOutputs),
              ElementsAre("output 'prog --quick': line 3: expected no more lines, got 'more'"));
}

TEST(Page, ThatNamesNoSuchRegionOrHidesOneIsFound) {
  EXPECT_THAT(faults(replaced(kPage, "snippet: step", "snippet: stop"), kSource, kOutputs),
              ElementsAre("snippet 'stop': there is no such region or program",
                          "snippet 'step': the page does not show it"));
}

TEST(Page, WithoutABlockAfterACommentIsAnError) {
  EXPECT_THAT([] { blocks("<!-- snippet: step -->\nWords.\n"); },
              ThrowsMessage<Error>("the page has no fenced block after 'snippet: step'."));
}

TEST(Page, RefreshedTellsTheTruthAndKeepsItsWords) {
  const std::string stale = replaced(replaced(kPage, "b = 2", "b = 3"), "0.50001", "7.5");
  const std::string page = refreshed(stale, kSource, kOutputs);
  EXPECT_THAT(faults(page, kSource, kOutputs), IsEmpty());
  EXPECT_EQ(replaced(page, "0.50002 ", "0.50001  "), kPage);
}

}  // namespace
}  // namespace tapestry::test
