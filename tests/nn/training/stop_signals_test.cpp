// StopSignals, by signals that the test raises.
#include "nn/training/stop_signals.hpp"

#include <gmock/gmock.h>

#include <csignal>

#include "tests/error_of.hpp"

namespace tapestry::nn {
namespace {

TEST(StopSignals, NoteTheFirstOfEachKind) {
  {
    const StopSignals signals;
    EXPECT_FALSE(StopSignals::came());
    std::raise(SIGINT);
    EXPECT_TRUE(StopSignals::came());
    struct sigaction next {};
    sigaction(SIGTERM, nullptr, &next);
    EXPECT_EQ(next.sa_handler, SIG_DFL) << "the next one, of either kind, ends the program";
    EXPECT_EQ(error_of([] { const StopSignals another; }),
              "StopSignals: there is one already: let it end before the next is made.");
  }
  const StopSignals later;
  EXPECT_FALSE(StopSignals::came());
  std::raise(SIGTERM);
  EXPECT_TRUE(StopSignals::came());
}

}  // namespace
}  // namespace tapestry::nn
