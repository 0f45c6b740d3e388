// Writes the seeds: for each target a few files that it must take.
//
//   make_seeds FOLDER     writes FOLDER/TARGET/NAME
//
// They are made anew each time, and so always of the formats that the library has now.
#include <fstream>
#include <iostream>

#include "nn/files/archive.hpp"
#include "nn/files/checkpoint.hpp"
#include "nn/files/npy.hpp"
#include "nn/files/npz.hpp"
#include "tests/datasets/files/made_images.hpp"
#include "tests/fuzz/small_run.hpp"

using namespace tapestry;
using datasets::Bytes;
namespace fs = std::filesystem;

namespace {

void write(const fs::path& path, const Bytes& bytes) {
  fs::create_directories(path.parent_path());
  std::ofstream out(path, std::ios::binary);
  out.write(reinterpret_cast<const char*>(bytes.data()),
            static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out) base::fail("make_seeds: '", path.string(), "' cannot be written.");
}

void write(const fs::path& path, const std::string& text) {
  write(path, Bytes(text.begin(), text.end()));
}

Bytes joined(const Bytes& a, const Bytes& b) {
  Bytes all = a;
  all.insert(all.end(), b.begin(), b.end());
  return all;
}

void idx(const fs::path& folder) {
  const Bytes labels = {0, 0, 8, 1, 0, 0, 0, 3, 7, 2, 1};
  const Bytes images = {0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2,  0,  0,
                        0, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  write(folder / "idx/labels", labels);
  write(folder / "idx/images", images);
  write(folder / "idx_gz/labels", datasets::gzip(labels));
  write(folder / "idx_gz/images", datasets::gzip(images));
  write(folder / "idx_gz/two_members",
        joined(datasets::gzip({0, 0, 8, 1, 0, 0, 0, 3, 7}), datasets::gzip({2, 1})));
}

void cifar10(const fs::path& folder) {
  Bytes record(3073);
  for (std::size_t i = 0; i < record.size(); ++i) record[i] = static_cast<std::uint8_t>(i % 251);
  write(folder / "cifar10/record", record);
}

// One file of each kind that a PNG's pixels can be of.
void png(const fs::path& folder) {
  write(folder / "png/grey", datasets::png(2, 3, 0, {1, 2, 3, 4, 5, 6}));
  write(folder / "png/grey_1_bit", datasets::png(2, 9, 0, {0xaa, 0x80, 0x55, 0}, 1));
  write(folder / "png/colour", datasets::png(1, 2, 2, {1, 2, 3, 4, 5, 6}));
  write(folder / "png/grey_alpha", datasets::png(1, 2, 4, {1, 2, 3, 4}));
  write(folder / "png/colour_alpha", datasets::png(1, 2, 6, {1, 2, 3, 4, 5, 6, 7, 8}));
  const auto with = [](std::uint8_t colour_type, std::uint8_t bits, std::uint8_t interlaced,
                       const Bytes& palette, const Bytes& transparent, const Bytes& rows) {
    Bytes file{0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    datasets::append_chunk(file, "IHDR",
                           {0, 0, 0, 2, 0, 0, 0, 2, bits, colour_type, 0, 0, interlaced});
    if (!palette.empty()) datasets::append_chunk(file, "PLTE", palette);
    if (!transparent.empty()) datasets::append_chunk(file, "tRNS", transparent);
    const Bytes packed = datasets::deflated(rows);
    const auto half = packed.begin() + static_cast<std::ptrdiff_t>(packed.size() / 2);
    datasets::append_chunk(file, "IDAT", Bytes(packed.begin(), half));
    datasets::append_chunk(file, "IDAT", Bytes(half, packed.end()));
    datasets::append_chunk(file, "IEND", {});
    return file;
  };
  const Bytes two_colours = {1, 2, 3, 4, 5, 6};
  write(folder / "png/palette", with(3, 8, 0, two_colours, {}, {0, 0, 1, 0, 1, 0}));
  write(folder / "png/palette_1_bit", with(3, 1, 0, two_colours, {}, {0, 0x40, 0, 0x80}));
  write(folder / "png/palette_alpha", with(3, 8, 0, two_colours, {9}, {0, 0, 1, 0, 1, 0}));
  write(folder / "png/interlaced", with(0, 8, 1, {}, {}, {0, 1, 0, 2, 0, 3, 4}));
  write(folder / "png/filters", with(0, 8, 0, {}, {}, {1, 1, 1, 4, 1, 1}));
}

// (corpus/jpeg has more, of other programs.)
void jpeg(const fs::path& folder) { write(folder / "jpeg/by_hand", datasets::jpeg()); }

void texts(const fs::path& folder) {
  write(folder / "image_folder/two_classes",
        std::string("cat/1.png 0\ncat/2.PNG 1\ndog/a.png 0\n"));
  write(folder / "image_folder/hidden", std::string("cat/1.png 0\n.git/x 5\ncat/.y 5\n"));
  write(folder / "csv/numbers", std::string("t,x,y\na,1,2\nb,-1.5e3,0\na,.5,7\n"));
  write(folder / "csv/crlf", std::string("\xef\xbb\xbfy,t,x0,x1\r\n1,a,0,1\r\n0,b,1,0"));
  write(folder / "command_line/all",
        std::string("--count=3\n--rate\n1e-3\n--out=x y\n--scores=1,-2,.5\n--quick\n"));
  write(folder / "command_line/two_words", std::string("--count\n007\n"));
  write(folder / "command_line/help", std::string("--help\n"));
  write(folder / "command_line/none", std::string(""));
}

void states(const fs::path& folder) {
  const auto path = [&](const std::string& name) {
    fs::create_directories((folder / name).parent_path());
    return (folder / name).string();
  };
  nn::save_parameters(
      path("safetensors/three"),
      {Var::parameter("w", tensor({2, 3}, {1, 2, 3, 4, 5, 6})),
       Var::parameter("b", tensor({3}, {-1, 0, 1})), Var::parameter("none", zeros({0}))});
  nn::save_npz(path("npz/two"), {Var::parameter("w", tensor({2, 3}, {1, 2, 3, 4, 5, 6})),
                                 Var::parameter("b", tensor({1}, {-1}))});
  write(folder / "npy/matrix", nn::npy::bytes_of(tensor({2, 3}, {1, 2, 3, 4, 5, 6})));
  write(folder / "npy/scalar", nn::npy::bytes_of(tensor({}, {1})));
  for (std::size_t kind = 0; kind < fuzz::SmallRun::kinds().size(); ++kind) {
    fuzz::SmallRun run(kind);
    for (int rounds = 0; rounds <= 4; ++rounds) {
      nn::Archive archive;
      run.trainer().serialise(archive);
      archive.write(path("training_state/" + fuzz::SmallRun::kinds()[kind].name + "_" +
                         std::to_string(rounds)));
      if (!run.trainer().done()) run.trainer().round();
    }
  }
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 2) {
    std::cerr << "usage: " << argv[0] << " FOLDER\n";
    return 2;
  }
  const fs::path folder = argv[1];
  for (const auto& seeds : {idx, cifar10, png, jpeg, texts, states}) seeds(folder);
} catch (const std::exception& error) {
  std::cerr << "make_seeds: " << error.what() << '\n';
  return 1;
}
