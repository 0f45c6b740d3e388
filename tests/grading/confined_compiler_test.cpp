// The compiler, which may do more than a worker, and not all.
#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>

#include "tests/grading/confined.hpp"

namespace tapestry::grader {
namespace {

using testing::HasSubstr;

// The compiler that is on every machine that builds this.
class ConfinedCompiler : public Confined {
 protected:
  ConfinedCompiler() {
    trust_ = Trust::compiler;
    limits_ = {120, 600, std::size_t{4} << 30, std::size_t{64} << 20};
    std::ofstream(folder_ / "main.cpp") << "#include <cstdio>\nint main() { std::puts(\"hi\"); }\n";
  }

  Outcome compile(const std::vector<std::string>& words) {
    return run_confined({words, folder_.path(), "", trust_}, limits_);
  }
};

TEST_F(ConfinedCompiler, CompilesInItsFolder) {
  const Outcome outcome = compile({"/usr/bin/c++", "main.cpp", "-o", "main"});
  ASSERT_EQ(outcome.end, End::exited) << outcome.said;
  ASSERT_EQ(outcome.code, 0) << outcome.said;
  EXPECT_GT(outcome.processor_seconds, 0.01);  // of the processes that it started
  EXPECT_EQ(run_confined({{folder_.file("main")}, folder_.path(), ""}).said, "hi\n");
}

TEST_F(ConfinedCompiler, CompilesThroughCcache) {
  if (!fs::exists("/usr/bin/ccache")) GTEST_SKIP() << "ccache is not installed";
  const TemporaryFolder cache;
  setenv("CCACHE_DIR", cache.path().c_str(), 1);
  const Outcome outcome = compile({"/usr/bin/ccache", "/usr/bin/c++", "-c", "main.cpp"});
  EXPECT_EQ(outcome.code, 0) << outcome.said;
  EXPECT_TRUE(fs::exists(folder_ / "main.o"));
  EXPECT_GT(cache.files(), 0U);
  unsetenv("CCACHE_DIR");
}

TEST_F(ConfinedCompiler, TellsErrors) {
  std::ofstream(folder_ / "main.cpp") << "int main() { return nothing; }\n";
  const Outcome outcome = compile({"/usr/bin/c++", "main.cpp", "-o", "main"});
  EXPECT_EQ(outcome.end, End::exited);
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.said, HasSubstr("main.cpp:1:21: error:"));
}

TEST_F(ConfinedCompiler, ReadsAndWritesNothingElse) {
  NEEDS("files");
  const TemporaryFolder other;
  const Outcome writes = compile({"/usr/bin/c++", "main.cpp", "-o", other.file("main")});
  EXPECT_NE(writes.code, 0);
  EXPECT_EQ(other.files(), 0U);

  std::ofstream(other / "solution.hpp") << "secret";
  for (const std::string& secret : {other.file("solution.hpp"), std::string("/etc/passwd")}) {
    std::ofstream(folder_ / "main.cpp") << "#include \"" << secret << "\"\n";
    const Outcome reads = compile({"/usr/bin/c++", "-E", "main.cpp"});
    EXPECT_NE(reads.code, 0);
    EXPECT_THAT(reads.said, HasSubstr("Permission denied"));
  }
}

TEST(Confinement, NamesWhatIsInForce) {
  EXPECT_EQ(confinement().front(), "time and memory");
  EXPECT_EQ(can_confine("this user's rights"), geteuid() == 0);
}

}  // namespace
}  // namespace tapestry::grader
