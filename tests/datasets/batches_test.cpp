#include "datasets/batches.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <map>

#include "tests/datasets/temporary.hpp"

namespace tapestry::datasets {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::Pair;
using testing::SizeIs;

// `count` images of one pixel, which is the image's number, as is its label.
ImageSet numbered(std::size_t count) {
  ImageSet set{"numbered", 1, 1, 1, {}, {}, std::vector<std::string>(count, "n"), false};
  for (std::size_t i = 0; i < count; ++i) {
    set.pixels.push_back(static_cast<std::uint8_t>(i));
    set.labels.push_back(static_cast<int>(i));
  }
  return set;
}

std::vector<int> draw(Batches& batches, std::size_t count) {
  std::vector<int> drawn;
  for (std::size_t i = 0; i < count; ++i) {
    const nn::Batch batch = batches.next();
    drawn.insert(drawn.end(), batch.labels.begin(), batch.labels.end());
  }
  return drawn;
}

TEST(Batches, EachEpochHasEveryExampleOnceAcrossBatchBorders) {
  const ImageSet set = numbered(10);
  Batches batches(set, 4, 1);
  const std::vector<int> drawn = draw(batches, 25);  // 100 rows: 10 epochs
  ASSERT_THAT(drawn, SizeIs(100));
  std::map<std::vector<int>, int> orders;
  for (auto begin = drawn.begin(); begin != drawn.end(); begin += 10) {
    std::vector<int> epoch(begin, begin + 10);
    ++orders[epoch];
    std::sort(epoch.begin(), epoch.end());
    EXPECT_THAT(epoch, ElementsAre(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
  }
  EXPECT_THAT(orders, SizeIs(10)) << "each epoch is a new shuffle";
}

TEST(Batches, RowsAreFullAndBelongToTheirLabels) {
  const ImageSet set = numbered(10);
  Batches batches(set, 4, 1, {1, 0});
  for (int i = 0; i < 20; ++i) {
    const nn::Batch batch = batches.next();
    ASSERT_EQ(batch.inputs.shape(), (Shape{4, 1}));
    for (std::size_t row = 0; row < 4; ++row)
      ASSERT_EQ(batch.inputs(row, 0), static_cast<Scalar>(batch.labels[row]));
  }
}

TEST(Batches, EveryPlaceIsEquallyLikely) {
  const ImageSet set = numbered(3);
  std::map<std::vector<int>, int> orders;
  for (std::uint64_t seed = 0; seed < 6000; ++seed) {
    Batches batches(set, 3, seed);
    ++orders[draw(batches, 1)];
  }
  // 3! = 6 orders, 1000 each; the standard deviation is 29.
  ASSERT_THAT(orders, SizeIs(6));
  EXPECT_THAT(orders, Each(Pair(testing::_, testing::AllOf(testing::Gt(850), testing::Lt(1150)))));
}

TEST(Batches, SameSeedSameBatches) {
  const ImageSet set = numbered(100);
  Batches a(set, 30, 7), b(set, 30, 7), c(set, 30, 8);
  const std::vector<int> drawn = draw(a, 10);
  EXPECT_EQ(drawn, draw(b, 10));
  EXPECT_NE(drawn, draw(c, 10));
}

TEST(Batches, KeepsToTheGivenRows) {
  const ImageSet set = numbered(100);
  Batches batches(set, {90, 5, 42}, 2, 1);
  std::vector<int> drawn = draw(batches, 3);
  std::sort(drawn.begin(), drawn.end());
  EXPECT_THAT(drawn, ElementsAre(5, 5, 42, 42, 90, 90));
  EXPECT_EQ(batches.examples(), 3U);
  EXPECT_EQ(batches.batch_size(), 2U);
}

TEST(Batches, CountsTheBatchesOfAnEpoch) {
  const ImageSet set = numbered(10);
  EXPECT_EQ(Batches(set, 5, 1).batches_per_epoch(), 2U);
  EXPECT_EQ(Batches(set, 4, 1).batches_per_epoch(), 3U);
  EXPECT_EQ(Batches(set, 10, 1).batches_per_epoch(), 1U);
}

TEST(Batches, ImpossibleBatchSizesAndRows) {
  const ImageSet set = numbered(10);
  EXPECT_EQ(error_of([&] { Batches(set, 0, 1); }),
            "Batches: a batch size of 0 was asked for 10 rows of 'numbered': it must be 1 to 10.");
  EXPECT_EQ(error_of([&] { Batches(set, 11, 1); }),
            "Batches: a batch size of 11 was asked for 10 rows of 'numbered': it must be 1 to 10.");
  EXPECT_EQ(
      error_of([&] {
        Batches(set, {1, 10}, 1, 1);
      }),
      "Batches: row 10 was given for 'numbered', which holds 10 images: rows count from 0 and "
      "must be smaller than that.");
  const ImageSet none = numbered(0);
  EXPECT_EQ(error_of([&] { Batches(none, 1, 1); }),
            "Batches: 'numbered' has no rows to draw from: give it at least one.");
}

TEST(ForEachBatch, GoesInOrderAndEndsWithTheRest) {
  const ImageSet set = numbered(7);
  std::vector<std::vector<int>> seen;
  for_each_batch(set, 3, [&](const nn::Batch& batch) { seen.push_back(batch.labels); });
  EXPECT_THAT(seen, ElementsAre(ElementsAre(0, 1, 2), ElementsAre(3, 4, 5), ElementsAre(6)));
  seen.clear();
  for_each_batch(set, 100, [&](const nn::Batch& batch) { seen.push_back(batch.labels); });
  EXPECT_THAT(seen, ElementsAre(SizeIs(7)));
}

TEST(ForEachBatch, ImpossibleBatchSize) {
  const ImageSet set = numbered(7);
  EXPECT_EQ(error_of([&] { for_each_batch(set, 0, [](const nn::Batch&) {}); }),
            "for_each_batch: a batch size of 0 was asked for the 7 images of 'numbered': both must "
            "be at least 1.");
}

TEST(ForEachBatch, AndBatchesRefuseASetThatIsNotValid) {
  ImageSet set = numbered(7);
  set.labels[3] = 7;
  const std::string expected =
      "image set 'numbered': the label of image 3 is 7, but there are names for the 7 classes from "
      "0 "
      "on: correct the label, or name every class.";
  EXPECT_EQ(error_of([&] { Batches(set, 2, 1); }), expected);
  EXPECT_EQ(error_of([&] { Batches(set, {0, 1}, 2, 1); }), expected);
  int visits = 0;
  EXPECT_EQ(error_of([&] { for_each_batch(set, 2, [&](const nn::Batch&) { ++visits; }); }),
            expected);
  EXPECT_EQ(visits, 0) << "refused before the first batch";
}

}  // namespace
}  // namespace tapestry::datasets
