// The commands that errors name can be given to a shell as they are.
#include "datasets/files/files.hpp"

#include <gtest/gtest.h>

#include <cstdio>

namespace tapestry::datasets {
namespace {

// What the shell makes of the command's words, one a line.
std::string words_of(const std::string& command) {
  const std::string line = "printf '<%s>' " + command;
  FILE* shell = popen(line.c_str(), "r");
  if (shell == nullptr) return "no shell";
  std::string out;
  char buffer[4096];
  for (std::size_t n; (n = fread(buffer, 1, sizeof buffer, shell)) > 0;) out.append(buffer, n);
  pclose(shell);
  return out;
}

TEST(Files, ACommandInAnErrorIsReadByAShellAsItWasMeant) {
  for (const std::string folder :
       {"build/data", "/my data", "it's", "a\"b", "$HOME", "`date`", "a\\b", "a;b", "a&b", "*",
        "~x", "#1", "a\nb", "\xC3\xA4", "!x", "(a)", "<a>"}) {
    const std::string quoted = download_command(folder, "mnist");
    ASSERT_EQ(quoted.front(), '\'');
    ASSERT_EQ(quoted.back(), '\'');
    EXPECT_EQ(words_of(quoted.substr(1, quoted.size() - 2)),
              "<datasets/download><" + folder + "><mnist>");
  }
  EXPECT_EQ(download_command("build/data", "mnist"), "'datasets/download build/data mnist'");
}

}  // namespace
}  // namespace tapestry::datasets
