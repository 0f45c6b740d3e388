// StopSignals: Ctrl-C ends training after the current round, with everything saved.
#pragma once

namespace tapestry::nn {

// While it lives, the first SIGINT (Ctrl-C) or SIGTERM does not end the program but is noted; a
// second one, of either kind, ends it at once. One that was ignored before stays ignored. To be
// given to fit:
//   StopSignals signals;
//   options.stop = [] { return StopSignals::came(); };
// One at a time. Throws where there is one already.
class StopSignals {
 public:
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  static bool came();  // since the newest StopSignals was made
};

}  // namespace tapestry::nn
