// Programs that misbehave, and the limits that end them.
#include "tests/grading/confined.hpp"

#include <gmock/gmock.h>
#include <signal.h>
#include <sys/wait.h>

#include <cstdlib>
#include <fstream>

namespace tapestry::grader {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST_F(Confined, AnswersARequestLargerThanAPipe) {
  std::string request(5 << 20, 'a');
  for (std::size_t i = 0; i < request.size(); i += 1000) request[i] = static_cast<char>(i / 1000);
  const Outcome outcome = run({"echo"}, request);
  EXPECT_EQ(outcome.end, End::exited) << outcome.said;
  EXPECT_EQ(outcome.code, 0);
  EXPECT_TRUE(outcome.answer == request) << outcome.answer.size() << " bytes";
}

TEST_F(Confined, MayLeaveTheRequestUnread) {
  const Outcome outcome = run({"exit", "7"}, std::string(5 << 20, 'a'));
  EXPECT_EQ(outcome.end, End::exited);
  EXPECT_EQ(outcome.code, 7);
  sigset_t pending;
  sigpending(&pending);
  EXPECT_FALSE(sigismember(&pending, SIGPIPE));
}

TEST_F(Confined, AnswersApartFromWhatItSays) {
  const Outcome outcome = run({"answer and say"});
  EXPECT_EQ(outcome.end, End::exited);
  EXPECT_EQ(outcome.answer, "answer");
  EXPECT_EQ(outcome.said, "err\nout\n");  // stdout is a pipe, and written at the end
}

TEST_F(Confined, TellsTheSignal) {
  const Outcome null = run({"null"});
  EXPECT_EQ(null.end, End::signalled);
  EXPECT_EQ(null.code, SIGSEGV);
  const Outcome abort = run({"abort"});
  EXPECT_EQ(abort.end, End::signalled);
  EXPECT_EQ(abort.code, SIGABRT);
}

TEST_F(Confined, MayUseSoMuchProcessorTime) {
  limits_.processor_seconds = 1;
  const Outcome outcome = run({"spin"});
  EXPECT_EQ(outcome.end, End::out_of_time);
  EXPECT_GT(outcome.processor_seconds, 0.8);
  EXPECT_LT(outcome.processor_seconds, 5);
}

TEST_F(Confined, CannotIgnoreTheEndOfItsTime) {
  limits_.processor_seconds = 1;
  const Outcome outcome = run({"spin on"});
  EXPECT_EQ(outcome.end, End::out_of_time);
  EXPECT_LT(outcome.processor_seconds, 6);
}

TEST_F(Confined, MayNotSleepOn) {
  limits_.wall_seconds = 1;
  const double seconds = seconds_of([&] { EXPECT_EQ(run({"sleep"}).end, End::out_of_time); });
  EXPECT_GE(seconds, 1);
  EXPECT_LT(seconds, 60);
}

TEST_F(Confined, MayUseSoMuchMemory) {
  limits_.memory = std::size_t{1} << 28;
  const Outcome outcome = run({"memory"});
  EXPECT_EQ(outcome.end, End::exited);
  EXPECT_EQ(outcome.code, 5);
  EXPECT_EQ(outcome.said, "bad_alloc\n");
}

TEST_F(Confined, HasASmallStack) {
  const Outcome outcome = run({"recurse"});
  EXPECT_EQ(outcome.end, End::signalled);
  EXPECT_EQ(outcome.code, SIGSEGV);
}

TEST_F(Confined, SaysOnlySoMuch) {
  limits_.processor_seconds = 1;
  limits_.said = 1000;
  const Outcome outcome = run({"say"});
  EXPECT_EQ(outcome.end, End::out_of_time);
  EXPECT_EQ(outcome.said, std::string(1000, 'x'));
}

TEST_F(Confined, AnswersOnlySoMuch) {
  limits_.answer = 1 << 20;
  const Outcome outcome = run({"answer"});
  EXPECT_EQ(outcome.end, End::too_much_answer);
  EXPECT_LE(outcome.answer.size(), limits_.answer);
  // And no more than that is an answer.
  const Outcome whole = run({"echo"}, std::string(1 << 20, 'a'));
  EXPECT_EQ(whole.end, End::exited);
  EXPECT_EQ(whole.answer.size(), limits_.answer);
}

TEST_F(Confined, MayCloseItsDescriptorsAndGoOn) {
  const Outcome outcome = run({"close 4"});
  EXPECT_EQ(outcome.end, End::exited);
  EXPECT_EQ(outcome.code, 3);
  EXPECT_EQ(outcome.said, "on\n");
}

TEST_F(Confined, MayHaveThreads) { EXPECT_EQ(run({"threads"}).code, 7); }

TEST_F(Confined, RunsInSeveralThreads) {
  std::string requests[4];
  Outcome outcomes[4];
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    requests[i] = std::string(1 << 20, static_cast<char>('a' + i));
    threads.emplace_back([&, i] {
      for (int again = 0; again < 5; ++again) outcomes[i] = run({"echo"}, requests[i]);
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(outcomes[i].end, End::exited) << outcomes[i].said;
    EXPECT_TRUE(outcomes[i].answer == requests[i]);
  }
}

TEST_F(Confined, TellsWhyItWasNotStarted) {
  const auto not_started = [&](const std::vector<std::string>& words, const fs::path& folder) {
    const Outcome outcome = run_confined({words, folder, "request"}, limits_);
    EXPECT_EQ(outcome.end, End::not_started);
    return outcome.said;
  };
  const std::string none = folder_.file("none");
  EXPECT_EQ(not_started({none}, folder_.path()),
            "'" + none + "' was not run, as it could not be executed: No such file or directory.");
  EXPECT_EQ(not_started({program_.string()}, none),
            "'" + program_.string() +
                "' was not run, as its folder could not be entered: No such file or directory.");
  EXPECT_EQ(not_started({"misbehave"}, folder_.path()),
            "'misbehave' was not run, as its path is not absolute.");
  EXPECT_EQ(not_started({}, folder_.path()), "There is no program to be run.");
}

}  // namespace
}  // namespace tapestry::grader
