// All of datasets: files, generated tasks, batches and splits.
#pragma once

#include "datasets/batches.hpp"
#include "datasets/files/cifar10.hpp"
#include "datasets/files/idx.hpp"
#include "datasets/files/image_folder.hpp"
#include "datasets/files/tabular_tasks.hpp"
#include "datasets/generated/correlated_regressions.hpp"
#include "datasets/generated/helper_tasks.hpp"
#include "datasets/generated/multi_mnist.hpp"
#include "datasets/generated/planted_tasks.hpp"
#include "datasets/generated/stroke_digits.hpp"
#include "datasets/generated/textured_objects.hpp"
#include "datasets/image_set.hpp"
#include "datasets/random.hpp"
#include "datasets/shared_rows.hpp"
#include "datasets/split.hpp"
