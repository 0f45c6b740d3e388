// Images that are damaged, each in one place: an error every time, and never a pixel that the file
// does not have.
#include "datasets/files/image_damage.hpp"

#include <gmock/gmock.h>

#include "datasets/files/stb_image.hpp"
#include "tests/datasets/files/made_images.hpp"

namespace tapestry::datasets {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const Bytes kSignature{0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

using Chunks = std::vector<std::pair<std::string, Bytes>>;

Bytes of_chunks(const Chunks& chunks) {
  Bytes file = kSignature;
  for (const auto& [type, data] : chunks) append_chunk(file, type, data);
  return file;
}

Bytes header(std::size_t width, std::size_t height, std::uint8_t depth, std::uint8_t colour,
             std::uint8_t interlaced = 0) {
  Bytes bytes;
  append_png_number(bytes, width);
  append_png_number(bytes, height);
  bytes.insert(bytes.end(), {depth, colour, 0, 0, interlaced});
  return bytes;
}

// Two rows of three grey pixels.
Chunks grey(const Bytes& rows = {0, 1, 2, 3, 0, 4, 5, 6}) {
  return {{"IHDR", header(3, 2, 8, 0)}, {"IDAT", deflated(rows)}, {"IEND", {}}};
}

// A palette of these bytes, and one row of indices, eight bits each.
Chunks with_palette(const Bytes& palette, const Bytes& row, std::uint8_t depth = 8) {
  Bytes filtered{0};
  filtered.insert(filtered.end(), row.begin(), row.end());
  return {{"IHDR", header(row.size() * 8 / depth, 1, depth, 3)},
          {"PLTE", palette},
          {"IDAT", deflated(filtered)},
          {"IEND", {}}};
}

TEST(PngDamage, NothingIsWrongWithWholeFiles) {
  EXPECT_EQ(png_damage(of_chunks(grey())), "");
  EXPECT_EQ(png_damage(png(2, 3, 2, Bytes(18, 7))), "");
  EXPECT_EQ(png_damage(png(2, 3, 6, Bytes(24, 7))), "");
  EXPECT_EQ(png_damage(png(2, 3, 0, Bytes(12, 7), 16)), "");
  EXPECT_EQ(png_damage(of_chunks(with_palette({1, 2, 3, 4, 5, 6}, {0, 1, 1}))), "");
  // Rows of each filter, in pieces, with chunks that may be passed over.
  Chunks pieces = {{"IHDR", header(1, 5, 8, 0)}, {"tEXt", {'a', 0, 'b'}}};
  for (const std::uint8_t byte : deflated({0, 9, 1, 9, 2, 9, 3, 9, 4, 9}))
    pieces.push_back({"IDAT", {byte}});
  pieces.push_back({"tIME", Bytes(7, 1)});
  pieces.push_back({"IEND", {}});
  EXPECT_EQ(png_damage(of_chunks(pieces)), "");
  // Interlaced, 5 x 3: a row of one pixel in each of passes 1, 2 and 4, and so on; 3 has none.
  Bytes rows;
  for (const std::size_t width : {1, 1, 1, 3, 2, 2, 5})
    for (std::size_t i = 0; i <= width; ++i) rows.push_back(0);
  const Bytes whole =
      of_chunks({{"IHDR", header(5, 3, 8, 0, 1)}, {"IDAT", deflated(rows)}, {"IEND", {}}});
  EXPECT_EQ(png_damage(whole), "");
  EXPECT_EQ(decode_image(whole, "f", {3, 5, 1}).pixels, Bytes(15, 0));
}

TEST(PngDamage, EveryPrefixAndEveryChangedByteIsSeen) {
  for (const Chunks& chunks : {grey(), with_palette({1, 2, 3, 4, 5, 6}, {0, 1, 1})}) {
    const Bytes whole = of_chunks(chunks);
    for (std::size_t length = 8; length < whole.size(); ++length)
      EXPECT_NE(png_damage({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length)}),
                "")
          << length << " bytes";
    for (std::size_t at = 8; at < whole.size(); ++at)
      for (const int flipped : {0x01, 0x20, 0x80, 0xFF}) {
        Bytes changed = whole;
        changed[at] = static_cast<std::uint8_t>(changed[at] ^ flipped);
        EXPECT_NE(png_damage(changed), "") << "byte " << at;
      }
  }
}

TEST(PngDamage, ChunksMustBeThereAndInOrder) {
  const Chunks whole = grey();
  const auto damage = [](const Chunks& chunks) { return png_damage(of_chunks(chunks)); };
  EXPECT_NE(damage({whole[1], whole[2]}), "");
  EXPECT_NE(damage({whole[0], whole[0], whole[1], whole[2]}), "");
  EXPECT_NE(damage({whole[0], whole[2]}), "");
  EXPECT_NE(damage({whole[0], whole[1]}), "");
  EXPECT_NE(damage({{"tEXt", {}}, whole[0], whole[1], whole[2]}), "");
  EXPECT_THAT(damage({whole[0], whole[1], {"tEXt", {}}, whole[1], whole[2]}),
              HasSubstr("not in one piece"));
  EXPECT_THAT(damage({whole[0], {"ABCD", {}}, whole[1], whole[2]}),
              HasSubstr("'ABCD' is not known, and is needed"));
  EXPECT_THAT(damage({whole[0], whole[1], whole[2], {"tEXt", {}}}),
              HasSubstr("something stands behind its end"));
  EXPECT_NE(damage({whole[0], whole[1], {"IEND", {1}}}), "");
}

TEST(PngDamage, TheDataAreThoseOfThePixelsExactly) {
  EXPECT_THAT(png_damage(of_chunks(grey({0, 1, 2, 3, 0, 4, 5}))), HasSubstr("to less than"));
  EXPECT_THAT(png_damage(of_chunks(grey({0, 1, 2, 3, 0, 4, 5, 6, 7}))), HasSubstr("to more than"));
  EXPECT_THAT(png_damage(of_chunks(grey({0, 1, 2, 3, 5, 4, 5, 6}))), HasSubstr("a filter"));
  Chunks more = grey();
  more[1].second.push_back(0);
  EXPECT_THAT(png_damage(of_chunks(more)), HasSubstr("behind its image data"));
  Chunks less = grey();
  less[1].second.resize(less[1].second.size() - 1);
  EXPECT_THAT(png_damage(of_chunks(less)), HasSubstr("cut short"));
}

// They say nothing, and are allowed; stb_image would copy the first to where it has no memory.
TEST(PngDamage, ChunksOfNoDataAreNone) {
  Chunks chunks = grey();
  chunks.insert(chunks.begin() + 1, {"IDAT", {}});
  chunks.insert(chunks.begin() + 3, {"IDAT", {}});
  EXPECT_EQ(decode_image(of_chunks(chunks), "f", {2, 3, 1}).pixels, Bytes({1, 2, 3, 4, 5, 6}));
  chunks.erase(chunks.begin() + 2);
  EXPECT_THAT(error_of([&] {
                decode_image(of_chunks(chunks), "f", {2, 3, 1});
              }),
              HasSubstr("cut short"));
}

// As many as a file may have: in one pass, where taking them out one by one would take time
// quadratic in their number.
TEST(PngDamage, AMillionChunksOfNoData) {
  Bytes empty, file = kSignature;
  append_chunk(empty, "IDAT", {});
  append_chunk(file, "IHDR", header(3, 2, 8, 0));
  for (int i = 0; i < 1'000'000; ++i) file.insert(file.end(), empty.begin(), empty.end());
  append_chunk(file, "IDAT", deflated({0, 1, 2, 3, 0, 4, 5, 6}));
  append_chunk(file, "IEND", {});
  EXPECT_EQ(decode_image(file, "f", {2, 3, 1}).pixels, Bytes({1, 2, 3, 4, 5, 6}));
}

// One pixel, and 64 MiB of zeros behind it: they are never all in memory.
TEST(PngDamage, WhatUnpacksToMuchMoreThanItsPixels) {
  Bytes rows(std::size_t{64} << 20, 0);
  const Bytes file =
      of_chunks({{"IHDR", header(1, 1, 8, 0)}, {"IDAT", deflated(rows)}, {"IEND", {}}});
  EXPECT_LT(file.size(), 100'000u);
  EXPECT_THAT(error_of([&] { decode_image(file, "f", {1, 1, 1}); }), HasSubstr("to more than"));
  // And a row that nobody could hold.
  EXPECT_NE(png_damage(of_chunks(
                {{"IHDR", header(0x7fffffff, 1, 16, 6)}, {"IDAT", deflated({0})}, {"IEND", {}}})),
            "");
}

TEST(PngDamage, AnIndexThatThePaletteLacks) {
  const Bytes two{10, 20, 30, 40, 50, 60};
  const auto damage = [](const Chunks& chunks) { return png_damage(of_chunks(chunks)); };
  EXPECT_THAT(error_of([&] {
                decode_image(of_chunks(with_palette(two, {0, 1, 2})), "f", {1, 3, 3});
              }),
              HasSubstr("a pixel has a colour that its palette lacks"));
  EXPECT_THAT(decode_image(of_chunks(with_palette(two, {1, 0})), "f", {1, 2, 3}).pixels,
              ElementsAre(40, 50, 60, 10, 20, 30));
  EXPECT_EQ(damage(with_palette(two, {0x44}, 1)), "");  // eight pixels of one bit
  EXPECT_EQ(damage(with_palette(two, {0x11}, 2)), "");
  EXPECT_NE(damage(with_palette(two, {0x12}, 2)), "");
  EXPECT_NE(damage(with_palette(two, {0x12}, 4)), "");
  // The index comes about by a filter: 1 above 1 more, and left of it.
  for (const int filter : {1, 2, 3, 4}) {
    const auto rows = [&](std::uint8_t last) {
      return Chunks{{"IHDR", header(2, 2, 8, 3)},
                    {"PLTE", two},
                    {"IDAT", deflated({0, 0, 1, static_cast<std::uint8_t>(filter), 1, last})},
                    {"IEND", {}}};
    };
    int right = 0;
    for (int last = 0; last < 256; ++last)
      right += damage(rows(static_cast<std::uint8_t>(last))).empty();
    EXPECT_EQ(right, 2) << "filter " << filter;  // one for each colour
  }
  EXPECT_NE(damage(with_palette({}, {0})), "");
  EXPECT_NE(damage(with_palette({1, 2}, {0})), "");
  EXPECT_NE(damage(with_palette(Bytes(9, 1), {0}, 1)), "");  // three colours of one bit
  Chunks none = with_palette(two, {0});
  none.erase(none.begin() + 1);
  EXPECT_THAT(damage(none), HasSubstr("its palette is missing"));
}

TEST(JpegDamage, NothingIsWrongWithAWholeFile) {
  EXPECT_EQ(jpeg_damage(jpeg()), "");
  EXPECT_EQ(decode_image(jpeg(), "f", {8, 8, 1}).pixels, Bytes(64, 120));
}

TEST(JpegDamage, EveryPrefixIsSeen) {
  const Bytes whole = jpeg();
  for (std::size_t length = 2; length < whole.size(); ++length)
    EXPECT_NE(jpeg_damage({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length)}), "")
        << length;
}

// Where a segment begins: FF, its marker, its length.
std::size_t place_of(const Bytes& file, std::uint8_t marker) {
  for (std::size_t at = 2; file[at] == 0xFF; at += 2 + file[at + 2] * 256u + file[at + 3])
    if (file[at + 1] == marker) return at;
  return 0;
}

// It was given as 8 x 8 pixels of whatever was in memory.
TEST(JpegDamage, AFrameWithoutAScan) {
  Bytes file = jpeg();
  file.resize(place_of(file, 0xDA));
  EXPECT_THAT(jpeg_damage(file), HasSubstr("its end mark is missing"));
  file.insert(file.end(), {0xFF, 0xD9});
  EXPECT_THAT(error_of([&] {
                decode_image(file, "f", {8, 8, 1});
              }),
              HasSubstr("not the data of all its components"));
}

TEST(JpegDamage, FramesAndScansThatDoNotFit) {
  const Bytes whole = jpeg();
  const std::size_t frame = place_of(whole, 0xC0), scan = place_of(whole, 0xDA);
  const auto changed = [&](std::size_t at, std::uint8_t to) {
    Bytes file = whole;
    file[at] = to;
    return jpeg_damage(file);
  };
  EXPECT_THAT(changed(scan + 5, 9), HasSubstr("a component that the frame lacks"));
  EXPECT_THAT(changed(frame + 9, 2), HasSubstr("its frame has a wrong length"));
  EXPECT_NE(changed(frame + 1, 0xE0), "");  // no frame
  EXPECT_NE(changed(scan + 1, 0xE0), "");   // no scan: its data are no segments
  Bytes twice = whole;
  twice.insert(twice.begin() + static_cast<std::ptrdiff_t>(frame),
               whole.begin() + static_cast<std::ptrdiff_t>(frame),
               whole.begin() + static_cast<std::ptrdiff_t>(frame) + 13);
  EXPECT_THAT(jpeg_damage(twice), HasSubstr("two frames"));
  // What a camera puts behind the end is no damage.
  Bytes more = whole;
  more.insert(more.end(), {1, 2, 3});
  EXPECT_EQ(jpeg_damage(more), "");
}

// A change that the format can tell is told, wherever it is: here in the tables, and in the data.
TEST(JpegDamage, TablesAndDataThatDoNotFit) {
  const Bytes whole = jpeg();
  const auto error = [](const Bytes& file) {
    return error_of([&] { decode_image(file, "f", {8, 8, 1}); });
  };
  // The table has one code, the bit 0. One of 1 + 256 codes, for all of which there are values; and
  // others that cannot be.
  Bytes many = whole;
  const std::size_t table = place_of(whole, 0xC4);
  many[table + 2] = 1, many[table + 3] = 20;
  many[table + 20] = 255, many[table + 19] = 1;
  many.insert(many.begin() + static_cast<std::ptrdiff_t>(table) + 22, 256, 0);
  EXPECT_THAT(error(many), HasSubstr("Bogus Huffman table definition"));
  for (const auto& [at, to] : {std::pair{5, 200}, std::pair{4, 0x20}, std::pair{21, 32}}) {
    Bytes file = whole;
    file[table + static_cast<std::size_t>(at)] = static_cast<std::uint8_t>(to);
    EXPECT_THAT(error(file), HasSubstr("'f' is damaged (libjpeg: ")) << at;
  }
  // The data: a byte and a bit of codes, then ones. What comes too early is the end mark...
  const std::size_t data = place_of(whole, 0xDA) + 10;
  Bytes less = whole;
  less.erase(less.begin() + static_cast<std::ptrdiff_t>(data), less.end() - 2);
  EXPECT_THAT(error(less), HasSubstr("premature end of data segment"));
  // ... and too late.
  Bytes more = whole;
  more.insert(more.end() - 2, 100, 0x55);  // (a few are in libjpeg's buffer by then)
  EXPECT_THAT(error(more), HasSubstr("extraneous bytes before marker"));
  Bytes wrong_code = whole;
  wrong_code.insert(wrong_code.begin() + static_cast<std::ptrdiff_t>(data), 4, 0xFE);
  EXPECT_THAT(error(wrong_code), HasSubstr("bad Huffman code"));
}

}  // namespace
}  // namespace tapestry::datasets
