// The tape as a page that plays it: one HTML file with everything in it, for any browser, with no
// server and no network.
#pragma once

#include <cstddef>
#include <limits>
#include <string>

#include "engine/core/tape.hpp"

namespace tapestry {

// More records than this make a page that nobody steps through and no phone opens.
inline constexpr std::size_t kMostPlayedRecords = 2000;

// Of the page's largest gradient, how much may be nothing but rounding: what a few roundings of
// numbers of that size leave where the exact result is 0.
inline constexpr double kRoundingLevel = 4 * std::numeric_limits<Scalar>::epsilon();

// The page steps through the records in their order, with inputs, shapes and values, and then
// through the backward pass from `loss`: each record's output, gradient and inputs, what it sends
// to each input, and how the parts add up. Its last step is a table of all leaves' gradients. Of a
// tensor with more than 64 elements, it holds the first 64 (on a tape with more than 400 records,
// the first 16) and says so. Names are shown as they are: none can become markup or code; bytes
// that are not UTF-8 become U+FFFD.
//
// Beside each input stands its pullback's formula (pullback_formulas.hpp). A map shows where the
// tape forks and joins. A gradient at rounding level, kRoundingLevel times the largest of the page
// or less, is drawn without colour, as a zero is, and the page says so.
//
// The title is the page's heading, too; an empty one stands for "Forwards and back from 'loss'",
// with the loss's name, or its place on the tape where it has none.
//
// Throws where the tape has more than kMostPlayedRecords records, and what tape.gradient throws.
std::string player_page(const Tape& tape, const Var& loss, const std::string& title = "");

// Writes that page as a whole (replace_file.hpp); throws where the file cannot be written, too.
void save_player(const Tape& tape, const std::string& path, const Var& loss,
                 const std::string& title = "");

}  // namespace tapestry
