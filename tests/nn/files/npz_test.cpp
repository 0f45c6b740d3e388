// Parameters as .npz: what numpy reads of ours, what we read of numpy's, and every kind of damage.
#include "nn/files/npz.hpp"

#include <limits>

#include "engine/ops/elementwise/activations.hpp"
#include "nn/files/npy.hpp"
#include "tests/nn/files/made_zip.hpp"
#include "tests/nn/files/saved_files.hpp"
#include "tests/nn/helpers.hpp"
#include "tests/places.hpp"
#include "tests/process.hpp"

namespace tapestry::nn {
namespace {

using testing::HasSubstr;

TEST(Npz, RoundTripIsBitwiseAndTheSameFileEachTime) {
  using Limits = std::numeric_limits<float>;
  const std::vector<float> odd = {
      0.f, -0.f, Limits::denorm_min(), -Limits::infinity(), Limits::quiet_NaN(), Limits::max()};
  const Folder folder;
  const std::string file = folder.file("a.npz"), again = folder.file("b.npz");
  const auto parameters = [](const Tensor& first) {
    return Parameters{Var::parameter("layer/w", first), Var::parameter("scalar", tensor({}, {2})),
                      Var::parameter("none", zeros({0, 3}))};
  };
  const Parameters saved = parameters(tensor({2, 3}, odd)), loaded = parameters(zeros({2, 3}));
  save_npz(file, saved);
  save_npz(again, saved);
  EXPECT_EQ(read_all(file), read_all(again));
  load_npz(file, loaded);
  EXPECT_EQ(bytes_of(numbers(loaded[0].value())), bytes_of(odd));
  EXPECT_EQ(loaded[1].item(), 2);
  EXPECT_EQ(folder.files(), 2u) << "nothing else is left beside them";
}

// The exit code of numpy_npz.py; 77 where there is no numpy, and 127 where there is no python3.
int numpy(std::vector<std::string> words) {
  const std::string script = std::string(test::kSourceFolder) + "/tests/nn/files/numpy_npz.py";
  int code = 127;
  for (const char* python : {"python3", "/usr/bin/python3"})
    if (code == 127 || code == 77) {
      std::vector<std::string> all = {"/usr/bin/env", python, script};
      all.insert(all.end(), words.begin(), words.end());
      code = Process(all).wait();
    }
  return code;
}

TEST(Npz, NumpyReadsWhatIsWritten) {
  const Folder folder;
  const std::string file = folder.file("a.npz"), said = folder.file("said");
  save_npz(file,
           {Var::parameter("trunk.0.weight", tensor({2, 2}, {1, -2.5, 0.125, 4})),
            Var::parameter("b/\xc3\xa4", tensor({3}, {1, 2, 3})),
            Var::parameter("scalar", tensor({}, {7})), Var::parameter("none", zeros({2, 0}))});
  const int code = numpy({"read", file, said});
  if (code == 77 || code == 127) GTEST_SKIP() << "there is no python3 with numpy here";
  ASSERT_EQ(code, 0);
  EXPECT_EQ(read_all(said),
            "b/\xc3\xa4|float32|3|1.0 2.0 3.0\n"
            "none|float32|2 0|\n"
            "scalar|float32||7.0\n"
            "trunk.0.weight|float32|2 2|1.0 -2.5 0.125 4.0\n");
}

TEST(Npz, ReadsWhatNumpyWrites) {
  const Folder folder;
  const int code = numpy({"write", folder.file("a")});
  if (code == 77 || code == 127) GTEST_SKIP() << "there is no python3 with numpy here";
  ASSERT_EQ(code, 0);
  for (const std::string kind : {"plain", "compressed", "columns"}) {
    const Parameter w = Var::parameter("w", zeros({2, 3})),
                    b = Var::parameter("layer/b", zeros({3})),
                    scalar = Var::parameter("scalar", zeros({})),
                    none = Var::parameter("none", zeros({0, 2})),
                    deep = Var::parameter("deep", zeros({2, 3, 4}));
    load_npz(folder.file("a." + kind), {w, b, scalar, none, deep});
    EXPECT_EQ(numbers(w.value()), (std::vector<float>{0, 0.25, 0.5, 0.75, 1, 1.25})) << kind;
    EXPECT_EQ(numbers(b.value()), (std::vector<float>{-1.5, 0, 1e30f})) << kind;
    EXPECT_EQ(scalar.item(), 7) << kind;
    for (std::size_t k = 0; k < 24; ++k)
      EXPECT_EQ(deep.value().data()[k], static_cast<float>(k)) << kind;
    EXPECT_THAT(error_of([&] {
                  load_npz(folder.file("a." + kind), {w, b, scalar, none});
                }),
                HasSubstr("holds 5 arrays, and the model has 4 parameters"));
  }
  EXPECT_THAT(error_of([&] {
                load_npz(folder.file("a.float64"), {Var::parameter("w", zeros({2, 3}))});
              }),
              HasSubstr("it must be [2 x 3] of type <f4; was it saved from another model"));
}

class NpzDamage : public testing::Test {
 protected:
  NpzDamage() { save_npz(file, {w, b}); }

  // The error, with both parameters as they were.
  std::string load(const std::string& bytes) {
    write_all(file, bytes);
    const Parameter first = Var::parameter("w", zeros({2})), last = Var::parameter("b", zeros({3}));
    const std::string error = error_of([&] { load_npz(file, {first, last}); });
    if (error != "no error") {
      EXPECT_EQ(numbers(first.value()), std::vector<float>(2, 0));
      EXPECT_EQ(numbers(last.value()), std::vector<float>(3, 0));
    }
    return error;
  }

  Folder folder;
  std::string file = folder.file("a.npz");
  Parameter w = Var::parameter("w", tensor({2}, {1, 2})),
            b = Var::parameter("b", tensor({3}, {3, 4, 5}));
};

TEST_F(NpzDamage, EveryPrefixAndEveryChangedElementIsSeen) {
  const std::string whole = read_all(file);
  EXPECT_EQ(load(whole), "no error");
  for (std::size_t length = 0; length < whole.size(); ++length)
    EXPECT_NE(load(whole.substr(0, length)), "no error") << length << " bytes";
  for (const std::string& elements : {bytes_of({1, 2}), bytes_of({3, 4, 5})})
    for (std::size_t k = 0; k < elements.size(); ++k) {
      std::string changed = whole;
      changed[changed.find(elements) + k] ^= 1;
      EXPECT_THAT(load(changed), HasSubstr("is damaged (libzip: CRC error)")) << k;
    }
}

TEST_F(NpzDamage, AnotherModelOrNoSuchFile) {
  EXPECT_THAT(error_of([&] {
                load_npz(file, {w, b, Var::parameter("c", zeros({1}))});
              }),
              HasSubstr("has no 'c' [1]: it was saved from another model."));
  EXPECT_THAT(error_of([&] { load_npz(file, {w}); }),
              HasSubstr("holds 2 arrays, and the model has 1 parameters"));
  EXPECT_THAT(error_of([&] {
                load_npz(file, {w, Var::parameter("b", zeros({4}))});
              }),
              HasSubstr("'b.npy' in '" + file + "' is another array: it must be [4] of type <f4"));
  EXPECT_THAT(error_of([&] {
                load_npz(file, {w, b, b});
              }),
              HasSubstr("two parameters are named 'b'"));
  EXPECT_THAT(error_of([&] {
                load_npz(folder.file("none"), {w, b});
              }),
              HasSubstr("cannot be read as a .npz file (libzip: No such file): does it exist"));
  EXPECT_THAT(error_of([&] { save_npz(file, {}); }), HasSubstr("there are no parameters for '"));
  EXPECT_THAT(error_of([&] { save_npz(file, {w, w}); }), HasSubstr("needs a name that no other"));
  EXPECT_THAT(error_of([&] { save_npz(file, {Var::parameter("\xff", zeros({1}))}); }),
              HasSubstr("is not UTF-8"));
  EXPECT_THAT(
      error_of([&] { save_npz(file, {Var::parameter(std::string("a\0b", 3), zeros({1}))}); }),
      HasSubstr("the parameter 'a...' has a NUL in its name"));
  EXPECT_THAT(error_of([&] {
                load_npz(file, {w, relu(b)});
              }),
              HasSubstr("was computed by an op: only leaves can be given a value"));
  EXPECT_THAT(error_of([&] { save_npz(folder.file("none") + "/a.npz", {w}); }),
              HasSubstr("its folder must exist"));
}

// zip has 16 bits for a name's length; and numpy takes '.npy' off a name that it is asked for.
TEST(Npz, NamesThatWouldComeBackAsOthersAreRefused) {
  const Folder folder;
  const std::string file = folder.file("a.npz");
  const auto saved = [&](const std::string& name) {
    const Parameter out = Var::parameter(name, tensor({1}, {3})),
                    in = Var::parameter(name, zeros({1}));
    save_npz(file, {out});
    load_npz(file, {in});
    return in.item();
  };
  EXPECT_EQ(saved(std::string(65'531, 'n')), 3);
  EXPECT_EQ(error_of([&] { saved(std::string(65'532, 'n')); }),
            "save_npz: the name '" + std::string(60, 'n') +
                "...' has 65532 bytes, but an archive's have at most 65531: name it with named().");
  EXPECT_EQ(saved("npy"), 3);
  EXPECT_EQ(error_of([&] { saved("w.npy"); }),
            "save_npz: the name of 'w.npy' [1] ends in .npy, which numpy takes off: name it with "
            "named().");
}

// It is not unpacked, whatever it says it would be.
TEST_F(NpzDamage, AnArrayThatIsMuchTooLarge) {
  save_npz(file, {Var::parameter("w", zeros({100'000})), b});
  EXPECT_THAT(load(read_all(file)),
              HasSubstr("'w.npy' in '" + file +
                        "' is another array: it has 400128 bytes, too many for one of [2]"));
}

TEST_F(NpzDamage, ArraysOfOtherSizesThanTheySay) {
  const std::string one = npy::bytes_of(w.value()), other = npy::bytes_of(b.value());
  const auto with = [&](const std::string& bytes) {
    return made_zip({{"w.npy", bytes, one.size()}, {"b.npy", other, other.size()}});
  };
  EXPECT_EQ(load(with(one)), "no error");
  const std::string start = "load_npz: 'w.npy' in '" + file + "' is damaged: it should unpack to " +
                            std::to_string(one.size()) + " bytes, but has ";
  EXPECT_EQ(load(with(one + "x")), start + "more.");
  EXPECT_EQ(load(with(one.substr(1))), start + "fewer.");
}

TEST_F(NpzDamage, AnArrayThatIsThereTwice) {
  const std::string one = npy::bytes_of(w.value()), other = npy::bytes_of(b.value());
  EXPECT_THAT(
      load(made_zip({{"b.npy", other, other.size()},
                     {"w.npy", one, one.size()},
                     {"w.npy", one, one.size()}})),
      testing::AnyOf("load_npz: '" + file + "' holds two arrays of one name: it is damaged.",
                     HasSubstr("holds 3 arrays, and the model has 2 parameters")));
}

// The .npy inside, put together by hand.
std::string npy_of(const std::string& header, const std::string& elements,
                   const std::string& version = {1, 0}) {
  std::string length = {static_cast<char>(header.size() & 0xFF),
                        static_cast<char>(header.size() >> 8)};
  if (version[0] > 1) length += {0, 0};
  return "\x93NUMPY" + version + length + header + elements;
}

TEST(Npy, TakesEveryWayToWriteTheHeader) {
  const std::string elements = bytes_of({1, 2, 3, 4, 5, 6});
  for (const std::string& file :
       {npy_of("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }   \n", elements),
        npy_of("{'shape':(2,3),'fortran_order':False,'descr':'<f4'}", elements),
        npy_of(R"({"descr": "<f4", "shape": (2, 3,), "fortran_order": False})", elements, {2, 0}),
        npy_of("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)}", elements, {3, 0})})
    EXPECT_EQ(numbers(npy::tensor_of(file, {2, 3}, "it ")), (std::vector<float>{1, 2, 3, 4, 5, 6}));
  const std::string columns =
      npy_of("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }", elements);
  EXPECT_EQ(numbers(npy::tensor_of(columns, {2, 3}, "it ")),
            (std::vector<float>{1, 3, 5, 2, 4, 6}));
}

TEST(Npy, RefusesWhatIsNoHeader) {
  const std::string elements = bytes_of({1, 2});
  const auto error = [&](const std::string& bytes) {
    return error_of([&] { npy::tensor_of(bytes, {2}, "It "); });
  };
  ASSERT_EQ(error(npy_of("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", elements)),
            "no error");
  for (const std::string header :
       {"", "{", "{}", "{'descr': '<f4'}", "{'descr': '<f4', 'fortran_order': False, 'shape': (2)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)} x",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'more': 1}",
        "{'descr': '<f4', 'descr': '<f4', 'shape': (2,)}",
        "{'descr': '<f4', 'fortran_order': 0, 'shape': (2,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': [2]}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-2,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2 3)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}",
        "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,)}",
        "{'descr': '<f4' 'fortran_order': False, 'shape': (2,)}"})
    EXPECT_EQ(error(npy_of(header, elements)), "It is damaged: its header is not well formed.")
        << header;
  for (const std::string header : {"{'descr': '>f4', 'fortran_order': False, 'shape': (2,)}",
                                   "{'descr': '<f8', 'fortran_order': False, 'shape': (2,)}",
                                   "{'descr': '|O', 'fortran_order': False, 'shape': (2,)}",
                                   "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1)}",
                                   "{'descr': '<f4', 'fortran_order': False, 'shape': ()}"})
    EXPECT_THAT(error(npy_of(header, elements)), HasSubstr("is another array")) << header;
  const std::string good = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)}";
  EXPECT_THAT(error(npy_of(good, elements + "x")), HasSubstr("8 bytes of elements are expected"));
  EXPECT_THAT(error(npy_of(good, "1234567")), HasSubstr("and it has 7."));
  EXPECT_THAT(error(npy_of(good, elements, {4, 0})), HasSubstr("is of version 4"));
  EXPECT_THAT(error("\x93NUMPY"), HasSubstr("does not begin as one"));
  EXPECT_THAT(error(npy_of(good, "").substr(0, 40)), HasSubstr("it ends within its header"));
}

}  // namespace
}  // namespace tapestry::nn
