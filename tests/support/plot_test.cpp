#include "tutorials/support/plot.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <fstream>
#include <limits>

#include "datasets/files/stb_image.hpp"
#include "tests/support/temporary.hpp"

namespace tapestry {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::StartsWith;

LinePlot losses() {
  return {"MNIST", "epoch", "loss (nats)", {{"train", {1, 2, 3}, {0.5, 0.25, 0.125}}}};
}

bool has_gnuplot() { return std::system("command -v gnuplot >/dev/null 2>&1") == 0; }

// Puts a shell script of this body on the PATH as gnuplot, and nothing else.
void fake_gnuplot(const TemporaryFolder& folder, const std::string& body) {
  std::ofstream(folder / "gnuplot") << "#!/bin/sh\n" << body;
  fs::permissions(folder / "gnuplot", fs::perms::owner_all);
}

// A plot's pixels, [600 x width x 3].
std::vector<std::uint8_t> decoded(const fs::path& png, std::size_t width) {
  const std::string file = contents(png);
  return datasets::decode_image({file.begin(), file.end()}, png.string(), {600, width, 3}).pixels;
}

TEST(Plot, TheCsvHasEveryPoint) {
  const TemporaryFolder folder;
  const Environment path("PATH", folder.path().string());
  LinePlot second = losses();
  second.title = "a, b";
  second.series = {{"x", {0.1}, {std::numeric_limits<double>::max()}}};
  write_plot(folder / "loss", {losses(), second});
  EXPECT_EQ(contents(folder / "loss.csv"),
            "panel,series,x_label,x,y_label,y\n"
            "MNIST,train,epoch,1,loss (nats),0.5\n"
            "MNIST,train,epoch,2,loss (nats),0.25\n"
            "MNIST,train,epoch,3,loss (nats),0.125\n"
            "\"a, b\",x,epoch,0.1,loss (nats),1.7976931348623157e+308\n");
}

TEST(Plot, WithoutGnuplotItSaysWhatWasSkipped) {
  const TemporaryFolder folder;
  const Environment path("PATH", folder.path().string());
  const PlotFiles files = write_plot(folder / "loss", {losses()});
  EXPECT_EQ(files.csv, folder / "loss.csv");
  EXPECT_EQ(files.png, fs::path());
  EXPECT_EQ(files.skipped, "'" + (folder / "loss.png").string() +
                               "' was not drawn: gnuplot is not installed (Debian: apt-get install "
                               "gnuplot-nox); '" +
                               (folder / "loss.csv").string() + "' has its numbers.");
  EXPECT_EQ(folder.files(), 1U);
}

TEST(Plot, AGnuplotThatFailsIsAnErrorInItsWords) {
  const TemporaryFolder folder;
  const Environment path("PATH", folder.path().string());
  fake_gnuplot(folder, "echo 'half a picture'; echo 'line 3: no such terminal' >&2; exit 1\n");
  EXPECT_EQ(error_of([&] { write_plot(folder / "loss", {losses()}); }),
            "plot: gnuplot could not draw '" + (folder / "loss.png").string() +
                "': line 3: no such terminal");
  EXPECT_FALSE(fs::exists(folder / "loss.png"));
  fake_gnuplot(folder, "exit 0\n");
  EXPECT_THAT(error_of([&] { write_plot(folder / "loss", {losses()}); }),
              HasSubstr("ended with status 0 and said nothing"));
  EXPECT_EQ(folder.files(), 2U);  // the CSV and the script
}

TEST(Plot, AGnuplotThatCannotBeStartedIsAnError) {
  const TemporaryFolder folder;
  const Environment path("PATH", folder.path().string());
  std::ofstream(folder / "gnuplot") << "not to be run";
  EXPECT_THAT(error_of([&] { write_plot(folder / "loss", {losses()}); }),
              StartsWith("plot: gnuplot cannot be started (Permission denied)"));
}

// 200,000 points are megabytes of script, and the words below fill any pipe: neither must block.
TEST(Plot, AMuteOrTalkativeGnuplotDoesNotBlock) {
  const TemporaryFolder folder;
  const Environment path("PATH", folder.path().string());
  fake_gnuplot(
      folder,
      "i=0; while [ $i -lt 3000 ]; do i=$((i+1)); echo "
      "'words words words words words words words words words words' >&2; done; echo png\n");
  LinePlot plot = losses();
  plot.series[0].xs.assign(200'000, 1);
  plot.series[0].ys.assign(200'000, 1);
  EXPECT_EQ(write_plot(folder / "loss", {plot}).png, folder / "loss.png");
  EXPECT_EQ(contents(folder / "loss.png"), "png\n");
}

TEST(Plot, DrawsThePanelsSideBySide) {
  if (!has_gnuplot()) GTEST_SKIP() << "gnuplot is not installed";
  const TemporaryFolder folder;
  LinePlot plot = losses();
  plot.y_range = Range{0, 4};
  plot.series = {{"low", {1, 2, 3}, {1, 1, 1}}, {"high", {1, 2, 3}, {3, 3, 3}}};
  LinePlot logarithmic = losses();
  logarithmic.log_y = true;
  const PlotFiles files = write_plot(folder / "loss", {plot, logarithmic});
  EXPECT_EQ(files.png, folder / "loss.png");
  EXPECT_EQ(files.skipped, "");
  EXPECT_EQ(folder.files(), 2U);

  const std::vector<std::uint8_t> pixels = decoded(files.png, 1600);
  // In the rows above the keys: the first panel has both colours, the higher series higher up;
  // the second panel has one series and so the first colour alone.
  std::size_t blue[2] = {0, 0}, orange[2] = {0, 0};
  double blue_row = 0, orange_row = 0;
  for (std::size_t y = 0; y < 450; ++y)
    for (std::size_t x = 0; x < 1600; ++x) {
      const std::uint8_t* p = &pixels[(y * 1600 + x) * 3];
      const std::size_t panel = x / 800;
      if (p[0] == 0x00 && p[1] == 0x72 && p[2] == 0xB2) {
        ++blue[panel];
        if (panel == 0) blue_row += static_cast<double>(y);
      }
      if (p[0] == 0xD5 && p[1] == 0x5E && p[2] == 0x00) {
        ++orange[panel];
        if (panel == 0) orange_row += static_cast<double>(y);
      }
    }
  EXPECT_GT(blue[0], 500U);
  EXPECT_GT(orange[0], 500U);
  EXPECT_GT(blue[1], 500U);
  EXPECT_EQ(orange[1], 0U);
  EXPECT_LT(orange_row / static_cast<double>(orange[0]) + 100,
            blue_row / static_cast<double>(blue[0]));
}

TEST(Plot, ALogarithmicAxisMakesPowersOfTenEvenlySpaced) {
  if (!has_gnuplot()) GTEST_SKIP() << "gnuplot is not installed";
  const TemporaryFolder folder;
  const auto mean_row = [&](bool logarithmic) {
    LinePlot plot = losses();
    plot.series = {{"", {1, 2, 3}, {1, 0.1, 0.01}}};
    plot.y_range = Range{0.01, 1};
    plot.log_y = logarithmic;
    const auto pixels = decoded(write_plot(folder / "loss", {plot}).png, 800);
    double rows = 0, count = 0;
    for (std::size_t i = 0; i < pixels.size(); i += 3)
      if (pixels[i] == 0x00 && pixels[i + 1] == 0x72 && pixels[i + 2] == 0xB2) {
        rows += static_cast<double>(i / 3 / 800);
        ++count;
      }
    EXPECT_GT(count, 500);
    return rows / count;
  };
  // Straight from corner to corner, the curve is in the middle; else most of it is at the bottom.
  EXPECT_LT(mean_row(true) + 20, mean_row(false));
}

TEST(Plot, TextsAreNotCommands) {
  if (!has_gnuplot()) GTEST_SKIP() << "gnuplot is not installed";
  const TemporaryFolder folder;
  const std::string victim = (folder / "victim").string();
  for (const std::string& name :
       {"'; system('touch " + victim + "'); '", "`touch " + victim + "`",
        "\"`touch " + victim + "`\"", "' . system('touch " + victim + "') . '",
        std::string("@x $HOME \\"), std::string("#'")}) {
    LinePlot plot = losses();
    plot.title = plot.x_label = plot.y_label = plot.series[0].name = name;
    EXPECT_EQ(write_plot(folder / "loss", {plot}).png, folder / "loss.png") << name;
    EXPECT_FALSE(fs::exists(victim)) << name;
  }
}

TEST(Plot, AnySensibleNumbersCanBeDrawn) {
  if (!has_gnuplot()) GTEST_SKIP() << "gnuplot is not installed";
  const TemporaryFolder folder;
  for (double y : {0.0, 1e-300, -3.0, 1e15})
    for (double x : {0.0, 0.001, -5.0, 60000.0})
      for (double width : {0.0, 0.5, 123456.0}) {
        LinePlot plot = losses();
        plot.series = {{"a", {x, x + width}, {y, y}}};
        plot.log_y = y > 0;
        EXPECT_EQ(error_of([&] { write_plot(folder / "loss", {plot}); }), "no error")
            << x << ' ' << width << ' ' << y;
      }
}

TEST(Plot, SizesThatDisagreeAreErrorsBeforeAnythingIsWritten) {
  const TemporaryFolder folder;
  const auto error_for = [&](auto change) {
    LinePlot plot = losses();
    change(plot);
    return error_of([&] { write_plot(folder / "loss", {plot}); });
  };
  EXPECT_EQ(error_for([](LinePlot& plot) { plot.series[0].ys.pop_back(); }),
            "plot: the series 'train' of the panel 'MNIST' has 3 xs and 2 ys: it must have as many "
            "of the one as of the other, and at least one.");
  EXPECT_THAT(error_for([](LinePlot& plot) {
                plot.series[0] = {"none", {}, {}};
              }),
              HasSubstr("'none' of the panel 'MNIST' has 0 xs and 0 ys"));
  EXPECT_EQ(error_for([](LinePlot& plot) { plot.series.clear(); }),
            "plot: the panel 'MNIST' has no series: give at least one.");
  EXPECT_EQ(error_for([](LinePlot& plot) {
              plot.y_range = Range{2, 2};
            }),
            "plot: the y range of the panel 'MNIST' is 2 to 2: its low end must be below its high "
            "end.");
  EXPECT_THAT(error_for([](LinePlot& plot) {
                plot.y_range = Range{0, std::numeric_limits<double>::infinity()};
              }),
              HasSubstr("is 0 to inf: both ends must be finite."));
  EXPECT_THAT(error_for([](LinePlot& plot) {
                plot.y_range = Range{0, 2};
                plot.log_y = true;
              }),
              HasSubstr("begins at 0, and its axis is logarithmic: it must begin above 0."));
  EXPECT_EQ(error_for([](LinePlot& plot) { plot.y_label = "loss\nsystem('x')"; }),
            "plot: the panel 'MNIST' has a text with a line break or control character: "
            "'loss\nsystem('x')': write it as one line.");
  EXPECT_EQ(error_of([&] { write_plot("loss", {}); }),
            "plot: there are no panels to draw in 'loss': give at least one.");
  EXPECT_EQ(folder.files(), 0U);
}

TEST(Plot, PointsThatCannotBeDrawnAreErrorsAndInTheCsv) {
  const TemporaryFolder folder;
  LinePlot plot = losses();
  plot.series[0].ys[1] = std::nan("");
  EXPECT_EQ(error_of([&] { write_plot(folder / "loss", {plot}); }),
            "plot: point 1 of the series 'train' of the panel 'MNIST' is (2, nan): it must be "
            "finite; the CSV has all the points.");
  EXPECT_THAT(contents(folder / "loss.csv"), HasSubstr("epoch,2,loss (nats),nan\n"));
  plot.series[0].ys[1] = 0;
  plot.log_x = plot.log_y = true;
  EXPECT_THAT(error_of([&] { write_plot(folder / "loss", {plot}); }),
              HasSubstr("is (2, 0): it must be finite, and its y and x above 0 on a logarithmic"));
  plot.log_x = false;
  EXPECT_THAT(error_of([&] { write_plot(folder / "loss", {plot}); }),
              HasSubstr("is (2, 0): it must be finite, and its y above 0 on a logarithmic axis"));
}

TEST(Plot, AFolderThatIsAbsentIsAnError) {
  const TemporaryFolder folder;
  EXPECT_THAT(error_of([&] { write_plot(folder / "no/loss", {losses()}); }),
              HasSubstr("no/loss.csv' cannot be written (No such file or directory)"));
}

}  // namespace
}  // namespace tapestry
