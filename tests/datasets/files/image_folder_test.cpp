#include "datasets/files/image_folder.hpp"

#include <gmock/gmock.h>
#include <zlib.h>

#include <utility>

#include "tests/datasets/temporary.hpp"

namespace tapestry::datasets {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;

void append_number(Bytes& bytes, std::size_t number) {
  for (int shift = 24; shift >= 0; shift -= 8)
    bytes.push_back(static_cast<std::uint8_t>(number >> shift));
}

void append_chunk(Bytes& png, const std::string& type, const Bytes& data) {
  append_number(png, data.size());
  Bytes body(type.begin(), type.end());
  body.insert(body.end(), data.begin(), data.end());
  png.insert(png.end(), body.begin(), body.end());
  append_number(png, crc32(0, body.data(), static_cast<uInt>(body.size())));
}

// A PNG file, written as its standard says (ISO/IEC 15948): pixels [height x width x channels],
// each row after a byte 0 (no filter). Colour type 0 is grey, 2 is red, green, blue, 6 has alpha
// too.
Bytes png(std::size_t height, std::size_t width, std::uint8_t colour_type, const Bytes& pixels,
          std::uint8_t bits = 8) {
  Bytes file{0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  Bytes header;
  append_number(header, width);
  append_number(header, height);
  header.insert(header.end(), {bits, colour_type, 0, 0, 0});
  append_chunk(file, "IHDR", header);
  Bytes rows;
  for (std::size_t y = 0; y < height; ++y) {
    const std::size_t row = pixels.size() / height;
    rows.push_back(0);
    const auto begin = pixels.begin() + static_cast<std::ptrdiff_t>(y * row);
    rows.insert(rows.end(), begin, begin + static_cast<std::ptrdiff_t>(row));
  }
  uLongf length = compressBound(rows.size());
  Bytes packed(length);
  compress(packed.data(), &length, rows.data(), rows.size());
  packed.resize(length);
  append_chunk(file, "IDAT", packed);
  append_chunk(file, "IEND", {});
  return file;
}

// A JPEG file of 8 x 8 grey pixels, all 120, put together as its standard says (ITU T.81): every
// quantiser is 1, so the block's mean is coded as 8 * (120 - 128) = -64: size 7, bits 0111111.
Bytes jpeg() {
  Bytes file{0xff, 0xd8, 0xff, 0xdb, 0x00, 0x43, 0x00};
  file.insert(file.end(), 64, 1);
  file.insert(file.end(),
              {0xff, 0xc0, 0x00, 0x0b, 0x08, 0x00, 0x08, 0x00, 0x08, 0x01, 0x01, 0x11, 0x00});
  for (const auto& [table, symbol] : {std::pair{0x00, 0x07}, std::pair{0x10, 0x00}}) {
    // A Huffman table of one symbol, whose code is the bit 0.
    file.insert(file.end(), {0xff, 0xc4, 0x00, 0x14, static_cast<std::uint8_t>(table), 0x01});
    file.insert(file.end(), 15, 0);
    file.push_back(static_cast<std::uint8_t>(symbol));
  }
  // 0 (size 7), 0111111 (-64), 0 (no more coefficients), and ones to fill the byte.
  file.insert(file.end(),
              {0xff, 0xda, 0x00, 0x08, 0x01, 0x01, 0x00, 0x00, 0x3f, 0x00, 0x3f, 0x7f, 0xff, 0xd9});
  return file;
}

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
