// The tape as text for Graphviz: its structure here, and its syntax by `dot` where that is
// installed.
#include <cstdlib>
#include <fstream>

#include "tests/engine/expect.hpp"
#include "tests/temporary_folder.hpp"

namespace tapestry {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Dot, DrawsLeavesRecordsAndArrows) {
  Tape tape;
  const Var x("x", zeros({2, 3})), w = Var::parameter("w", zeros({3, 1}));
  const Var y = (1 - matmul(x, w)).named("y");
  EXPECT_EQ(to_dot(tape),
            "digraph tape {\n"
            "node [fontname=\"sans-serif\"];\n"
            "graph [fontname=\"sans-serif\"];\n"
            "r0 [shape=ellipse, label=\"%0 matmul\\n[2 x 1]\"];\n"
            "r1 [shape=ellipse, label=\"%1 sub\\ny\\n[2 x 1]\"];\n"
            "leaf0 [shape=box, label=\"x\\n[2 x 3]\"];\n"
            "leaf1 [shape=box, label=\"w\\n[3 x 1]\"];\n"
            "leaf2 [shape=box, label=\"1\"];\n"
            "leaf0 -> r0;\n"
            "leaf1 -> r0;\n"
            "leaf2 -> r1;\n"
            "r0 -> r1;\n"
            "}\n");
}

TEST(Dot, DrawsAnArrowForEachUse) {
  Tape tape;
  const Var x("x", full({}, 3)), y = x * x;
  EXPECT_THAT(to_dot(tape), HasSubstr("leaf0 -> r0;\nleaf0 -> r0;\n}"));
  EXPECT_THAT(to_dot(tape), Not(HasSubstr("leaf1")));
}

// d(x x)/dx = 2 x
TEST(Dot, ShowsGradientsAndWhatTheLossDoesNotNeed) {
  Tape tape;
  const Var x("x", full({}, 3)), unused = x + 1, y = x * x;
  EXPECT_THAT(to_dot(tape, y),
              HasSubstr("r0 [shape=ellipse, label=\"%0 add\\n[scalar]\", style=dashed];\n"
                        "r1 [shape=ellipse, label=\"%1 mul\\n[scalar]\\ngradient 1\"];\n"
                        "leaf0 [shape=box, label=\"x\\ngradient 6\"];\n"));
}

// A leaf that two scopes use stands in the scope that both are in.
TEST(Dot, PutsScopesIntoFrames) {
  Tape tape;
  const Var x("x", full({}, 3)), w("w", full({}, 2));
  Var y;
  {
    const Scope trunk("trunk");
    {
      const Scope layer("layer 0");
      y = x * w;
    }
    const Scope layer("layer 1");
    y = y * w;
  }
  y = y + x;
  EXPECT_EQ(to_dot(tape),
            "digraph tape {\n"
            "node [fontname=\"sans-serif\"];\n"
            "graph [fontname=\"sans-serif\"];\n"
            "r2 [shape=ellipse, label=\"%2 add\\n[scalar]\"];\n"
            "leaf0 [shape=box, label=\"x\"];\n"
            "subgraph cluster_0 {\n"
            "label=\"trunk\";\n"
            "leaf1 [shape=box, label=\"w\"];\n"
            "subgraph cluster_1 {\n"
            "label=\"layer 0\";\n"
            "r0 [shape=ellipse, label=\"%0 mul\\n[scalar]\"];\n"
            "}\n"
            "subgraph cluster_2 {\n"
            "label=\"layer 1\";\n"
            "r1 [shape=ellipse, label=\"%1 mul\\n[scalar]\"];\n"
            "}\n"
            "}\n"
            "leaf0 -> r0;\n"
            "leaf1 -> r0;\n"
            "r0 -> r1;\n"
            "leaf1 -> r1;\n"
            "r1 -> r2;\n"
            "leaf0 -> r2;\n"
            "}\n");
}

TEST(Dot, EscapesNames) {
  const auto label_of = [](const std::string& name) {
    Tape tape;
    const Var y = square(Var(name, full({}, 3)));
    const std::string dot = to_dot(tape);
    const std::size_t begin = dot.find("leaf0 [shape=box, label=\"") + 25;
    return dot.substr(begin, dot.find("\"];\n", begin) - begin);
  };
  EXPECT_EQ(label_of("a\"b"), "a\\\"b");
  EXPECT_EQ(label_of("back\\"), "back\\\\");
  EXPECT_EQ(label_of("\\N"), "\\\\N");
  EXPECT_EQ(label_of("&lt;b"), "&amp;lt;b");
  EXPECT_EQ(label_of("two\nlines"), "two\\nlines");
  EXPECT_EQ(label_of(std::string("bell\a nul\0", 10)), "bell\\\\x07 nul\\\\x00");
  EXPECT_EQ(label_of("\xc3\xa4"), "\xc3\xa4");
}

// Not a dependency of the tests: what the file says is tested above.
TEST(Dot, IsReadByGraphviz) {
  if (std::system("command -v dot > /dev/null") != 0) GTEST_SKIP() << "there is no dot here";
  Tape tape;
  const Scope scope("a \"scope\" \\");
  const Var y = square(Var(std::string("\"; } \\N &lt; \n \0 end\\", 21), full({}, 3))).named("\\");
  const TemporaryFolder folder;
  std::ofstream(folder.file("tape.dot")) << to_dot(tape, y);
  const std::string command = "dot -Tsvg " + folder.file("tape.dot") + " > " +
                              folder.file("tape.svg") + " 2> " + folder.file("log");
  EXPECT_EQ(std::system(command.c_str()), 0);
  std::ifstream log(folder.file("log")), picture(folder.file("tape.svg"));
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(log), {}), "");
  const std::string svg(std::istreambuf_iterator<char>(picture), {});
  EXPECT_THAT(svg, HasSubstr(">&quot;; } \\N &amp;lt; </text>"));
  EXPECT_THAT(svg, HasSubstr(">a &quot;scope&quot; \\</text>"));
}

}  // namespace
}  // namespace tapestry
