#include "datasets/files/image_folder.hpp"

#include <gmock/gmock.h>

#include "tests/datasets/files/made_images.hpp"
#include "tests/datasets/temporary.hpp"

namespace tapestry::datasets {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;

const Bytes kSix{1, 2, 3, 4, 5, 6};  // one row of two colour pixels, or two rows of three grey ones

TEST(ImageFolder, ReadsClassesAndFilesInOrderOfName) {
  const TemporaryFolder dir;
  dir.write("set/dog/b.png", png(1, 2, 2, {7, 8, 9, 10, 11, 12}));
  dir.write("set/cat/z.PNG", png(1, 2, 2, {255, 0, 0, 0, 0, 254}));
  dir.write("set/cat/a.png", png(1, 2, 2, kSix));
  dir.write("set/cat/.hidden", {1});
  dir.write("set/.hidden", {1});
  const ImageSet set = load_image_folder(dir.path() / "set", {1, 2, 3});
  set.validate();
  EXPECT_EQ(set.name, "set");
  EXPECT_THAT(set.class_names, ElementsAre("cat", "dog"));
  EXPECT_THAT(set.labels, ElementsAre(0, 0, 1));
  // Planes: red, green, blue.
  EXPECT_THAT(set.pixels, ElementsAre(1, 4, 2, 5, 3, 6, 255, 0, 0, 0, 0, 254, 7, 10, 8, 11, 9, 12));
}

TEST(ImageFolder, ReadsGreyImagesAndJpeg) {
  const TemporaryFolder dir;
  dir.write("grey/a/1.png", png(2, 3, 0, kSix));
  EXPECT_THAT(load_image_folder(dir.path() / "grey", {2, 3, 1}).pixels,
              ElementsAre(1, 2, 3, 4, 5, 6));
  dir.write("photos/a/1.jpg", jpeg());
  dir.write("photos/a/2.jpeg", jpeg());
  const ImageSet photos = load_image_folder(dir.path() / "photos", {8, 8, 1});
  EXPECT_EQ(photos.size(), 2U);
  EXPECT_THAT(photos.pixels, Each(120));
}

TEST(ImageFolder, ImagesOfAnotherSize) {
  const TemporaryFolder dir;
  const auto path = dir.write("a/1.png", png(2, 3, 0, kSix)).string();
  const auto error = [&](const ImageSize& size) {
    return error_of([&] { load_image_folder(dir.path(), size); });
  };
  EXPECT_EQ(error({3, 2, 1}),
            "image folder: '" + path +
                "' is 2 x 3 x 1 (height x width x channels), and must be 3 x 2 x 1: convert it, or "
                "ask for its size.");
  EXPECT_THAT(error({2, 3, 3}), HasSubstr("is 2 x 3 x 1 (height x width x channels), and must be 2 "
                                          "x 3 x 3"));
  dir.write("a/1.png", png(1, 1, 6, {1, 2, 3, 4}));
  EXPECT_THAT(error({1, 1, 3}), HasSubstr("is 1 x 1 x 4"));
  dir.write("a/1.png", png(1, 3, 0, kSix, 16));
  EXPECT_EQ(error({1, 3, 1}),
            "image folder: '" + path + "' has 16 bits a channel, and must have 8: convert it.");
  EXPECT_EQ(error({1, 3, 2}),
            "image folder: images of 1 x 3 x 2 (height x width x channels) were asked for: the "
            "sides must be at least 1, and the channels 1 (grey) or 3 (colour).");
  EXPECT_THAT(error({0, 3, 1}), HasSubstr("images of 0 x 3 x 1"));
}

TEST(ImageFolder, DamagedImages) {
  const TemporaryFolder dir;
  const auto error = [&](const Bytes& bytes) {
    dir.write("a/1.png", bytes);
    return error_of([&] { load_image_folder(dir.path(), {2, 3, 1}); });
  };
  const std::string path = (dir.path() / "a/1.png").string();
  EXPECT_THAT(error({}), HasSubstr("'" + path + "' is no PNG or JPEG image ("));
  EXPECT_THAT(error({'h', 'e', 'l', 'l', 'o'}), HasSubstr("is no PNG or JPEG image ("));
  Bytes cut = png(2, 3, 0, kSix);
  cut.resize(cut.size() - 20);  // within the data
  EXPECT_THAT(error(cut), HasSubstr("'" + path + "' is damaged ("));
  // A header that promises more than any image of ours, with hardly any data.
  EXPECT_THAT(error(png(60'000, 60'000, 0, {})), HasSubstr("'" + path + "' is"));
}

TEST(ImageFolder, FilesAboveTheLimit) {
  const TemporaryFolder dir;
  const auto path = dir.write("a/1.png", Bytes((16U << 20) + 1));
  EXPECT_EQ(error_of([&] {
              load_image_folder(dir.path(), {2, 3, 1});
            }),
            "image folder: '" + path.string() +
                "' has 16777217 bytes, and at most 16777216 are read: it is not the file that was "
                "meant, or must be made smaller.");
}

TEST(ImageFolder, FilesWhereTheyDoNotBelong) {
  const TemporaryFolder dir;
  const std::string here = dir.path().string();
  const auto error = [&] { return error_of([&] { load_image_folder(dir.path(), {2, 3, 1}); }); };
  EXPECT_EQ(error(), "image folder: '" + here +
                         "' has no folders in it: make one for each class, with its images in it.");
  dir.write("a/1.png", png(2, 3, 0, kSix));
  dir.write("a/notes.txt", {1});
  EXPECT_EQ(error(), "image folder: '" + here +
                         "/a/notes.txt' is no .png, .jpg or .jpeg file: convert it, or put it "
                         "elsewhere.");
  std::filesystem::remove(dir.path() / "a/notes.txt");
  dir.write("readme", {1});
  EXPECT_EQ(error(), "image folder: '" + here +
                         "/readme' is not a folder: put each image into the folder of its class, "
                         "and other files elsewhere.");
  std::filesystem::remove(dir.path() / "readme");
  std::filesystem::create_directory(dir.path() / "b");
  EXPECT_EQ(error(), "image folder: '" + here +
                         "/b' is empty: give the class images, or remove its folder.");
  EXPECT_EQ(error_of([&] {
              load_image_folder(dir.path() / "none", {2, 3, 1});
            }),
            "image folder: there is no folder '" + here + "/none': check the name.");
}

}  // namespace
}  // namespace tapestry::datasets
