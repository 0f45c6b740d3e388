#include "tests/balancing/gradient_methods.hpp"

#include <cctype>

#include "nn/balancing/aligned_mtl.hpp"
#include "nn/balancing/cagrad.hpp"
#include "nn/balancing/gradnorm.hpp"
#include "nn/balancing/gradvac.hpp"
#include "nn/balancing/imtl_g.hpp"
#include "nn/balancing/mean_sum.hpp"
#include "nn/balancing/mgda.hpp"
#include "nn/balancing/nash_mtl.hpp"
#include "nn/balancing/pcgrad.hpp"
#include "nn/balancing/upgrad.hpp"

namespace tapestry::nn {

std::string test_name(const testing::TestParamInfo<GradientMethod>& row) {
  std::string name;
  for (char c : row.param.name)
    if (std::isalnum(static_cast<unsigned char>(c))) name += c;
  return name;
}

namespace {

template <class T, class... Args>
std::function<std::unique_ptr<GradientBalancer>()> maker(Args... args) {
  return [=] { return std::make_unique<T>(args...); };
}

}  // namespace

std::vector<GradientMethod> gradient_methods() {
  return {
      {.name = "mean", .make = maker<MeanGradient>(), .published = {{1, 1}}},
      {.name = "sum", .make = maker<SumGradient>(), .published = {{2, 2}}},
      {.name = "MGDA", .make = maker<Mgda>(), .never_conflicts = true, .published = {{0, 1}}},
      {.name = "PCGrad",
       .make = maker<PcGrad>(),
       .random_order = true,
       .published = {{0.5848, 3.8012}}},
      {.name = "UPGrad", .make = maker<UpGrad>(), .never_conflicts = true},
      {.name = "UPGrad regularised", .make = maker<UpGrad>(1e-4), .published = {{0.2929, 1.9004}}},
      {.name = "CAGrad", .make = maker<CaGrad>(), .published = {{0.1835, 1.2041}}},
      {.name = "CAGrad c=1", .make = maker<CaGrad>(1.0), .never_conflicts = true},
      {.name = "CAGrad c=2", .make = maker<CaGrad>(2.0), .never_conflicts = true},
      {.name = "IMTL-G", .make = maker<ImtlG>(), .published = {{0.0767, 1}}},
      {.name = "Nash-MTL", .make = maker<NashMtl>(), .never_conflicts = true, .scale_power = -1},
      {.name = "Aligned-MTL", .make = maker<AlignedMtl>(), .published = {{0.2133, 0.9673}}},
      {.name = "GradVac", .make = maker<GradVac>(), .random_order = true},
      {.name = "GradVac beta=1", .make = maker<GradVac>(1.0), .random_order = true},
      {.name = "GradNorm", .make = maker<GradNorm>()},
      {.name = "GradNorm fast", .make = maker<GradNorm>(0.5, 2.0)},
  };
}

}  // namespace tapestry::nn
