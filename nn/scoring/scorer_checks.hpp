// What the scorers' options must be. All throw otherwise; `who` begins the errors.
#pragma once

#include <string>

namespace tapestry::nn {

void check_temperature(const std::string& who, double temperature);  // positive, finite
void check_decay(const std::string& who, double decay);              // 0 <= decay < 1
void check_rate(const std::string& who, double rate);                // positive, finite
void check_every(const std::string& who, std::size_t every);         // 1 or more
// One of 0 .. tasks - 1; what: "the target".
void check_task(const std::string& who, const std::string& what, std::size_t task,
                std::size_t tasks);

}  // namespace tapestry::nn
