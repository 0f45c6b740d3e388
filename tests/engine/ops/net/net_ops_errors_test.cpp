// The whole text of every error of convolution, pooling, embedding, dropout and layer
// normalisation.
#include "engine/array/random.hpp"
#include "tests/engine/expect.hpp"

namespace tapestry {
namespace {

TEST(NetOpErrors, Convolution) {
  const Var x = named({64, 3, 32, 32}, "images"), w = named({10, 1, 5, 5}, "weight");
  EXPECT_EQ(error_of([&] { conv2d(x, w); }),
            "conv2d: 'images' [64 x 3 x 32 x 32] with 'weight' [10 x 1 x 5 x 5]: the images' "
            "channels, 3, and the weight's, 1, must be equal: a weight is [out x channels x kernel "
            "height x kernel width]; permute images that have their channels last.");
  EXPECT_EQ(error_of([&] {
              conv2d(named({64, 784}, "flat"), w);
            }),
            "conv2d: 'flat' [64 x 784] with 'weight' [10 x 1 x 5 x 5]: images must be [batch x "
            "channels x height x width] and a weight [out x channels x kernel height x kernel "
            "width]: reshape them first.");
  const Var small = named({2, 1, 4, 9}, "small");
  EXPECT_EQ(error_of([&] { conv2d(small, w); }),
            "conv2d: a kernel of 5 x 5 over 'small' [2 x 1 x 4 x 9] with 'weight' [10 x 1 x 5 x "
            "5]: the kernel must fit into the image: take a smaller one, or larger images.");
  EXPECT_EQ(error_of([&] {
              conv2d(named({2, 1, 1, 9}, "thin"), w, {1, 1});
            }),
            "conv2d: a kernel of 5 x 5 over 'thin' [2 x 1 x 1 x 9] with 'weight' [10 x 1 x 5 x 5], "
            "with the padding 3 x 11: the kernel must fit into the image: take a smaller one, or "
            "larger images.");
  EXPECT_EQ(error_of([&] {
              conv2d(small, w, {0, 1});
            }),
            "conv2d: stride 0 over 'small' [2 x 1 x 4 x 9] with 'weight' [10 x 1 x 5 x 5]: windows "
            "must move by at least 1 pixel.");
  EXPECT_EQ(error_of([&] {
              conv2d(small, named({3, 1, 0, 2}, "w"));
            }),
            "conv2d: a kernel of 0 x 2 over 'small' [2 x 1 x 4 x 9] with 'w' [3 x 1 x 0 x 2]: it "
            "must be at least 1 x 1.");
  EXPECT_EQ(error_of([&] {
              conv2d(small, w, {1, std::size_t{1} << 62});
            }),
            "conv2d: padding 4611686018427387904 around 'small' [2 x 1 x 4 x 9] with 'weight' [10 "
            "x 1 x 5 x 5]: it must be at most 2^30.");
  EXPECT_EQ(error_of([&] {
              conv2d(small, w, named({1}, "bias"), {1, 1});
            }),
            "conv2d: 'bias' [1] as the bias of 'weight' [10 x 1 x 5 x 5]: a bias has one number an "
            "output channel: give it the shape [10].");
}

TEST(NetOpErrors, GradientsOfConvolution) {
  const Var x = named({2, 1, 6, 7}, "x"), w = named({3, 1, 2, 2}, "w"),
            g = named({2, 3, 5, 5}, "g");
  EXPECT_EQ(error_of([&] { conv2d_input_gradient(g, w, x.shape()); }),
            "conv2d_input_gradient: 'g' [2 x 3 x 5 x 5] as the gradient at the output of a conv2d, "
            "whose shape would be [2 x 3 x 5 x 6]: both must be equal: pass the gradient at that "
            "output, and the stride and padding of the conv2d.");
  EXPECT_EQ(error_of([&] { conv2d_weight_gradient(x, g, w.shape()); }),
            "conv2d_weight_gradient: 'g' [2 x 3 x 5 x 5] as the gradient at the output of a "
            "conv2d, whose shape would be [2 x 3 x 5 x 6]: both must be equal: pass the gradient "
            "at that output, and the stride and padding of the conv2d.");
  EXPECT_EQ(error_of([&] {
              conv2d_input_gradient(g, w, {2, 4, 6, 7});
            }),
            "conv2d_input_gradient: images [2 x 4 x 6 x 7] with 'w' [3 x 1 x 2 x 2]: the images' "
            "channels, 4, and the weight's, 1, must be equal: a weight is [out x channels x kernel "
            "height x kernel width]; permute images that have their channels last.");
}

TEST(NetOpErrors, Pooling) {
  const Var x = named({2, 3, 4, 5}, "x");
  EXPECT_EQ(error_of([&] {
              max_pool2d(named({4, 5}, "m"), 2);
            }),
            "max_pool2d: 'm' [4 x 5]: images must be [batch x channels x height x width]: reshape "
            "them first.");
  EXPECT_EQ(error_of([&] { max_pool2d(x, 5); }),
            "max_pool2d: a kernel of 5 x 5 over 'x' [2 x 3 x 4 x 5]: the kernel must fit into the "
            "image: take a smaller one, or larger images.");
  EXPECT_EQ(error_of([&] { mean_pool2d(x, 2, 0); }),
            "mean_pool2d: stride 0 over 'x' [2 x 3 x 4 x 5]: windows must move by at least 1 "
            "pixel.");
  EXPECT_EQ(error_of([&] { mean_pool2d(x, 0, 1); }),
            "mean_pool2d: a kernel of 0 x 0 over 'x' [2 x 3 x 4 x 5]: it must be at least 1 x 1.");
  EXPECT_EQ(error_of([&] {
              mean_pool2d_gradient(x, {2, 3, 4, 6}, 2, 2);
            }),
            "mean_pool2d_gradient: 'x' [2 x 3 x 4 x 5] as the gradient at the output of a "
            "mean_pool2d, whose shape would be [2 x 3 x 2 x 3]: both must be equal: pass the "
            "gradient at that output, and the kernel and stride of the mean_pool2d.");
}

TEST(NetOpErrors, Places) {
  const auto places = std::make_shared<const PlaceList>(PlaceList{0, 6});
  EXPECT_EQ(error_of([&] {
              take_elements(named({2, 3}, "x"), places, {2});
            }),
            "take_elements: 'x' [2 x 3] with place 6: a place must be less than the number of "
            "elements, 6.");
  EXPECT_EQ(error_of([&] {
              scatter_elements(named({3}, "x"), places, {2, 4});
            }),
            "scatter_elements: 'x' [3] with 2 places: give one for each of 3 elements.");
  EXPECT_EQ(error_of([&] {
              take_elements(named({2, 3}, "x"), nullptr, {2});
            }),
            "take_elements: 'x' [2 x 3] with no list of places (a null pointer): give one, with a "
            "place for each of 2 elements.");
  EXPECT_EQ(error_of([&] {
              scatter_elements(named({3}, "x"), nullptr, {2, 4});
            }),
            "scatter_elements: 'x' [3] with no list of places (a null pointer): give one, with a "
            "place for each of 3 elements.");
}

TEST(NetOpErrors, Embedding) {
  const Var table = named({5, 3}, "words");
  EXPECT_EQ(error_of([&] {
              embedding(table, {1, 5});
            }),
            "embedding: id 5 at position 1 for the table 'words' [5 x 3]: an id must lie in 0 to "
            "4: number the entries from 0, or make the table larger.");
  EXPECT_THAT(error_of([&] { embedding(table, {-1}); }),
              testing::EndsWith("[5 x 3]: an id must lie in 0 to 4: number the entries from 0; a "
                                "negative id does not count from the end."));
  EXPECT_EQ(error_of([&] {
              embedding(named({0, 3}, "words"), {0});
            }),
            "embedding: id 0 at position 0 for the table 'words' [0 x 3]: it has no entries: give "
            "it at least one row.");
  EXPECT_EQ(error_of([&] { embedding(named({5}, "v"), {0}); }),
            "embedding: 'v' [5]: a table must be [entries x width], a vector a row: reshape it "
            "first.");
}

TEST(NetOpErrors, Dropout) {
  Rng rng(1);
  for (const double probability : {1.0, -0.1, 1.5})
    EXPECT_EQ(
        error_of([&] { dropout(named({2}, "x"), probability, rng); }),
        base::text(
            "dropout: 'x' [2] with probability ", probability,
            ": it is the share that is left out, and must lie in [0, 1); 50 percent is 0.5."));
  EXPECT_NE(error_of([&] { dropout(named({2}, "x"), NAN, rng); }), "no error");
}

TEST(NetOpErrors, LayerNorm) {
  const Var x = named({4, 3}, "x"), gain = named({3}, "gain"), bias = named({2}, "bias");
  EXPECT_EQ(error_of([&] { layer_norm(x, gain, bias); }),
            "layer_norm: 'x' [4 x 3] with gain 'gain' [3] and bias 'bias' [2]: both must have one "
            "number for each along the last axis: give them the shape [3].");
  EXPECT_EQ(error_of([&] { standardise(named({}, "x")); }),
            "standardise: 'x' [scalar]: its last axis must hold the numbers that are normalised "
            "together, and at least one.");
  EXPECT_THAT(error_of([&] {
                standardise(named({3, 0}, "x"));
              }),
              testing::StartsWith("standardise: 'x' [3 x 0]: its last axis must hold "));
  EXPECT_EQ(error_of([&] { layer_norm(x, gain, gain, 0); }),
            "layer_norm: 'x' [4 x 3] with epsilon 0: it keeps a row of equal numbers from a "
            "division by 0, and must be positive and finite.");
  EXPECT_EQ(error_of([&] { standardise_gradient(gain, x, 1); }),
            "standardise_gradient: 'gain' [3] for 'x' [4 x 3]: a gradient must have the shape of "
            "what it belongs to.");
}

}  // namespace
}  // namespace tapestry
