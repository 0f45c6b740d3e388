// CommandLine: values, defaults, and a sentence for every mistake.
#include "tutorials/support/command_line.hpp"

#include <gmock/gmock.h>

#include <cstdlib>

#include "engine/base/error.hpp"

namespace tapestry {
namespace {

struct Values {
  std::string text = "none";
  std::uint64_t count = 8;
  double rate = 0.5;
  std::vector<double> list;
  bool on = false;
  bool parsed = false, count_given = false;
};

Values parse(std::vector<std::string> words) {
  Values values;
  CommandLine line("program", "What it does.");
  line.option("--text", values.text, "A text");
  line.from_environment("--text", "TAPESTRY_TEST_TEXT");
  line.option("--count", values.count, "A count");
  line.option("--rate", values.rate, "A rate");
  line.option("--list", values.list, "A list");
  line.flag("--on", values.on, "A flag");
  words.insert(words.begin(), "program");
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  values.parsed = line.parse(static_cast<int>(argv.size()), argv.data());
  values.count_given = line.given("--count");
  return values;
}

std::string error_of_words(const std::vector<std::string>& words) {
  try {
    parse(words);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(CommandLine, SetsWhatIsGiven) {
  const Values values =
      parse({"--text", "a b", "--count=3", "--rate", "1e-3", "--list", "1,-2.5", "--on"});
  EXPECT_TRUE(values.parsed);
  EXPECT_EQ(values.text, "a b");
  EXPECT_EQ(values.count, 3u);
  EXPECT_TRUE(values.count_given);
  EXPECT_DOUBLE_EQ(values.rate, 1e-3);
  EXPECT_THAT(values.list, testing::ElementsAre(1, -2.5));
  EXPECT_TRUE(values.on);
}

TEST(CommandLine, LeavesTheRestAsItWas) {
  const Values values = parse({});
  EXPECT_EQ(values.text, "none");
  EXPECT_EQ(values.count, 8u);
  EXPECT_FALSE(values.count_given);
  EXPECT_THAT(values.list, testing::IsEmpty());
  EXPECT_FALSE(values.on);
}

TEST(CommandLine, TakesAValueFromTheEnvironmentButRatherFromTheLine) {
  ASSERT_EQ(setenv("TAPESTRY_TEST_TEXT", "from outside", 1), 0);
  EXPECT_EQ(parse({}).text, "from outside");
  EXPECT_EQ(parse({"--text", "given"}).text, "given");
  unsetenv("TAPESTRY_TEST_TEXT");
}

TEST(CommandLine, AnswersHelpWithTheOptionsAndTheirDefaults) {
  testing::internal::CaptureStdout();
  EXPECT_FALSE(parse({"--help"}).parsed);
  const std::string help = testing::internal::GetCapturedStdout();
  // CLI11 2.3 writes "UINT=8", and 2.4 "UINT [8]".
  EXPECT_THAT(help, testing::AllOf(testing::HasSubstr("What it does."),
                                   testing::ContainsRegex("--count UINT *[=[]8]? +A count")));
}

TEST(CommandLine, MistakesAreSentences) {
  EXPECT_EQ(error_of_words({"--nothing"}),
            "The following argument was not expected: --nothing (program --help lists the "
            "options.)");
  EXPECT_EQ(error_of_words({"stray"}),
            "The following argument was not expected: stray (program --help lists the options.)");
  EXPECT_EQ(error_of_words({"--count", "many"}),
            "--count: 'many' is not a whole number of 0 or more: write digits alone, such as 8 "
            "(program --help lists the options.)");
  EXPECT_THAT(error_of_words({"--rate"}), testing::HasSubstr("--rate: 1 required FLOAT missing"));
  EXPECT_THAT(error_of_words({"--list", "1,x"}),
              testing::StartsWith("--list: 'x' is not a number: "));
}

TEST(CommandLine, NumbersAreDecimal) {
  EXPECT_EQ(parse({"--count", "010"}).count, 10u);
  EXPECT_EQ(parse({"--count", "08"}).count, 8u);
  EXPECT_EQ(parse({"--count", "18446744073709551615"}).count, UINT64_MAX);
  EXPECT_DOUBLE_EQ(parse({"--rate", "010.50"}).rate, 10.5);
  EXPECT_DOUBLE_EQ(parse({"--rate=-.5"}).rate, -0.5);
  EXPECT_THAT(parse({"--list=-1,0,1e2"}).list, testing::ElementsAre(-1, 0, 100));
}

TEST(CommandLine, WhatIsNoNumberOrDoesNotFitIsAnError) {
  for (const std::string wrong : {"-1", " -1", " 1", "1 ", "+1", "0x10", "0b1", "0o7", "1.5", "1e3",
                                  "1'000", "1_000", "\xc2\xb2", "true"})
    EXPECT_THAT(error_of_words({"--count=" + wrong}),
                testing::StartsWith("--count: '" + wrong + "' is not a whole number"));
  EXPECT_THAT(error_of_words({"--count", "18446744073709551616"}),
              testing::StartsWith("--count: '18446744073709551616' is too large"));
  for (const std::string wrong : {"nan", "-nan", "0x1p3", "1,5", " 1", "1 ", "one", "1e"})
    EXPECT_THAT(error_of_words({"--rate=" + wrong}),
                testing::StartsWith("--rate: '" + wrong + "' is not a number"));
  // Nor is the next word taken for the value that is missing behind the sign.
  for (const std::string name : {"--text", "--count", "--rate", "--list", "--on"})
    for (const std::vector<std::string>& words :
         {std::vector{name + "="}, std::vector{name + "=", std::string("1")}})
      EXPECT_EQ(error_of_words(words), "'" + name +
                                           "=' has no value: write it right behind the sign. "
                                           "(program --help lists the options.)");
  for (const std::string wrong : {"inf", "-inf", "1e999", "1e-999"})
    EXPECT_THAT(error_of_words({"--rate=" + wrong}),
                testing::StartsWith("--rate: '" + wrong + "' is out of range"));
  for (const std::string wrong : {",1", "1,", "1,,2", "1;2", "1 2"})
    EXPECT_THAT(error_of_words({"--list=" + wrong}), testing::HasSubstr("is not a number"));
}

TEST(CommandLine, AValueTooManyIsAnError) {
  for (const std::string name : {"--text", "--count", "--rate", "--list"}) {
    EXPECT_THAT(error_of_words({name, "1", "1"}), testing::HasSubstr("was not expected: 1"));
    EXPECT_THAT(error_of_words({name, "1", name, "1"}), testing::HasSubstr(name));
  }
}

}  // namespace
}  // namespace tapestry
