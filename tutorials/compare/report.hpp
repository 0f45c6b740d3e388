// What the compare program prints and writes.
#pragma once

#include <string>

#include "nn/verdict/advantages.hpp"

// The verdicts: a table, verdict.csv and verdict.png.
void report_verdicts(const tapestry::nn::Comparison& comparison, const std::string& folder);

// The four claimed advantages: a table, advantages.csv, and two plots: learning.png, the mean
// validation accuracy after each step, and data.png, the test accuracy with more training rows.
void report_advantages(const tapestry::nn::DataCurve& curve, double target_share,
                       const std::string& folder);
