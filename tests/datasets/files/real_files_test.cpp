// The real sets, where the environment variable TAPESTRY_DATA names a folder that has them. The
// expected counts are the published ones.
#include <gmock/gmock.h>

#include <cstdlib>
#include <vector>

#include "datasets/files/cifar10.hpp"
#include "datasets/files/idx.hpp"

namespace tapestry::datasets {
namespace {

using testing::Each;
using testing::ElementsAre;

std::vector<int> class_counts(const ImageSet& set) {
  std::vector<int> counts(set.classes());
  for (int label : set.labels) ++counts[static_cast<std::size_t>(label)];
  return counts;
}

TEST(RealFiles, HaveThePublishedCountsAndMeans) {
  const char* dir = std::getenv("TAPESTRY_DATA");
  if (dir == nullptr || *dir == '\0')
    GTEST_SKIP() << "set TAPESTRY_DATA to a folder with the real MNIST and CIFAR-10 "
                    "(datasets/download makes one)";
  const auto [train, test] = load_mnist(dir);
  train.validate();
  test.validate();
  EXPECT_EQ(train.size(), 60'000U);
  EXPECT_EQ(test.size(), 10'000U);
  EXPECT_THAT(std::vector<int>(train.labels.begin(), train.labels.begin() + 5),
              ElementsAre(5, 0, 4, 1, 9));
  EXPECT_THAT(std::vector<int>(test.labels.begin(), test.labels.begin() + 5),
              ElementsAre(7, 2, 1, 0, 4));
  EXPECT_THAT(class_counts(train),
              ElementsAre(5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949));
  EXPECT_THAT(class_counts(test),
              ElementsAre(980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009));
  // The mean that is widely used to normalise MNIST.
  EXPECT_NEAR(centred(train).offset, 0.1307, 0.0001);

  const auto [objects, objects_test] = load_cifar10(dir);
  objects.validate();
  objects_test.validate();
  EXPECT_EQ(objects.size(), 50'000U);
  EXPECT_EQ(objects_test.size(), 10'000U);
  EXPECT_THAT(class_counts(objects), Each(5000));
  EXPECT_THAT(class_counts(objects_test), Each(1000));
  // The mean of the published per-channel means 0.4914, 0.4822, 0.4465.
  EXPECT_NEAR(centred(objects).offset, 0.4734, 0.002);
}

}  // namespace
}  // namespace tapestry::datasets
