// Confidence intervals of a mean, for a comparison over several seeds.
//
// The n values are taken for independent draws of one nearly normal distribution. Then the mean's
// error, in units of s / sqrt(n), is Student's t of n - 1 degrees of freedom, and
//
//   mean -+ t_{(1 + level) / 2, n - 1} s / sqrt(n),   s^2 = sum_i (v_i - mean)^2 / (n - 1)
//
// covers the true mean in a share `level` of all such experiments. With 5 seeds t is 2.78, with 2
// it is 12.7: a few seeds give wide intervals, and honestly so.
#pragma once

#include <cstddef>
#include <vector>

namespace tapestry::nn {

struct Interval {
  double mean = 0, low = 0, high = 0;  // in the values' own unit
};

// P(T <= t) for Student's t, as a finite sum (Abramowitz & Stegun 1964, 26.7.3 and 26.7.4). Throws
// for 0 degrees of freedom, and for a t that is not a number.
double student_t_probability(double t, std::size_t degrees);

// The t with P(T <= t) = p. Throws for 0 degrees of freedom, and unless 0 < p < 1.
double student_t_quantile(double p, std::size_t degrees);

// Throws for fewer than two values, for a value that is not finite, and unless 0 < level < 1.
Interval mean_interval(const std::vector<double>& values, double level = 0.95);

// The interval of values[i] - baseline[i]. What both have in common (the seed's data, its batches)
// cancels, which makes it narrower than two intervals side by side. Throws also where there are not
// as many values as baselines.
Interval paired_difference(const std::vector<double>& values, const std::vector<double>& baseline,
                           double level = 0.95);

}  // namespace tapestry::nn
