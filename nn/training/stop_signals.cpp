#include "nn/training/stop_signals.hpp"

#include <csignal>

#include "engine/base/error.hpp"

namespace tapestry::nn {
namespace {

// All that a handler may touch.
volatile std::sig_atomic_t g_signal_came = 0;
bool g_signals_are_watched = false;
struct sigaction g_earlier_int, g_earlier_term;

extern "C" void note_signal(int) { g_signal_came = 1; }

}  // namespace

StopSignals::StopSignals() {
  if (g_signals_are_watched)
    base::fail("StopSignals: there is one already: let it end before the next is made.");
  g_signals_are_watched = true;
  g_signal_came = 0;
  struct sigaction once {};
  once.sa_handler = note_signal;
  // The next one does what it did before. And a write that it interrupts is taken up again.
  once.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);
  sigemptyset(&once.sa_mask);
  sigaction(SIGINT, &once, &g_earlier_int);
  sigaction(SIGTERM, &once, &g_earlier_term);
}

StopSignals::~StopSignals() {
  sigaction(SIGINT, &g_earlier_int, nullptr);
  sigaction(SIGTERM, &g_earlier_term, nullptr);
  g_signals_are_watched = false;
}

bool StopSignals::came() { return g_signal_came != 0; }

}  // namespace tapestry::nn
