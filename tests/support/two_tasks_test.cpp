#include "tutorials/support/two_tasks.hpp"

#include <gmock/gmock.h>

#include "tests/support/temporary.hpp"

namespace tapestry {
namespace {

using testing::HasSubstr;

TEST(TwoTasks, GeneratesStandInsWhereNoFolderIsNamed) {
  const TwoTasks tasks = load_two_tasks("", 5, {30, 20});
  EXPECT_EQ(tasks.digits.train.size(), 30U);
  EXPECT_EQ(tasks.digits.test.size(), 20U);
  EXPECT_EQ(tasks.objects.train.size(), 30U);
  EXPECT_EQ(tasks.objects.test.size(), 20U);
  EXPECT_TRUE(tasks.digits.test.stand_in);
  EXPECT_EQ(tasks.digits.train.features(), 784U);
  EXPECT_EQ(tasks.objects.train.features(), 3072U);
  EXPECT_EQ(tasks.objects.test.pixels, load_two_tasks("", 5, {30, 20}).objects.test.pixels);
}

TEST(TwoTasks, NeedsBothRealSets) {
  const TemporaryFolder dir;
  EXPECT_THAT(error_of([&] { load_two_tasks(dir.path().string(), 1); }),
              HasSubstr("mnist: there is no folder '" + dir.path().string() + "/mnist'"));
}

}  // namespace
}  // namespace tapestry
