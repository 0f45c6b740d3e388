#include "nn/training/stop_signals.hpp"

#include <csignal>

#include "engine/base/error.hpp"

namespace tapestry::nn {
namespace {

// All that a handler may touch.
volatile std::sig_atomic_t g_signal_came = 0;
bool g_signals_are_watched = false;
struct sigaction g_earlier_int, g_earlier_term;

extern "C" {
// Static, or it would be one for all of a program, which may have a library for float and one for
// double.
static void note_signal(int) {
  g_signal_came = 1;
  // The next one, of either kind, ends the program.
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
}
}

void watch(int number, const struct sigaction& handler, struct sigaction& earlier) {
  sigaction(number, nullptr, &earlier);
  // Ignored by who started the program, as nohup's children ignore SIGHUP: so it stays.
  if (earlier.sa_handler != SIG_IGN) sigaction(number, &handler, nullptr);
}

}  // namespace

StopSignals::StopSignals() {
  if (g_signals_are_watched)
    base::fail("StopSignals: there is one already: let it end before the next is made.");
  g_signals_are_watched = true;
  g_signal_came = 0;
  struct sigaction handler {};
  handler.sa_handler = note_signal;
  handler.sa_flags = SA_RESTART;  // a write that it interrupts is taken up again
  sigemptyset(&handler.sa_mask);
  watch(SIGINT, handler, g_earlier_int);
  watch(SIGTERM, handler, g_earlier_term);
}

StopSignals::~StopSignals() {
  sigaction(SIGINT, &g_earlier_int, nullptr);
  sigaction(SIGTERM, &g_earlier_term, nullptr);
  g_signals_are_watched = false;
}

bool StopSignals::came() { return g_signal_came != 0; }

}  // namespace tapestry::nn
