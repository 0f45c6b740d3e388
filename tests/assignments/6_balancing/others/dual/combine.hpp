// The mean of the unit gradients, moved as little as need be to harm nobody: projected gradient
// steps on the weights that are added. Another right answer, in float-free plain arrays.
#include <math.h>
#include <string.h>

#include <vector>
typedef std::vector<double> Gradient;
static Gradient combine(std::vector<Gradient> g) {
  int T = g.size(), n = g[0].size();
  double total = 0;
  for (int t = 0; t < T; t++) {
    double s = 0;
    for (int i = 0; i < n; i++) s += g[t][i] * g[t][i];
    s = sqrt(s);
    total += s / T;
    for (int i = 0; i < n && s > 0; i++) g[t][i] /= s;
  }
  std::vector<double> w(T, 1.0 / T);  // never below that: the rest is what is added
  double d[64];
  for (int step = 0; step < 40000; step++) {
    memset(d, 0, sizeof d);
    for (int t = 0; t < T; t++)
      for (int i = 0; i < n; i++) d[i] += w[t] * g[t][i];
    double moved = 0;
    for (int t = 0; t < T; t++) {
      double p = 0;
      for (int i = 0; i < n; i++) p += d[i] * g[t][i];
      double now = fmax(1.0 / T, w[t] - p / T);
      moved += fabs(now - w[t]);
      w[t] = now;
    }
    if (moved < 1e-13) break;
  }
  Gradient out(d, d + n);
  for (double& x : out) x *= total;
  return out;
}
