"""Solves least squares with a penalty by scikit-learn, for scikit_learn_test.cpp.

    python3 scikit_learn.py MODEL IN OUT

MODEL is Lasso or MultiTaskLasso. IN is numbers between blanks: how many problems, then of each its
rows n, features, tasks and alpha, X [n x features] and Y [n x tasks]. OUT gets the weights of each
problem, [tasks x features], a task a line: the minimisers of

    1 / (2 n) || Y - X W^T ||^2 + alpha Omega(W)        without intercepts

Ends with code 77 where scikit-learn is not installed.
"""
import sys

try:
    import numpy
    from sklearn.linear_model import Lasso, MultiTaskLasso
except ModuleNotFoundError:
    sys.exit(77)

MODELS = {"Lasso": Lasso, "MultiTaskLasso": MultiTaskLasso}


def main(model, source, target):
    with open(source) as file:
        numbers = iter(file.read().split())
    with open(target, "w") as file:
        for _ in range(int(next(numbers))):
            rows, features, tasks = (int(next(numbers)) for _ in range(3))
            alpha = float(next(numbers))

            def matrix(columns):
                values = [float(next(numbers)) for _ in range(rows * columns)]
                return numpy.array(values).reshape(rows, columns)

            x, y = matrix(features), matrix(tasks)
            solver = MODELS[model](alpha=alpha, fit_intercept=False, tol=1e-14, max_iter=10**6)
            for row in solver.fit(x, y).coef_.reshape(tasks, features):
                print(*(repr(float(weight)) for weight in row), file=file)


main(*sys.argv[1:])
