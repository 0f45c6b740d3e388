// The multitask program: Ctrl-C ends it with everything saved, and --resume goes on bit for bit;
// and it trains with the Omega that is asked for.
// Its net of convolutions trains, which takes too long under the sanitizers.
#include <gmock/gmock.h>

#include <csignal>
#include <string>
#include <vector>

#include "nn/training/checkpoints.hpp"
#include "tests/places.hpp"
#include "tests/process.hpp"
#include "tests/temporary_folder.hpp"

namespace tapestry {
namespace {

Process multitask(const std::string& net, const TemporaryFolder& out, bool resume,
                  const std::string& omega = "") {
  std::vector<std::string> words = {std::string(test::kProgramsFolder) + "/multitask",
                                    "--quick",
                                    "--data",
                                    "",
                                    "--net",
                                    net,
                                    "--epochs",
                                    "1",
                                    "--batch",
                                    "256",
                                    "--out",
                                    out.path().string()};
  if (resume) words.push_back("--resume");
  if (!omega.empty()) words.insert(words.end(), {"--omega", omega});
  return Process(words);
}

TEST(Multitask, GoesOnAfterCtrlC) {
  const TemporaryFolder whole, stopped;
  const double seconds = seconds_of([&] { EXPECT_EQ(multitask("dense", whole, false).wait(), 0); });
  const int code = multitask("dense", stopped, false).signal_after(seconds / 2, SIGINT);
  EXPECT_THAT(code, testing::AnyOf(130, 0));  // 0 where it was at its end, this time
  if (code == 130) {
    EXPECT_TRUE(nn::newest_checkpoint(stopped.file("checkpoints/both")).has_value());
    EXPECT_TRUE(bytes_of(stopped.file("parameters.safetensors")).empty());
  }
  EXPECT_EQ(multitask("dense", stopped, true).wait(), 0);
  const std::string expected = bytes_of(whole.file("parameters.safetensors"));
  EXPECT_FALSE(expected.empty());
  EXPECT_EQ(bytes_of(stopped.file("parameters.safetensors")), expected);
  EXPECT_EQ(bytes_of(stopped.file("curves.csv")), bytes_of(whole.file("curves.csv")));
  EXPECT_EQ(bytes_of(stopped.file("curves-metrics.csv")),
            bytes_of(whole.file("curves-metrics.csv")));
}

// On the heads of two tasks: one that is smooth, and one that acts by its proximal step.
TEST(Multitask, TrainsWithTheOmegaThatIsAskedFor) {
  std::vector<std::string> parameters;
  for (const std::string omega : {"", "trace:0", "trace:0.01", "clustered:0.01:0.1:1"}) {
    const TemporaryFolder out;
    EXPECT_EQ(multitask("dense", out, false, omega).wait(), 0) << omega;
    parameters.push_back(bytes_of(out.file("parameters.safetensors")));
    EXPECT_FALSE(parameters.back().empty());
    if (parameters.size() > 1) {
      EXPECT_NE(parameters.back(), parameters[parameters.size() - 2]) << omega;
    }
  }
}

TEST(Multitask, RefusesAnOmegaThatANetworkCannotHave) {
  for (const std::string omega :
       {"robust:0.01", "trace:-1", "trace", "mean:", "nothing:1", "nan"}) {
    const TemporaryFolder out;
    EXPECT_EQ(multitask("dense", out, false, omega).wait(), 2) << omega;
    EXPECT_TRUE(bytes_of(out.file("parameters.safetensors")).empty());
  }
}

#ifndef __SANITIZE_ADDRESS__
TEST(Multitask, TrainsANetOfConvolutions) {
  const TemporaryFolder out;
  EXPECT_EQ(multitask("lenet", out, false).wait(), 0);
  EXPECT_FALSE(bytes_of(out.file("parameters.safetensors")).empty());
}
#endif

}  // namespace
}  // namespace tapestry
