// Saving and loading when all is well: the layout of the file, read and written here without the
// code under test. Damaged files are in checkpoint_damage_test.cpp.
#include "nn/files/checkpoint.hpp"

#include <limits>
#include <map>

#include "tests/nn/files/saved_files.hpp"
#include "tests/nn/helpers.hpp"

namespace tapestry::nn {
namespace {

using testing::HasSubstr;

TEST(Checkpoint, RoundTripIsBitwise) {
  const Folder folder;
  const std::string file = folder.file("net.safetensors");
  const MultiTaskNet saved(three_tasks(), {8, {6}}, 1), loaded(three_tasks(), {8, {6}}, 2);
  save_parameters(file, saved.parameters());
  EXPECT_NE(values(loaded.parameters()), values(saved.parameters()));
  load_parameters(file, loaded.parameters());
  EXPECT_EQ(values(loaded.parameters()), values(saved.parameters()));
  EXPECT_EQ(folder.files(), 1u) << "nothing else is left beside it";
}

// As bytes, because a NaN is not equal to itself, and 0 is equal to -0.
TEST(Checkpoint, KeepsEveryBitOfUnusualNumbers) {
  using Limits = std::numeric_limits<float>;
  const std::vector<float> odd = {0.f,
                                  -0.f,
                                  Limits::denorm_min(),
                                  Limits::infinity(),
                                  -Limits::infinity(),
                                  Limits::quiet_NaN(),
                                  Limits::max()};
  const Folder folder;
  const std::string file = folder.file("odd");
  const Parameter w = Var::parameter("w", tensor({7}, odd)), v = Var::parameter("w", zeros({7}));
  save_parameters(file, {w});
  load_parameters(file, {v});
  EXPECT_EQ(bytes_of(numbers(v.value())), bytes_of(odd));
}

// What stands between two marks; the whole test fails where they are missing.
std::string between(const std::string& in, const std::string& from, const std::string& to) {
  const std::size_t begin = in.find(from);
  if (begin == std::string::npos) base::fail("no ", from, " in ", in);
  const std::size_t end = in.find(to, begin + from.size());
  if (end == std::string::npos) base::fail("no ", to, " after ", from, " in ", in);
  return in.substr(begin + from.size(), end - begin - from.size());
}

TEST(Checkpoint, FileFollowsTheFormat) {
  const Folder folder;
  const std::string file = folder.file("net.safetensors");
  const MultiTaskNet net(two_alike(), {4, {5}}, 1);
  save_parameters(file, net.parameters());
  const std::string bytes = read_all(file);

  std::uint64_t length = 0;
  for (std::size_t i = 0; i < 8; ++i)
    length |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes.at(i))) << 8 * i;
  ASSERT_LT(8 + length, bytes.size());
  EXPECT_EQ(length % 8, 0u) << "the data must be aligned";
  std::string header = bytes.substr(8, length);
  const std::string data = bytes.substr(8 + length);
  EXPECT_EQ(header.front(), '{');
  EXPECT_EQ(header.find_last_not_of(' '), header.rfind('}')) << "only spaces may pad it";
  std::erase(header, ' ');
  EXPECT_EQ(std::count(header.begin(), header.end(), '{'),
            1 + static_cast<std::ptrdiff_t>(net.parameters().size()));

  std::map<std::size_t, std::size_t> pieces;
  for (const Parameter& p : net.parameters()) {
    const std::string entry = between(header, "\"" + p.name() + "\":{", "}");
    EXPECT_THAT(entry, HasSubstr("\"dtype\":\"F32\""));
    std::string shape;
    for (std::size_t n : p.shape()) shape += (shape.empty() ? "" : ",") + std::to_string(n);
    EXPECT_EQ(between(entry, "\"shape\":[", "]"), shape);
    const std::string offsets = between(entry, "\"data_offsets\":[", "]");
    const std::size_t begin = std::stoul(offsets);
    const std::size_t end = std::stoul(offsets.substr(offsets.find(',') + 1));
    ASSERT_LE(begin, end);
    ASSERT_LE(end, data.size());
    EXPECT_EQ(data.substr(begin, end - begin), bytes_of(numbers(p.value()))) << p.name();
    pieces[begin] = end;
  }
  std::size_t filled = 0;
  for (const auto& [begin, end] : pieces) {
    EXPECT_EQ(begin, filled);
    filled = end;
  }
  EXPECT_EQ(filled, data.size()) << "in one piece, without gaps";
}

// As another tool may write it: other order, spaces, metadata, the data of b before that of a.
TEST(Checkpoint, ReadsWhatOtherToolsWrite) {
  const Folder folder;
  const std::string file = folder.file("other");
  write_all(file, safetensors(R"({ "__metadata__": {"format": "pt"},
    "a": {"shape": [2, 1], "dtype": "F32", "data_offsets": [12, 20]},
    "b": {"data_offsets": [0, 12], "dtype": "F32", "shape": [3]},
    "scalar": {"dtype": "F32", "shape": [], "data_offsets": [20, 24]} }   )",
                              bytes_of({1, 2, 3, 4, 5, 6})));
  const Parameter a = Var::parameter("a", zeros({2, 1})), b = Var::parameter("b", zeros({3}));
  const Parameter scalar = Var::parameter("scalar", zeros({}));
  load_parameters(file, {scalar, a, b});
  EXPECT_THAT(values({a, b, scalar}),
              testing::ElementsAre(testing::ElementsAre(4, 5), testing::ElementsAre(1, 2, 3),
                                   testing::ElementsAre(6)));
}

TEST(Checkpoint, SavingAgainReplacesTheFile) {
  const Folder folder;
  const std::string file = folder.file("net");
  const Parameter w = Var::parameter("w", tensor({2}, {1, 2}));
  save_parameters(file, {Var::parameter("long", zeros({1000}))});
  save_parameters(file, {w});
  const Parameter v = Var::parameter("w", zeros({2}));
  load_parameters(file, {v});
  EXPECT_EQ(values({v}), values({w}));
  EXPECT_EQ(folder.files(), 1u);
}

TEST(Checkpoint, SavingRefusesNamesThatCannotBeToldApart) {
  const Folder folder;
  const std::string file = folder.file("net");
  const Parameter w = Var::parameter("w", zeros({2})), other = Var::parameter("w", zeros({3}));
  EXPECT_EQ(error_of([&] {
              save_parameters(file, {w, other});
            }),
            "save_parameters: 'w' [3] needs a name that no other parameter has: name it with "
            "named().");
  EXPECT_EQ(error_of([&] { save_parameters(file, {Var::parameter("", zeros({2}))}); }),
            "save_parameters: an unnamed parameter [2] needs a name that no other parameter has: "
            "name it with named().");
  EXPECT_THAT(
      error_of([&] { save_parameters(file, {Var::parameter("__metadata__", zeros({2}))}); }),
      HasSubstr("'__metadata__' [2] has the name of the file's metadata"));
  EXPECT_EQ(error_of([&] { save_parameters(file, {Var::parameter("caf\xe9", zeros({2}))}); }),
            "save_parameters: the name of 'caf\xe9' [2] is not UTF-8, as a file's names must be: "
            "name it with named().");
  EXPECT_EQ(folder.files(), 0u);
}

// A name of 100 megabytes stands for a hundred thousand of parameters.
TEST(Checkpoint, AHeaderThatWouldNotBeReadIsNotWritten) {
  const Folder folder;
  const Parameter w = Var::parameter(std::string(100'000'000, 'w'), zeros({1}));
  EXPECT_EQ(error_of([&] { save_parameters(folder.file("net"), {w}); }),
            "save_parameters: the header of '" + folder.file("net") +
                "' would have 100000056 bytes, and one of more than 100000000 is not read: train "
                "fewer tasks, or fewer epochs in one run.");
  EXPECT_EQ(folder.files(), 0u);
}

TEST(Checkpoint, FailingSaveLeavesTheOldFileAlone) {
  const Folder folder;
  const std::string file = folder.file("net");
  const Parameter w = Var::parameter("w", zeros({2}));
  save_parameters(file, {w});
  const std::string before = read_all(file);
  EXPECT_THAT(error_of([&] { save_parameters(file, {w, w}); }), HasSubstr("needs a name"));
  EXPECT_EQ(read_all(file), before);
  EXPECT_EQ(folder.files(), 1u);
}

TEST(Checkpoint, SavingWhereItCannotNamesTheFile) {
  const Folder folder;
  const Parameter w = Var::parameter("w", zeros({2}));
  const std::string missing = folder.file("missing/net");
  EXPECT_EQ(error_of([&] { save_parameters(missing, {w}); }),
            "save_parameters: '" + missing +
                "' cannot be written (No such file or directory): its folder must exist, be "
                "writable and have room.");
  const std::string taken = folder.file("taken");
  std::filesystem::create_directories(taken + "/inside");
  EXPECT_THAT(error_of([&] { save_parameters(taken, {w}); }),
              HasSubstr("save_parameters: '" + taken + "' cannot be written (Is a directory)"));
  EXPECT_EQ(folder.files(), 1u) << "the file beside it is gone";
}

}  // namespace
}  // namespace tapestry::nn
