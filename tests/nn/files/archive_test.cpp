// Archive: what is written is read, bit for bit; and what does not fit is said.
#include "nn/files/archive.hpp"

#include <cmath>
#include <cstring>
#include <fstream>
#include <iterator>
#include <limits>

#include "engine/array/random.hpp"
#include "nn/files/checkpoint.hpp"
#include "tests/nn/files/saved_files.hpp"
#include "tests/nn/helpers.hpp"
#include "tests/temporary_folder.hpp"

namespace tapestry::nn {
namespace {

struct Inner {
  std::string text;
  std::vector<std::size_t> counts;
  bool operator==(const Inner&) const = default;
  void serialise(Archive& archive) {
    archive("text", text);
    archive("counts", counts);
  }
};

struct Everything {
  bool yes = false;
  int small = 0;
  std::uint64_t large = 0;
  double fraction = 0;
  Scalar scalar = 0;
  std::vector<double> fractions;
  std::optional<Inner> there, absent;
  std::vector<Inner> list;
  std::map<std::pair<std::size_t, std::size_t>, double> map;
  Tensor tensor, empty;
  Rng rng;

  void serialise(Archive& archive) {
    archive("yes", yes);
    archive("small", small);
    archive("large", large);
    archive("fraction", fraction);
    archive("scalar", scalar);
    archive("fractions", fractions);
    archive("there", there);
    archive("absent", absent);
    archive("list", list);
    archive("map", map);
    archive("tensor", tensor);
    archive("empty", empty);
    archive("rng", rng);
  }
};

Everything example() {
  Everything all;
  all.yes = true;
  all.small = -7;
  all.large = std::numeric_limits<std::uint64_t>::max();
  all.fraction = 0.1 + 0.2;
  all.scalar = Scalar(1) / 3;
  all.fractions = {1e-310, -0.0, std::numeric_limits<double>::infinity(),
                   -std::numeric_limits<double>::infinity(), 5e300};
  all.there = Inner{"two \"words\"\n", {1, 2}};
  all.list = {{"", {}}, {"x", {3}}};
  all.map[{1, 2}] = 0.5;
  all.rng.seed(5);
  all.rng();
  all.tensor = random_normal({2, 3}, all.rng);
  all.empty = zeros({0, 4});
  return all;
}

TEST(Archive, GivesBackTheBitsOfWhatWasWritten) {
  const TemporaryFolder folder;
  Everything written = example(), read;
  read.absent = Inner{"not there", {}};
  Archive out;
  out("all", written);
  out.write(folder.file("a"));
  Archive in(folder.file("a"));
  in("all", read);
  in.check_all_was_read();

  const Everything expected = example();
  EXPECT_EQ(read.yes, true);
  EXPECT_EQ(read.small, -7);
  EXPECT_EQ(read.large, expected.large);
  EXPECT_EQ(read.fraction, expected.fraction);
  EXPECT_EQ(read.scalar, expected.scalar);
  ASSERT_EQ(read.fractions, expected.fractions);
  EXPECT_TRUE(std::signbit(read.fractions[1]));
  EXPECT_EQ(read.there, expected.there);
  EXPECT_FALSE(read.absent.has_value());
  EXPECT_EQ(read.list, expected.list);
  EXPECT_EQ(read.map, expected.map);
  EXPECT_EQ(read.tensor, expected.tensor);
  EXPECT_EQ(read.empty.shape(), (Shape{0, 4}));
  EXPECT_EQ(read.rng, expected.rng);
  // And writing changes nothing.
  EXPECT_EQ(written.map, expected.map);
  EXPECT_EQ(written.tensor, expected.tensor);
}

TEST(Archive, SaysWhatDoesNotFit) {
  const TemporaryFolder folder;
  const std::string path = folder.file("a");
  double number = 1;
  std::string text = "x";
  int seven = 7;
  {
    Archive out;
    out("number", number);
    out("text", text);
    out("seven", seven);
    out.expect("seed", 3, "the seed");
    out.expect("order", std::string("joint"), "the order");
    EXPECT_EQ(error_of([&] { out("number", number); }),
              "Archive: 'number' was written twice: go on with the model and the settings that it "
              "was saved with, or begin anew.");
    out.write(path);
  }
  const std::string mend =
      " (in '" + path +
      "'): go on with the model and the settings that it was saved with, or begin anew.";
  Archive in(path);
  EXPECT_EQ(error_of([&] { in("other", number); }), "Archive: 'other' is not there" + mend);
  EXPECT_EQ(error_of([&] { in("number", text); }), "Archive: 'number' is of another kind" + mend);
  Inner inner;
  EXPECT_EQ(error_of([&] { in("number", inner); }), "Archive: 'number' is not there" + mend);
  EXPECT_EQ(error_of([&] { in.expect("seed", 4, "the seed"); }),
            "Archive: 'seed' has 3 as the seed, which now is 4" + mend);
  EXPECT_EQ(error_of([&] { in.expect("order", std::string("alternating"), "the order"); }),
            "Archive: 'order' has 'joint' as the order, which now is 'alternating'" + mend);
  in("number", number);
  in("seven", seven);
  EXPECT_EQ(error_of([&] { in.check_all_was_read(); }),
            "Archive: '" + path +
                "' also holds 'text', which this run has no use for: go on with the model and the "
                "settings that it was saved with, or begin anew.");
  bool flag = false;
  EXPECT_EQ(error_of([&] { Archive{path}("seven", flag); }),
            "Archive: 'seven' is a number out of range" + mend);
  signed char tiny = 0;
  seven = 1000;
  Archive large;
  large("n", seven);
  large.write(path);
  EXPECT_EQ(error_of([&] { Archive{path}("n", tiny); }),
            "Archive: 'n' is a number out of range" + mend);
}

// Names and texts that the file chose are cut in errors.
TEST(Archive, ErrorsDoNotSayAllThatAFileHolds) {
  const TemporaryFolder folder;
  const std::string path = folder.file("a"), name(10'000, 'n'), text(10'000, 't');
  const auto written = [&](auto value) {
    Archive out;
    out(name, value);
    out.expect("order", text, "the order");
    out.write(path);
    return path;
  };
  const auto bounded = [](const std::string& error) {
    return error != "no error" && error.size() < 1000;
  };
  EXPECT_PRED1(bounded, error_of([&] { Archive(written(1)).check_all_was_read(); }));
  EXPECT_PRED1(bounded,
               error_of([&] { Archive(written(Tensor(zeros({2})))).check_all_was_read(); }));
  EXPECT_PRED1(bounded, error_of([&] {
                 Archive(written(1)).expect("order", std::string("joint"), "the order");
               }));
  // In the header, as it is: names, types and shapes of tensors.
  std::string bytes = read_all(written(Tensor(zeros({2}))));
  const std::string type = "\"F32\"";
  bytes.replace(bytes.find(type), type.size(), "\"F3\"  ");
  write_all(path, bytes);
  EXPECT_PRED1(bounded, error_of([&] { Archive{path}; }));
  std::string many;
  for (int i = 0; i < 5000; ++i) many += "2,";
  const std::string entry =
      R"("x":{"dtype":")" + text + R"(","shape":[)" + many + R"(2],"data_offsets":[0,8]})";
  for (const std::string& header : {"{" + entry + "}", "{\"x\":{},\"" + name + "\":{}}"}) {
    write_all(path, safetensors(header, "12345678"));
    EXPECT_PRED1(bounded,
                 error_of([&] { load_parameters(path, {Var::parameter("x", zeros({2}))}); }));
  }
}

TEST(Archive, RefusesFilesThatAreNone) {
  const TemporaryFolder folder;
  const std::string path = folder.file("parameters");
  EXPECT_EQ(error_of([&] { Archive{path}; }),
            "Archive: '" + path + "' cannot be opened as a file: does it exist?");
  save_parameters(path, {Var::parameter("w", zeros({2}))});
  EXPECT_EQ(error_of([&] { Archive{path}; }),
            "Archive: '" + path + "' holds no state of a training run: give a checkpoint.");
}

TEST(Archive, RefusesDamagedListsOtherVersionsAndTextsThatAreNone) {
  const TemporaryFolder folder;
  const std::string path = folder.file("a");
  const auto read_changed = [&](const std::string& from, const std::string& to) {
    std::vector<Inner> list = example().list;
    Archive out;
    out("list", list);
    out.write(path);
    std::string bytes;
    {
      std::ifstream in(path, std::ios::binary);
      bytes.assign(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
    }
    const std::size_t at = bytes.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    std::ofstream(path, std::ios::binary) << bytes.replace(at, from.size(), to);
    return error_of([&] { Archive{path}("list", list); });
  };
  EXPECT_EQ(read_changed(R"(size\":2)", R"(size\":9)"),
            "Archive: 'list/size' is not the number of parts (in '" + path +
                "'): go on with the model and the settings that it was saved with, or begin anew.");
  EXPECT_EQ(
      read_changed(R"("tapestry.version":"1")", R"("tapestry.version":"0")"),
      "Archive: '" + path + "' was saved by another version of Tapestry: read it with that one.");
  Archive out;
  std::string text = "\xff";
  out("text", text);
  EXPECT_EQ(error_of([&] { out.write(path); }),
            "Archive: a text that is to go into '" + path +
                "' is not UTF-8: name tasks and parameters in UTF-8.");
}

}  // namespace
}  // namespace tapestry::nn
