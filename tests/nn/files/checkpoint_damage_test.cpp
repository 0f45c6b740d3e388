// Files that are damaged, or of another model: each is an error that names the file, and none
// changes a parameter.
#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/activations.hpp"
#include "nn/files/checkpoint.hpp"
#include "tests/nn/files/saved_files.hpp"
#include "tests/nn/helpers.hpp"

namespace tapestry::nn {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

class CheckpointDamage : public testing::Test {
 protected:
  // The error of loading these bytes into a [2 x 1] and b [3], which must not change then.
  std::string load(const std::string& bytes) {
    write_all(file, bytes);
    const Parameter first = Var::parameter("a", tensor({2, 1}, {7, 8}));
    const Parameter second = Var::parameter("b", tensor({3}, {9, 10, 11}));
    const auto before = values({first, second});
    const std::string error = error_of([&] { load_parameters(file, {first, second}); });
    EXPECT_EQ(values({first, second}) == before, error != "no error")
        << "changed in spite of: " << error;
    EXPECT_THAT(error, testing::AnyOf("no error", HasSubstr("'" + file + "'")));
    return error;
  }
  std::string load(const std::string& entry_a, const std::string& entry_b, std::size_t elements) {
    return load(safetensors("{\"a\":" + entry_a + ",\"b\":" + entry_b + "}",
                            bytes_of(std::vector<float>(elements, 1))));
  }

  const Folder folder;
  const std::string file = folder.file("net");
  const std::string a = R"({"dtype":"F32","shape":[2,1],"data_offsets":[0,8]})";
  const std::string b = R"({"dtype":"F32","shape":[3],"data_offsets":[8,20]})";
};

TEST_F(CheckpointDamage, TheUndamagedFileLoads) { EXPECT_EQ(load(a, b, 5), "no error"); }

TEST_F(CheckpointDamage, EveryPrefixIsAnError) {
  const std::string whole =
      safetensors("{\"a\":" + a + ",\"b\":" + b + "}", bytes_of({1, 2, 3, 4, 5}));
  for (std::size_t length = 0; length < whole.size(); ++length)
    EXPECT_THAT(load(whole.substr(0, length)), HasSubstr("cut short")) << length << " bytes";
}

TEST_F(CheckpointDamage, EveryChangedByteOfLengthOrHeaderIsAnError) {
  const std::string header = "{\"a\":" + a + ",\"b\":" + b + "}";
  const std::string whole = safetensors(header, bytes_of({1, 2, 3, 4, 5}));
  for (std::size_t at = 0; at < 8 + header.size(); ++at)
    for (const char changed : {'\0', '\xff', '"', '9', '}'}) {
      std::string bytes = whole;
      if (bytes[at] == changed) continue;
      bytes[at] = changed;
      EXPECT_NE(load(bytes), "no error") << "byte " << at << " became " << int{changed};
    }
}

TEST_F(CheckpointDamage, ImpossibleHeaderLengths) {
  for (const std::uint64_t length : {std::uint64_t{21}, std::uint64_t{99'999'999},
                                     ~std::uint64_t{0}, ~std::uint64_t{7}, std::uint64_t{1} << 63})
    EXPECT_EQ(load(little_endian(length) + "{}                  "),
              "load_parameters: '" + file +
                  "' is not a safetensors file, or is cut short: 28 bytes do not hold its header.");
}

// A sparse file, which takes no room on disk: its header would be all of its 150 MB.
TEST_F(CheckpointDamage, HugeHeaderIsRefusedBeforeItIsRead) {
  write_all(file, little_endian(150'000'000));
  std::filesystem::resize_file(file, 150'000'008);
  EXPECT_THAT(error_of([&] { load_parameters(file, {}); }), HasSubstr("do not hold its header"));
}

TEST_F(CheckpointDamage, HeadersThatAreNotAnObject) {
  for (const std::string header : {"", "[]", "3", "null", "{", "{\"a\":}", "\xff\xfe"})
    EXPECT_EQ(load(safetensors(header, "")),
              "load_parameters: the header of '" + file + "' is not a JSON object.");
}

TEST_F(CheckpointDamage, EntriesThatAreNotWellFormed) {
  for (const char* entry : {"3", "{}", "[]", "null", R"({"dtype":"F32","shape":[2,1]})",
                            R"({"dtype":"F32","shape":"2x1","data_offsets":[0,8]})",
                            R"({"dtype":"F32","shape":[2,1],"data_offsets":8})",
                            R"({"dtype":1,"shape":[2,1],"data_offsets":[0,8]})",
                            R"({"dtype":"F32","shape":[2,1],"data_offsets":[0,"8"]})"})
    EXPECT_THAT(load(entry, b, 5),
                AllOf(HasSubstr("the entry of 'a'"), HasSubstr("not well formed")))
        << entry;
}

TEST_F(CheckpointDamage, CountsThatAreNotWholeNumbers) {
  const std::string start =
      "load_parameters: the entry of 'a' in '" + file + "' is not well formed: its ";
  for (const std::string count : {"1.9", "1.0", "-1", "true", "null", "\"1\"", "[1]"}) {
    EXPECT_EQ(load(R"({"dtype":"F32","shape":[2,)" + count + R"(],"data_offsets":[0,8]})", b, 5),
              start + "shape holds " + count + ", but must hold whole numbers, 0 or more.");
    EXPECT_EQ(load(R"({"dtype":"F32","shape":[2,1],"data_offsets":[)" + count + ",8]}", b, 5),
              start + "data_offsets holds " + count + ", but must hold whole numbers, 0 or more.");
  }
  EXPECT_EQ(load(R"({"dtype":"F32","shape":2,"data_offsets":[0,8]})", b, 5),
            start + "shape is not a list of whole numbers.");
}

// The error's text must not be made by a recursion as deep as the file likes.
TEST_F(CheckpointDamage, NestedBeyondAllUse) {
  for (const std::size_t depth : {101, 300'000}) {
    const std::string deep = std::string(depth, '[') + std::string(depth, ']');
    std::string objects;
    for (std::size_t i = 0; i < depth; ++i) objects += "{\"k\":";
    objects += "1" + std::string(depth, '}');
    for (const std::string& nested : {deep, objects}) {
      const std::string too_deep =
          "load_parameters: '" + file + "' is damaged: its header is nested more than 100 deep.";
      EXPECT_EQ(load(R"({"dtype":"F32","shape":)" + nested + R"(,"data_offsets":[0,8]})", b, 5),
                too_deep);
      EXPECT_EQ(load(R"({"dtype":"F32","shape":[2,1],"data_offsets":)" + nested + "}", b, 5),
                too_deep);
      EXPECT_EQ(load(R"({"dtype":)" + nested + R"(,"shape":[2,1],"data_offsets":[0,8]})", b, 5),
                too_deep);
      EXPECT_EQ(load(safetensors(R"({"__metadata__":)" + nested + "}", "")), too_deep);
      EXPECT_EQ(load(safetensors(nested, "")), too_deep);
    }
  }
}

TEST_F(CheckpointDamage, TextsOfTheFileAreCutInErrors) {
  const std::string many(100'000, '1');
  EXPECT_LT(
      load(R"({"dtype":"F32","shape":["x)" + many + R"("],"data_offsets":[0,8]})", b, 5).size(),
      400u + file.size());
  EXPECT_LT(load(safetensors("{\"" + many + "\":1,\"" + many + "\":1}", "")).size(),
            400u + file.size());
}

// https://github.com/huggingface/safetensors, "Format": the header begins with {, and may be padded
// with spaces at its end.
TEST_F(CheckpointDamage, HeadersThatOnlySomeJsonParsersWouldTake) {
  const std::string header = "{\"a\":" + a + ",\"b\":" + b + "}";
  const std::string data = bytes_of({1, 2, 3, 4, 5});
  EXPECT_EQ(load(safetensors(header + "   ", data)), "no error");
  const std::string nul(1, '\0'), mark = "\xEF\xBB\xBF";
  for (const std::string& wrong :
       {header + nul, header + nul + nul + nul, header + nul + "}", header + nul + "garbage}",
        " " + header, "\n" + header, mark + header, header + "\n", header + "\t", header + " \r ",
        header + "{}", header + ","})
    EXPECT_NE(load(safetensors(wrong, data)), "no error") << wrong;
}

TEST_F(CheckpointDamage, MetadataThatAreNoTexts) {
  const std::string data = bytes_of({1, 2, 3, 4, 5});
  const auto with = [&](const std::string& metadata) {
    return load(
        safetensors("{\"__metadata__\":" + metadata + ",\"a\":" + a + ",\"b\":" + b + "}", data));
  };
  EXPECT_EQ(with(R"({"made by":"hand","":""})"), "no error");
  EXPECT_EQ(with("{}"), "no error");
  for (const std::string wrong : {"[]", "3", "\"text\"", "true"})
    EXPECT_THAT(with(wrong), HasSubstr("its __metadata__ is not an object of texts")) << wrong;
  for (const std::string wrong : {R"({"a":1})", R"({"a":null})", R"({"b":"x","a":["x"]})"})
    EXPECT_THAT(with(wrong), HasSubstr("'a' in its __metadata__ is no text")) << wrong;
}

// The last of them is at fault, and the first must be as it was.
TEST_F(CheckpointDamage, AParameterThatAnOpComputedIsRefusedBeforeAnythingChanges) {
  write_all(file, safetensors("{\"a\":" + a + ",\"b\":" + b + "}", bytes_of({1, 2, 3, 4, 5})));
  const Parameter first = Var::parameter("a", tensor({2, 1}, {7, 8}));
  const Tape tape;
  const Parameter computed = tanh(Var::parameter("b", tensor({3}, {9, 10, 11}))).named("b");
  EXPECT_THAT(error_of([&] {
                load_parameters(file, {first, computed});
              }),
              HasSubstr("was computed by an op"));
  EXPECT_THAT(values({first})[0], testing::ElementsAre(7, 8));
}

// A sparse file, which takes no room on disk, and more of memory than there is.
TEST_F(CheckpointDamage, MoreDataThanMemoryIsAnErrorThatNamesTheFile) {
  const std::string header = "{\"a\":" + a + "}";
  write_all(file, safetensors(header, ""));
  std::error_code wrong;
  std::filesystem::resize_file(file, std::uintmax_t{1} << 43, wrong);
  if (wrong) GTEST_SKIP() << "no such file can be made here: " << wrong.message();
  EXPECT_THAT(error_of([&] { load_parameters(file, {}); }),
              AllOf(HasSubstr("'" + file + "'"), HasSubstr("more than this machine's memory")));
}

TEST_F(CheckpointDamage, KeyGivenTwice) {
  const auto twice = [&](const std::string& key) {
    return "load_parameters: '" + file + "' is damaged: its header has the key '" + key +
           "' twice.";
  };
  EXPECT_EQ(load(safetensors("{\"a\":" + a + ",\"b\":" + b + ",\"a\":" + a + "}",
                             bytes_of({1, 2, 3, 4, 5}))),
            twice("a"));
  EXPECT_EQ(load(R"({"dtype":"F32","shape":[1],"shape":[2,1],"data_offsets":[0,8]})", b, 5),
            twice("shape"));
}

TEST_F(CheckpointDamage, OffsetsThatDoNotFit) {
  const auto with = [](const std::string& offsets) {
    return R"({"dtype":"F32","shape":[2,1],"data_offsets":)" + offsets + "}";
  };
  for (const char* offsets : {"[0,4]", "[8,0]", "[0]", "[]", "[0,8,16]", "[16,24]", "[0,9]",
                              "[18446744073709551608,0]", "[18446744073709551615,7]"})
    EXPECT_THAT(load(with(offsets), b, 5),
                HasSubstr("cut short or damaged: the 8 bytes of 'a' are not all there"))
        << offsets;
  EXPECT_EQ(
      load(with("[4,12]"), b, 5),
      "load_parameters: '" + file +
          "' is damaged: a parameter begins at byte 4 of the data, but the one before it ends "
          "at byte 0.")
      << "a gap at the start, and an overlap";
  EXPECT_THAT(load(with("[10,18]"), b, 5), HasSubstr("is damaged: a parameter begins at byte 8"));
  EXPECT_EQ(
      load(a, R"({"dtype":"F32","shape":[3],"data_offsets":[4,16]})", 4),
      "load_parameters: '" + file +
          "' is damaged: a parameter begins at byte 4 of the data, but the one before it ends "
          "at byte 8.");
  EXPECT_EQ(load(a, R"({"dtype":"F32","shape":[3],"data_offsets":[12,24]})", 6),
            "load_parameters: '" + file +
                "' is damaged: a parameter begins at byte 12 of the data, but the one before it "
                "ends at byte 8.");
  EXPECT_EQ(load(a, b, 6), "load_parameters: '" + file +
                               "' is damaged: it holds 24 bytes of data, but its parameters end at "
                               "byte 20.");
}

TEST_F(CheckpointDamage, OtherShapesTypesAndNames) {
  EXPECT_EQ(load(R"({"dtype":"F32","shape":[1,2],"data_offsets":[0,8]})", b, 5),
            "load_parameters: '" + file +
                "' holds [1 x 2] of F32 for 'a' [2 x 1] of F32: it was saved from another model.");
  EXPECT_EQ(load(a, R"({"dtype":"F64","shape":[3],"data_offsets":[8,32]})", 8),
            "load_parameters: '" + file +
                "' holds [3] of F64 for 'b' [3] of F32: it was saved from another model.");
  EXPECT_EQ(load(safetensors("{\"a\":" + a + "}", bytes_of({1, 2}))),
            "load_parameters: '" + file + "' has no 'b' [3]: it was saved from another model.");
  EXPECT_EQ(load(safetensors("{\"a\":" + a + ",\"b\":" + b +
                                 R"(,"c":{"dtype":"F32","shape":[1],"data_offsets":[20,24]}})",
                             bytes_of({1, 2, 3, 4, 5, 6}))),
            "load_parameters: '" + file +
                "' also holds 'c', which this model does not have: it was saved from another "
                "model.");
}

TEST(CheckpointOfAnotherNet, ChangesNothing) {
  const Folder folder;
  const std::string file = folder.file("net");
  const MultiTaskNet saved(two_alike(), {4, {5}}, 1);
  save_parameters(file, saved.parameters());
  const auto refuses = [&](const std::vector<Task>& tasks, const MultiTaskNet::Widths& widths,
                           const std::string& why) {
    const MultiTaskNet other(tasks, widths, 2);
    const auto before = values(other.parameters());
    EXPECT_THAT(error_of([&] { load_parameters(file, other.parameters()); }),
                AllOf(StartsWith("load_parameters: '" + file + "'"), HasSubstr(why)));
    EXPECT_EQ(values(other.parameters()), before);
  };
  refuses(two_alike(), {4, {6}}, "holds [4 x 5] of F32 for 'trunk.0.weight' [4 x 6]");
  refuses(two_alike(), {4, {5, 5}}, "has no 'trunk.1.weight' [5 x 5]");
  refuses({{"a", {3}, 2}, {"c", {3}, 2}}, {4, {5}}, "has no 'encoder.c.weight' [3 x 4]");
  refuses({{"a", {3}, 2}}, {4, {5}}, "also holds 'encoder.b.bias'");
  refuses({{"a", {3}, 2}, {"b", {3}, 3}}, {4, {5}}, "for 'head.b.weight' [5 x 3]");
}

TEST(CheckpointMissing, IsAnErrorThatNamesIt) {
  const Folder folder;
  const Parameter w = Var::parameter("w", zeros({2}));
  const std::string missing = folder.file("missing");
  EXPECT_EQ(error_of([&] { load_parameters(missing, {w}); }),
            "load_parameters: '" + missing + "' cannot be opened as a file: does it exist?");
  EXPECT_EQ(
      error_of([&] { load_parameters(folder.file("."), {w}); }),
      "load_parameters: '" + folder.file(".") + "' cannot be opened as a file: does it exist?");
}

TEST(CheckpointNames, TwoParametersOfOneNameAreRefused) {
  const Folder folder;
  const Parameter w = Var::parameter("w", tensor({2}, {1, 2}));
  const Parameter x = Var::parameter("w", tensor({2}, {3, 4}));
  save_parameters(folder.file("net"), {w});
  EXPECT_EQ(error_of([&] {
              load_parameters(folder.file("net"), {x, x});
            }),
            "load_parameters: two parameters are named 'w': give each a name of its own.");
}

}  // namespace
}  // namespace tapestry::nn
