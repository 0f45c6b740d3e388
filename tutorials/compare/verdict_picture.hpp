// The differences' intervals as one picture.
#pragma once

#include "nn/verdict/compare.hpp"
#include "tutorials/support/picture.hpp"

// A row a method and a column for each task and for Delta-MTL. A bar is an interval, with a mark at
// its mean; the line through all rows is 0, no difference. Bars of "helps" are green, those of
// "hurts" orange, others grey, and each says so in words, except the last. To the right is better,
// also where a low score is. Throws where a name cannot be drawn (see Picture).
tapestry::Picture verdict_picture(const tapestry::nn::Comparison& comparison);
