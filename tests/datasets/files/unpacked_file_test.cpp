// gzip files of one member and of several, and what stands behind them.
#include "datasets/files/unpacked_file.hpp"

#include <gmock/gmock.h>

#include "tests/datasets/temporary.hpp"

namespace tapestry::datasets {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;

Bytes some_bytes(std::size_t count) {
  Bytes bytes(count);
  for (std::size_t i = 0; i < count; ++i) bytes[i] = static_cast<std::uint8_t>(i * i % 251);
  return bytes;
}

// All of it, read in pieces of this size.
Bytes unpacked(const std::filesystem::path& path, std::size_t piece = 1000) {
  UnpackedFile file(path, "test", "get it again.");
  Bytes all, part(piece);
  for (std::size_t got = piece; got == piece;) {
    got = file.read(part.data(), piece);
    all.insert(all.end(), part.begin(), part.begin() + static_cast<std::ptrdiff_t>(got));
  }
  EXPECT_LE(all.size(), file.most_bytes());
  return all;
}

Bytes joined(Bytes a, const Bytes& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

TEST(UnpackedFile, GivesWhatWasPackedInPiecesOfAnySize) {
  const TemporaryFolder dir;
  const Bytes bytes = some_bytes(300'000);
  for (const auto& path : {dir.write("plain", bytes), dir.write("packed", gzip(bytes))})
    for (const std::size_t piece : {1, 7, 4096, 1'000'000}) EXPECT_EQ(unpacked(path, piece), bytes);
  EXPECT_EQ(unpacked(dir.write("none", {})), Bytes());
  EXPECT_EQ(unpacked(dir.write("none.gz", gzip({}))), Bytes());
}

TEST(UnpackedFile, SeveralMembersAreOneFile) {
  const TemporaryFolder dir;
  const Bytes a = some_bytes(5), b, c = some_bytes(200'000);
  const auto path = dir.write("a.gz", joined(joined(gzip(a), gzip(b)), gzip(c)));
  EXPECT_EQ(unpacked(path), joined(a, c));
}

// RFC 1952, section 2.2: members follow each other "with no additional information before, between,
// or after them".
TEST(UnpackedFile, BehindAMemberNothingButAnotherMayCome) {
  const TemporaryFolder dir;
  const Bytes packed = gzip(some_bytes(1000));
  for (const Bytes& extra : {Bytes{0}, Bytes{0, 0, 0, 0}, Bytes{'x', 'y'}, Bytes(200'000, 'x'),
                             Bytes{0x1f}, Bytes{0x1f, 0x8b}, Bytes{0x1f, 0x8b, 8, 0, 0, 0}})
    EXPECT_THAT(error_of([&] { unpacked(dir.write("a.gz", joined(packed, extra))); }),
                AllOf(HasSubstr("/a.gz'"), EndsWith("; get it again.")))
        << extra.size();
  EXPECT_THAT(error_of([&] { unpacked(dir.write("a.gz", joined(packed, Bytes(50, 'x')))); }),
              HasSubstr("goes on behind its gzip data with something that is none"));
}

TEST(UnpackedFile, OfEachMemberTheLastByteCounts) {
  const TemporaryFolder dir;
  const Bytes a = gzip(some_bytes(100)), b = gzip(some_bytes(50));
  for (const std::size_t lost : {1, 4, 8}) {
    const Bytes cut(b.begin(), b.end() - static_cast<std::ptrdiff_t>(lost));
    EXPECT_THAT(error_of([&] { unpacked(dir.write("a.gz", joined(a, cut))); }),
                HasSubstr("is truncated"));
  }
  Bytes changed = joined(a, b);
  changed[a.size() - 5] ^= 1;  // in the first one's checksum
  EXPECT_THAT(error_of([&] { unpacked(dir.write("a.gz", changed)); }),
              HasSubstr("incorrect data check"));
}

}  // namespace
}  // namespace tapestry::datasets
