// A run goes on only with the constants that its balancer was made with.
#include <gmock/gmock.h>

#include "nn/balancing/cagrad.hpp"
#include "nn/balancing/dynamic_weight_average.hpp"
#include "nn/balancing/famo.hpp"
#include "nn/balancing/gradnorm.hpp"
#include "nn/balancing/gradvac.hpp"
#include "nn/balancing/upgrad.hpp"
#include "tests/error_of.hpp"
#include "tests/temporary_folder.hpp"

namespace tapestry::nn {
namespace {

using testing::HasSubstr;

// What reading says where one balancer was saved and another is there.
std::string error_between(Balancer&& saved, Balancer&& now) {
  const TemporaryFolder folder;
  {
    Archive archive;
    archive("balancer", saved);
    archive.write(folder.file("state"));
  }
  Archive archive(folder.file("state"));
  return error_of([&] { archive("balancer", now); });
}

TEST(BalancersConstants, MustBeThoseOfTheFile) {
  EXPECT_EQ(error_between(CaGrad(0.25), CaGrad(0.25)), "no error");
  EXPECT_THAT(error_between(CaGrad(0.25), CaGrad(0.5)),
              HasSubstr("has 0.25 as CAGrad's c, which now is 0.5"));
  EXPECT_THAT(error_between(DynamicWeightAverage(2), DynamicWeightAverage(3)),
              HasSubstr("has 2 as DWA's temperature, which now is 3"));
  EXPECT_THAT(error_between(Famo(0.5, 0.25), Famo(0.75, 0.25)),
              HasSubstr("has 0.5 as FAMO's rate, which now is 0.75"));
  EXPECT_THAT(error_between(Famo(0.5, 0.25), Famo(0.5, 0.5)),
              HasSubstr("has 0.25 as FAMO's gamma, which now is 0.5"));
  EXPECT_THAT(error_between(GradNorm(1.5, 0.5), GradNorm(2, 0.5)),
              HasSubstr("has 1.5 as GradNorm's alpha, which now is 2"));
  EXPECT_THAT(error_between(GradNorm(1.5, 0.5), GradNorm(1.5, 0.25)),
              HasSubstr("has 0.5 as GradNorm's rate, which now is 0.25"));
  EXPECT_THAT(error_between(GradVac(0.5), GradVac(0.25)),
              HasSubstr("has 0.5 as GradVac's beta, which now is 0.25"));
  EXPECT_THAT(error_between(UpGrad(0), UpGrad(0.5)),
              HasSubstr("has 0 as UPGrad's regularisation, which now is 0.5"));
}

}  // namespace
}  // namespace tapestry::nn
