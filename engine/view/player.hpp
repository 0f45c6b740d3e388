// The tape as a page that plays it: one HTML file with everything in it, for any browser, with no
// server and no network.
#pragma once

#include <cstddef>
#include <string>

#include "engine/core/tape.hpp"

namespace tapestry {

// More records than this make a page that nobody steps through and no phone opens.
inline constexpr std::size_t kMostPlayedRecords = 2000;

// The page steps through the records in their order, with inputs, shapes and values, and then
// through the backward pass from `loss`: each record's output, gradient and inputs, what it sends
// to each input, and how the parts add up. Its last step is a table of all leaves' gradients. Of a
// tensor with more than 64 elements, it holds the first 64 (on a tape with more than 400 records,
// the first 16) and says so. Names are shown as they are: none can become markup or code; bytes
// that are not UTF-8 become U+FFFD.
//
// Throws where the tape has more than kMostPlayedRecords records, and what tape.gradient throws.
std::string player_page(const Tape& tape, const Var& loss);

// Writes that page as a whole (replace_file.hpp); throws where the file cannot be written, too.
void save_player(const Tape& tape, const std::string& path, const Var& loss);

}  // namespace tapestry
