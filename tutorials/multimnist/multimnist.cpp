// Two digits in one image: LeNet learns them apart, together, and together with MGDA.
//
// MultiMNIST is the test of Sener & Koltun (2018): the tasks "left" and "right" read the same image
// and share all of a small convolutional net but their last two layers. Do they help or hurt each
// other, and does it matter how their gradients become one step?
//   single  a net for each task
//   equal   one net, the sum of both losses
//   mgda    one net, the smallest convex combination of both gradients of the shared layers
// The accuracies are those on the test images, which are made of MNIST's own test images, after the
// last epoch: nothing is chosen by them.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iomanip>
#include <iostream>
#include <map>
#include <sstream>

#include "datasets/batches.hpp"
#include "datasets/generated/multi_mnist.hpp"
#include "engine/array/blas.hpp"
#include "engine/base/error.hpp"
#include "engine/base/replace_file.hpp"
#include "nn/balancing/mgda.hpp"
#include "nn/sharing/lenet.hpp"
#include "nn/training/fit.hpp"
#include "nn/training/progress_line.hpp"
#include "options.hpp"
#include "tutorials/support/check.hpp"
#include "tutorials/support/diagnosis_report.hpp"
#include "tutorials/support/plot.hpp"
#include "tutorials/support/program.hpp"
#include "tutorials/support/table.hpp"

using namespace tapestry;
using datasets::Side;

namespace {

// The paper's test accuracies in percent, left and right (its table 1).
const std::map<std::string, std::pair<double, double>> kPaper = {
    {"single", {97.2, 95.9}}, {"equal", {96.5, 95.0}}, {"mgda", {97.3, 95.9}}};

const std::vector<Side> kBoth = {Side::left, Side::right};

nn::Task task_of(Side side) { return {side == Side::left ? "left" : "right", {1, 28, 28}, 10}; }

// What a method came to. Sides: left and then right.
struct Result {
  std::string method;
  std::vector<std::vector<double>> accuracy{2};  // [side][epoch], on the test images
  double seconds = 0;
  std::size_t parameters = 0;
};

class Experiment {
 public:
  explicit Experiment(const Options& options)
      : options_(options),
        sets_(datasets::load_multi_mnist(options.data, options.seed, options.quick ? 2000 : 8000)) {
    if (options.quick) {
      sets_.train = first_images(sets_.train, 2000);
      sets_.test = first_images(sets_.test, 500);
    }
    scaling_ = datasets::centred(sets_.train);
    rounds_ = std::max<std::size_t>(1, sets_.train.size() / options.batch);
    std::cout << sets_.train.name << ": " << sets_.train.size() << " images to train on, "
              << sets_.test.size() << " to test on\n";
  }

  Result run(const std::string& method) const {
    Result result{method};
    // A net for each task, or one for both.
    std::vector<std::vector<Side>> nets = {kBoth};
    if (method == "single") nets = {{Side::left}, {Side::right}};
    for (const std::vector<Side>& sides : nets) {
      const double seconds = options_.seconds / static_cast<double>(nets.size());
      const std::size_t epochs = options_.seconds > 0 ? epochs_within(seconds, method, sides)
                                                      : std::size_t{options_.epochs};
      nn::LeNet net = new_net(sides);
      const nn::History history = train(net, method, sides, epochs, rounds_, true);
      for (const nn::Epoch& epoch : history)
        for (std::size_t t = 0; t < sides.size(); ++t)
          result.accuracy[sides[t] == Side::left ? 0 : 1].push_back(
              epoch.tasks[t].validation->accuracy);
      result.seconds += history.back().seconds;
      result.parameters += nn::count(net.parameters());
    }
    return result;
  }

  bool stand_in() const { return sets_.test.stand_in; }

 private:
  nn::LeNet new_net(const std::vector<Side>& sides) const {
    std::vector<nn::Task> tasks;
    for (const Side side : sides) tasks.push_back(task_of(side));
    return nn::LeNet(tasks, options_.seed);
  }

  nn::Pass test_pass(Side side) const {
    return [this, side](const auto& visit) {
      for_each_batch(
          sets_.test, 500, [&](const nn::Batch& b) { visit(one_side(b, side)); }, scaling_);
    };
  }

  nn::History train(nn::LeNet& net, const std::string& method, const std::vector<Side>& sides,
                    std::size_t epochs, std::size_t rounds, bool show) const {
    nn::FitOptions how;
    how.epochs = epochs;
    how.rounds_per_epoch = rounds;
    how.schedule = nn::cosine(0.01);
    for (const Side side : sides) how.validation.push_back(test_pass(side));
    nn::Together together;
    if (method == "mgda") together.balancer = std::make_shared<nn::Mgda>();
    const bool diagnose = options_.diagnose && show && sides.size() > 1;
    if (diagnose) together.diagnosis = std::make_shared<nn::Diagnosis>();
    how.steps = nn::joint(together);
    if (show) how.watch = nn::ProgressLine(method, net.tasks(), std::cout, nn::terminal_width());
    nn::Adam adam(options_.rate);
    datasets::Batches batches(sets_.train, options_.batch, options_.seed, scaling_);
    if (sides.size() == 1) {
      const nn::BatchSource one = [&] { return one_side(batches.next(), sides[0]); };
      return fit(net, {one}, adam, how);
    }
    const nn::SharedSource both = [&] { return datasets::both_sides(batches.next()); };
    const nn::History history = fit(net, both, adam, how);
    if (diagnose) report(*together.diagnosis, method, net.tasks());
    return history;
  }

  void report(const nn::Diagnosis& diagnosis, const std::string& method,
              const std::vector<nn::Task>& tasks) const {
    std::vector<std::string> names;
    for (const nn::Task& task : tasks) names.push_back(task.name);
    const std::filesystem::path base =
        std::filesystem::path(options_.out) / ("diagnosis_" + method);
    write_diagnosis(base, diagnosis, names);
    std::cout << diagnosis_table(diagnosis, names) << "Wrote " << base.string() << ".csv and "
              << base.string() << ".png\n";
  }

  // How many epochs fit into these seconds: measured on a tenth of one, with a net that is thrown
  // away. The tests after each epoch count, too.
  std::size_t epochs_within(double seconds, const std::string& method,
                            const std::vector<Side>& sides) const {
    nn::LeNet net = new_net(sides);
    const std::size_t part = std::max<std::size_t>(1, rounds_ / 10);
    const nn::Epoch epoch = train(net, method, sides, 1, part, false).back();
    double training = 0;
    for (const nn::TaskEpoch& task : epoch.tasks) training += task.seconds;
    const double whole = epoch.seconds - training +
                         training * static_cast<double>(rounds_) / static_cast<double>(part);
    return std::max<std::size_t>(1, static_cast<std::size_t>(seconds / whole));
  }

  Options options_;
  datasets::TrainTest sets_;
  datasets::Scaling scaling_;
  std::size_t rounds_;
};

std::string fixed(double number, int digits) {
  std::ostringstream out;
  out << std::fixed << std::setprecision(digits) << number;
  return out.str();
}

void print_table(const std::vector<Result>& results, bool stand_in) {
  std::vector<std::vector<std::string>> rows;
  for (const Result& r : results) {
    const auto [left, right] = kPaper.at(r.method);
    rows.push_back({r.method, fixed(100 * r.accuracy[0].back(), 2),
                    fixed(100 * r.accuracy[1].back(), 2), stand_in ? "-" : fixed(left, 1),
                    stand_in ? "-" : fixed(right, 1), std::to_string(r.accuracy[0].size()),
                    std::to_string(r.parameters), fixed(r.seconds, 1)});
  }
  std::cout << table_text({"method", "left %", "right %", "paper's left", "paper's right", "epochs",
                           "parameters", "seconds"},
                          rows);
}

// What is claimed: that every net learns, and, of 20 epochs or more on MultiMNIST itself, that it
// comes within two points of the paper.
void check_claims(const std::vector<Result>& results, const Options& options, bool stand_in) {
  const bool full = !stand_in && !options.quick && options.epochs >= 20 && options.seconds == 0;
  for (const Result& r : results) {
    const auto [left, right] = kPaper.at(r.method);
    for (const Side side : kBoth) {
      const double accuracy = 100 * r.accuracy[side == Side::left ? 0 : 1].back();
      const std::string who = r.method + ", " + task_of(side).name;
      check(accuracy > 20, who + ": more than twice as accurate as guessing");
      if (full)
        check(std::abs(accuracy - (side == Side::left ? left : right)) <= 2,
              who + ": within two points of the paper's accuracy");
    }
  }
}

void write_curves(const std::string& folder, const std::vector<Result>& results) {
  std::vector<LinePlot> panels;
  for (const Side side : kBoth) {
    LinePlot panel{task_of(side).name, "epoch", "test accuracy (%)", {}};
    for (const Result& r : results) {
      Series series{r.method, {}, {}};
      for (const double accuracy : r.accuracy[side == Side::left ? 0 : 1]) {
        series.xs.push_back(static_cast<double>(series.xs.size() + 1));
        series.ys.push_back(100 * accuracy);
      }
      panel.series.push_back(series);
    }
    panels.push_back(panel);
  }
  const PlotFiles files = write_plot(std::filesystem::path(folder) / "multimnist", panels);
  std::cout << "Wrote " << files.csv.string()
            << (files.png.empty() ? ". " + files.skipped : " and " + files.png.string()) << '\n';
}

void run(const Options& options) {
  set_threads(static_cast<int>(options.threads));
  require_writable_folder(options.out, "--out");
  const Experiment experiment(options);
  std::vector<Result> results;
  for (const std::string& method : options.methods) results.push_back(experiment.run(method));
  print_table(results, experiment.stand_in());
  write_curves(options.out, results);
  check_claims(results, options, experiment.stand_in());
}

}  // namespace

// 2 for a wrong option, 1 for any other error; the reason goes to standard error.
int main(int argc, char** argv) {
  return run_program(
      "multimnist", [&] { return read_options(argc, argv); }, run);
}
