#include <utility>

#include "nn/grouping/published_groupings.hpp"

namespace tapestry::nn {
namespace {

// As the notebooks have them: row t, column i is the figure of task t when task i is there.
// (Training there notes a lookahead on task i as a row, and turns the table before it saves it:
// taskonomy/ tag.patch, `rev_transference`.) The diagonal is the task's own.
const std::vector<double> kTagCelebA = {
    239.72068958020347,  -83.33548677967012,  -86.0517490934864,   -82.42068049883574,
    -81.97442569877438,  -86.02419971908775,  -49.037597943401195, -87.3711143500207,
    -86.77026014855653,  -188.15657486387036, 378.8511885198165,   -184.52892836169266,
    -147.50232270522932, -189.464933472838,   -190.9978380658358,  -185.28495779578083,
    -190.6576875894878,  -189.41933750548824, -121.05393759410462, -109.58362502552134,
    310.7120317369794,   -106.02204254857973, -122.62230998931582, -124.40291642298871,
    -117.20407488470592, -120.55632616819761, -123.25851616996826, -143.72124825753016,
    -112.17930410506702, -139.84807280830086, 321.53891335979023,  -145.42740587751805,
    -146.78348353101595, -142.3971373230815,  -146.29884678475298, -146.22726918591053,
    -85.53234687179813,  -92.21160616332925,  -95.75043274633258,  -91.74112249406916,
    238.42495844470608,  -65.42735927466887,  -45.95103369426986,  -98.59883005339663,
    -95.6828851878095,   -30.223281466637463, -32.697193679549336, -34.78380316865219,
    -33.47520370724056,  -0.8396637863075016, 178.66788767657505,  -15.271524701599517,
    -35.20658096923006,  -34.37035408412552,  -109.47881478244865, -147.50179136978863,
    -152.39464713301385, -148.48881711332825, -127.31550988605389, -147.13584310859744,
    291.8495619980659,   -157.47676146469695, -156.15812124227463, -74.97883839974561,
    -74.24941175274341,  -72.04941829851619,  -73.83159368156338,  -76.45193929878833,
    -76.49830443422142,  -75.21144504121774,  240.390333377952,    -77.00375527569419,
    -109.37079668739855, -100.84965267237799, -113.52459033628551, -110.64525748395384,
    -110.26379082868624, -116.10172294652246, -106.51167682200729, -119.35220036279986,
    374.6323404450723};

const std::vector<double> kCosineCelebA = {
    22.00000022440799,   0.25081617948664875, 0.2061718919411787,  0.2881746112139813,
    0.625541867401377,   0.38242295235962176, 2.1118374600002627,  0.1492321557089947,
    0.29801101447452005, 0.25081617948664875, 22.00000018551502,   0.42110319038773486,
    1.369120119153668,   0.24038168565267032, 0.15441270535298604, 0.3694005647915243,
    0.13147151774684296, 0.2561181352237544,  0.2061718919411787,  0.42110319038773486,
    22.000000177970726,  0.5411562459181858,  0.17836285116075049, 0.10293958113919395,
    0.3570151728601598,  0.2991049753957141,  0.1989976827574676,  0.2881746112139813,
    1.369120119153668,   0.5411562459181858,  22.000000190247775,  0.2258797879312138,
    0.1033378763023164,  0.3621806593964234,  0.13119629044801062, 0.16213748738052247,
    0.625541867401377,   0.24038168565267032, 0.17836285116075049, 0.2258797879312138,
    22.00000020739817,   2.885253067680917,   1.957515441464863,   0.08417127602449773,
    0.36185996873670195, 0.38242295235962176, 0.15441270535298604, 0.10293958113919395,
    0.1033378763023164,  2.885253067680917,   22.00000018340637,   0.9277471130069601,
    0.11723857216379202, 0.24007541606124794, 2.1118374600002627,  0.3694005647915243,
    0.3570151728601598,  0.3621806593964234,  1.957515441464863,   0.9277471130069601,
    22.000000198166955,  0.15052633990539294, 0.2759176363075264,  0.1492321557089947,
    0.13147151774684296, 0.2991049753957141,  0.13119629044801062, 0.08417127602449773,
    0.11723857216379202, 0.15052633990539294, 22.00000021428645,   0.07270302767988278,
    0.29801101447452005, 0.2561181352237544,  0.1989976827574676,  0.16213748738052247,
    0.36185996873670195, 0.24007541606124794, 0.2759176363075264,  0.07270302767988278,
    22.000000216582542};

const std::vector<double> kTagTaskonomy = {
    11.999321423965947,   0.11537429894122785,  0.04891036220837213, 0.00454724706606927,
    0.008776140044461892, 0.41355850961858076,  7.3276368896443556,  0.2914147606289435,
    0.01353652075974951,  0.07395688217092156,  0.13982367687578146, 0.22096194178241185,
    1.070989344832557,    0.010493772045577332, 0.07645966827511533, 0.021098526716001414,
    0.013365983131803236, 0.010729013557423,    0.7338844180545812,  0.6897358940641894,
    0.056692022190245474, 0.03668338077695892,  0.03600666458561003, 0.30372134710544996,
    5.9661909882444615};

const std::vector<double> kCosineTaskonomy = {
    9.799051248375491,   0.259569212601681,   0.24237152135772985, 0.054060216676064456,
    0.08864023100811838, 0.259569212601681,   9.799051266535107,   0.9115829230192612,
    0.09153054737281137, 0.15646468903944455, 0.24237152135772985, 0.9115829230192612,
    9.799051265833779,   0.14588496629635408, 0.28013964222462745, 0.054060216676064456,
    0.09153054737281137, 0.14588496629635408, 9.79905053927595,    2.9680815659422954,
    0.08864023100811838, 0.15646468903944455, 0.28013964222462745, 2.9680815659422954,
    9.79904991291345};

const std::vector<double> kPairsCelebA = {
    92.28, 91.73, 92.09, 92.16, 92.34, 92.3,  92.18, 92.12, 92.2,  90.41, 90.19, 90.29,
    90.48, 90.24, 90.46, 90.3,  90.22, 90.34, 94.87, 95.0,  94.96, 94.87, 94.95, 94.94,
    94.94, 94.75, 94.98, 84.44, 84.42, 84.39, 84.39, 84.09, 84.31, 84.3,  84.39, 84.39,
    95.84, 95.76, 95.81, 95.77, 95.9,  95.87, 96.07, 95.83, 95.83, 95.69, 95.68, 95.8,
    95.77, 95.75, 95.84, 95.75, 95.82, 95.74, 94.14, 94.01, 93.99, 94.17, 94.47, 94.3,
    94.44, 93.96, 94.14, 94.66, 94.69, 94.64, 94.72, 94.68, 94.62, 94.62, 94.64, 94.59,
    98.61, 98.63, 98.64, 98.56, 98.69, 98.66, 98.67, 98.59, 98.69};

const std::vector<double> kPairsTaskonomy = {0.0509, 0.0528, 0.0471, 0.0606, 0.0655, 0.2636, 0.2616,
                                             0.2551, 0.2675, 0.2674, 0.1004, 0.1002, 0.0975, 0.1082,
                                             0.111,  0.0287, 0.0423, 0.031,  0.0337, 0.0232, 0.0972,
                                             0.1068, 0.0568, 0.0933, 0.091};

// What single tasks score in TAG_network_selection.ipynb: they are never chosen where there is
// another way.
constexpr double kNeverAlone = -1e6;

const char* const kNotebooks =
    "Fifty et al. 2021, Efficiently Identifying Task Groupings for Multi-Task Learning; "
    "https://github.com/google-research/google-research/tree/master/tag/network_selection/";

enum class OwnScores { kNever, kDiagonal };

PublishedAffinities published_table(std::string name, const std::string& notebook,
                                    std::string measured, std::vector<std::string> tasks,
                                    const std::vector<double>& rows, double sign, OwnScores own) {
  const std::size_t n = tasks.size();
  PublishedAffinities result{std::move(name),  kNotebooks + notebook,      std::move(measured),
                             std::move(tasks), std::vector<double>(n * n), {}};
  for (std::size_t t = 0; t < n; ++t) {
    for (std::size_t i = 0; i < n; ++i) result.affinities[i * n + t] = sign * rows[t * n + i];
    result.own_scores.push_back(own == OwnScores::kNever ? kNeverAlone : sign * rows[t * n + t]);
  }
  return result;
}

}  // namespace

const std::vector<PublishedAffinities>& published_affinities() {
  static const std::vector<PublishedAffinities> all = [] {
    const std::string tag = "TAG_network_selection.ipynb", hoa = "HOA_network_selection.ipynb";
    const std::vector<std::string> celeba = {"5_o_Clock_Shadow", "Black_Hair",  "Blond_Hair",
                                             "Brown_Hair",       "Goatee",      "Mustache",
                                             "No_Beard",         "Rosy_Cheeks", "Wearing_Hat"};
    const std::vector<std::string> taskonomy = {"ss_l", "depth_l", "norm_l", "key_l", "edge2d_l"};
    const std::vector<std::string> letters = {"s", "d", "n", "t", "k"};
    return std::vector<PublishedAffinities>{
        published_table("TAG, CelebA", tag, "inter-task affinity, the mean over training", celeba,
                        kTagCelebA, 1, OwnScores::kNever),
        published_table("cosines, CelebA", tag,
                        "cosine of the tasks' gradients, the mean over training", celeba,
                        kCosineCelebA, 1, OwnScores::kNever),
        published_table("pairs, CelebA", hoa,
                        "validation accuracy in percent of a task that is trained with another",
                        celeba, kPairsCelebA, 1, OwnScores::kDiagonal),
        published_table("TAG, Taskonomy", tag,
                        "inter-task affinity over the learning rate, the mean over training",
                        taskonomy, kTagTaskonomy, 1, OwnScores::kNever),
        published_table("cosines, Taskonomy", tag,
                        "cosine of the tasks' gradients, the mean over training", taskonomy,
                        kCosineTaskonomy, 1, OwnScores::kNever),
        published_table("pairs, Taskonomy", hoa,
                        "minus the validation loss of a task that is trained with another", letters,
                        kPairsTaskonomy, -1, OwnScores::kDiagonal),
    };
  }();
  return all;
}

}  // namespace tapestry::nn
