#include "datasets/image_set.hpp"

#include <gmock/gmock.h>

#include "tests/datasets/temporary.hpp"

namespace tapestry::datasets {
namespace {

using testing::ElementsAre;

// Three images of 2 channels, 1 row and 2 columns; the pixels count up from 0.
ImageSet three() {
  return {"three", 1, 2, 2, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 255}, {1, 0, 1}, {"a", "b"}, false};
}

TEST(ImageSet, BatchHoldsTheAskedRowsInOrder) {
  const ImageSet set = three();
  const std::vector<std::size_t> rows{2, 0, 2};
  const nn::Batch batch = make_batch(set, rows, {1, 0});
  EXPECT_EQ(batch.inputs.shape(), (Shape{3, 4}));
  EXPECT_THAT(batch.inputs.storage(), ElementsAre(8, 9, 10, 255, 0, 1, 2, 3, 8, 9, 10, 255));
  EXPECT_THAT(batch.labels, ElementsAre(1, 1, 1));
  EXPECT_THAT(make_batch(set, 1, 3).labels, ElementsAre(0, 1));
}

TEST(ImageSet, ScalesToUnitIntervalAndTakesTheOffsetAway) {
  const ImageSet set = three();
  const nn::Batch plain = make_batch(set, 2, 3);
  EXPECT_FLOAT_EQ(static_cast<float>(plain.inputs(0, 0)), 8.F / 255);
  EXPECT_FLOAT_EQ(static_cast<float>(plain.inputs(0, 3)), 1);
  const nn::Batch shifted = make_batch(set, 2, 3, {Scalar{0.5}, Scalar{3}});
  EXPECT_THAT(shifted.inputs.storage(), ElementsAre(1, 1.5, 2, 124.5));
}

TEST(ImageSet, EveryByteOfALongImageIsScaled) {
  ImageSet set{"long", 1, 1000, 1, {}, {0}, {"a"}, false};  // 1000: no multiple of a vector's width
  for (int i = 0; i < 1000; ++i) set.pixels.push_back(static_cast<std::uint8_t>(i % 256));
  const nn::Batch batch = make_batch(set, 0, 1, {2, 1});
  for (int i = 0; i < 1000; ++i)
    ASSERT_EQ(batch.inputs(0, static_cast<std::size_t>(i)), static_cast<Scalar>(2 * (i % 256) - 1));
}

TEST(ImageSet, CentredTakesTheMeanAway) {
  const ImageSet set = three();
  const nn::Batch batch = make_batch(set, 0, 3, centred(set));
  double sum = 0;
  for (Scalar x : batch.inputs.storage()) sum += static_cast<double>(x);
  EXPECT_NEAR(sum, 0, 1e-6);
  EXPECT_FLOAT_EQ(static_cast<float>(centred(set).offset), 310.F / 12 / 255);
}

TEST(ImageSet, SelectAndFirstCopyRows) {
  const ImageSet set = three();
  const std::vector<std::size_t> rows{2, 1};
  const ImageSet some = select(set, rows);
  some.validate();
  EXPECT_THAT(some.pixels, ElementsAre(8, 9, 10, 255, 4, 5, 6, 7));
  EXPECT_THAT(some.labels, ElementsAre(1, 0));
  EXPECT_EQ(some.class_names, set.class_names);
  EXPECT_THAT(first_images(set, 2).labels, ElementsAre(1, 0));
}

TEST(ImageSet, RowsOutOfRange) {
  const ImageSet set = three();
  const std::vector<std::size_t> rows{0, 3};
  EXPECT_EQ(error_of([&] { make_batch(set, rows); }),
            "make_batch: image 3 was asked of 'three', which holds 3 images: rows count from 0 and "
            "must be smaller than that.");
  EXPECT_EQ(
      error_of([&] { select(set, rows); }),
      "select: image 3 was asked of 'three', which holds 3 images: rows count from 0 and must "
      "be smaller than that.");
  EXPECT_EQ(error_of([&] { make_batch(set, std::vector<std::size_t>{}); }),
            "make_batch: no rows were asked of 'three': a batch needs at least one.");
  EXPECT_EQ(error_of([&] { make_batch(set, 1, 4); }),
            "make_batch: images 1 up to but not including 4 were asked of 'three', which holds 3 "
            "images: ask for at least one, and end at 3 at most.");
  EXPECT_THAT(error_of([&] { make_batch(set, 2, 2); }), testing::HasSubstr("images 2 up to"));
  EXPECT_THAT(error_of([&] { first_images(set, 4); }), testing::HasSubstr("first: images 0 up to"));
}

TEST(ImageSet, ValidateFindsWhatDisagrees) {
  EXPECT_EQ(error_of([] { three().validate(); }), "no error");
  ImageSet set = three();
  set.labels.push_back(0);
  EXPECT_EQ(error_of([&] { set.validate(); }),
            "image set 'three': 4 labels and images of 4 bytes need 16 bytes of pixels, but there "
            "are 12: give each image exactly one label.");
  set = three();
  set.labels[1] = 2;
  EXPECT_EQ(error_of([&] { set.validate(); }),
            "image set 'three': the label of image 1 is 2, but there are names for the 2 classes "
            "from 0 on: correct the label, or name every class.");
  set.labels[1] = -1;
  EXPECT_THAT(error_of([&] { set.validate(); }), testing::HasSubstr("image 1 is -1"));
  set = three();
  set.width = 0;
  EXPECT_EQ(error_of([&] { set.validate(); }),
            "image set 'three': its images are 2 x 1 x 0 (channels x height x width): none of the "
            "three may be 0.");
}

TEST(ImageSet, RowsOfASetWithoutItsPixels) {
  ImageSet set = three();
  set.pixels.clear();
  const std::vector<std::size_t> rows{0};
  const std::string expected =
      "image set 'three': 3 labels and images of 4 bytes need 12 bytes of pixels, but there are 0: "
      "give each image exactly one label.";
  EXPECT_EQ(error_of([&] { make_batch(set, rows); }), expected);
  EXPECT_EQ(error_of([&] { make_batch(set, 0, 3); }), expected);
  EXPECT_EQ(error_of([&] { select(set, rows); }), expected);
  EXPECT_EQ(error_of([&] { first_images(set, 1); }), expected);
}

TEST(ImageSet, CentredNeedsImages) {
  EXPECT_EQ(error_of([] {
              centred({"empty", 1, 1, 1, {}, {}, {"a"}, false});
            }),
            "centred: 'empty' holds no images, so it has no mean: give it some first.");
}

}  // namespace
}  // namespace tapestry::datasets
