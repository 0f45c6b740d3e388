// What the checks of part "exactly_k" have in common.
#pragma once

#include "engine/base/error.hpp"
#include "tests/assignments/5_choosing_tasks/sets.hpp"
#include "tests/assignments/grader/assignment.hpp"

namespace tapestry::grader::choosing {

inline const std::string kExactly = "chapter 10, \"Exactly k\": ";

// Scores, and how many tasks are drawn.
struct OfK {
  Numbers scores;
  std::size_t k;

  std::size_t tasks() const { return scores.size(); }
  std::vector<Bits> sets() const { return sets_of_size(tasks(), k); }
  Message request() const {
    Message message;
    message.set("scores", scores);
    message.set("k", static_cast<double>(k));
    return message;
  }
  std::string text() const { return base::text(" of ", k, " at scores ", list_text(scores)); }
};

// Of what was asked for, the numbers; or the finding that an exception came.
inline Numbers out_of(const Message& answer) {
  return answer.has_text("refused") ? Numbers{} : answer.numbers("out");
}

inline Finding refused_finding(const Message& answer, const std::string& tried,
                               const Numbers& right) {
  return {false,
          tried,
          "an exception: " + answer.text("refused"),
          list_text(right),
          "it throws where there are sets of k tasks",
          ""};
}

Finding check_k_draws(const Ask& ask, Rng& rng);
Finding check_k_ends(const Ask& ask, Rng& rng);
Finding check_k_far_out(const Ask& ask, Rng& rng);
Finding check_k_many(const Ask& ask, Rng& rng);

}  // namespace tapestry::grader::choosing
