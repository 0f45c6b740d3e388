// Scopes: which records carry which names.
#include <memory>

#include "tests/engine/expect.hpp"

namespace tapestry {
namespace {

std::vector<std::string> scopes_of(const Tape& tape) {
  std::vector<std::string> scopes;
  for (std::size_t i = 0; i < tape.size(); ++i) scopes.push_back(tape[i].scope);
  return scopes;
}

TEST(Scope, NamesTheRecordsMadeWhileItLives) {
  Tape tape;
  const Var x(full({}, 2));
  Var y = x * x;
  {
    const Scope trunk("trunk");
    y = y + x;
    {
      const Scope layer("layer 0");
      y = y * x;
      y = y * x;
    }
    y = y - x;
  }
  y = y / x;
  EXPECT_THAT(scopes_of(tape),
              testing::ElementsAre("", "trunk", "trunk/layer 0", "trunk/layer 0", "trunk", ""));
}

TEST(Scope, AnotherOneOfTheSameNameIsTheSameToTheReader) {
  Tape tape;
  const Var x(full({}, 2));
  for (int i = 0; i < 2; ++i) {
    const Scope head("head");
    x + x;
  }
  EXPECT_THAT(scopes_of(tape), testing::ElementsAre("head", "head"));
}

TEST(Scope, OutlivesATapeAndHoldsForTheNext) {
  const Scope step("step");
  const Var x(full({}, 2));
  {
    Tape first;
    x + x;
    EXPECT_THAT(scopes_of(first), testing::ElementsAre("step"));
  }
  Tape second;
  x + x;
  EXPECT_THAT(scopes_of(second), testing::ElementsAre("step"));
}

TEST(Scope, TellsWhereTheThreadIs) {
  EXPECT_EQ(Scope::current(), "");
  EXPECT_EQ(Scope::current_number(), 0u);
  {
    const Scope a("a"), b("b");
    EXPECT_EQ(Scope::current(), "a/b");
  }
  EXPECT_EQ(Scope::current(), "");
}

TEST(ScopeDeathTest, MustEndInOrder) {
  const auto out_of_order = [] {
    auto outer = std::make_unique<Scope>("outer");
    const Scope inner("inner");
    outer.reset();
  };
  EXPECT_DEATH(out_of_order(), "A Scope ended before one inside it");
}

TEST(Scope, RefusesNamesThatCouldNotBeToldApart) {
  const std::string rule =
      " is no name for a scope: it must have at least one letter, and no '/', which joins the "
      "names "
      "of nested scopes.";
  EXPECT_EQ(error_of([] { Scope scope(""); }), "Scope: ''" + rule);
  EXPECT_EQ(error_of([] { Scope scope("a/b"); }), "Scope: 'a/b'" + rule);
  EXPECT_EQ(Scope::current(), "");
}

}  // namespace
}  // namespace tapestry
