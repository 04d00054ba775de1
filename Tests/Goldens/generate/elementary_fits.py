"""Fits the polynomials and rational functions of Sources/CKernels/vectors.h and prints their coefficients and errors.

    python elementary_fits.py

erf and tanh: odd, x P(x^2) / Q(x^2) with Q(0) = 1; the relative error is minimised by linear least squares whose weights move
towards where the error is largest. exp: e^r = 1 + r + r^2 P(r) on |r| <= ln 2 / 2.
"""

import numpy as np
from scipy.special import erf


def rational(function, limit, numerator, denominator, rounds=60):
    count = 4000
    x = np.maximum(limit * 0.5 * (1 - np.cos(np.pi * (np.arange(count) + 0.5) / count)), 1e-3)
    scaled = (x / limit) ** 2
    value = function(x)
    weights, q_values, best = np.ones(count), np.ones(count), None
    for _ in range(rounds):
        rows = np.concatenate(
            [
                (x / value / q_values * weights)[:, None] * scaled[:, None] ** np.arange(numerator + 1),
                -(weights / q_values)[:, None] * scaled[:, None] ** np.arange(1, denominator + 1),
            ],
            axis=1,
        )
        solution, *_ = np.linalg.lstsq(rows, weights / q_values, rcond=None)
        p = solution[: numerator + 1]
        q = np.concatenate([[1], solution[numerator + 1 :]])
        q_values = np.polyval(q[::-1], scaled)
        error = np.abs(x * np.polyval(p[::-1], scaled) / q_values / value - 1)
        if best is None or error.max() < best[0]:
            best = error.max(), p / limit ** (2 * np.arange(numerator + 1)), q / limit ** (2 * np.arange(denominator + 1))
        weights = weights * np.sqrt(error / error.max() + 1e-3)
        weights /= weights.max()
    return best


def exponential(degree, rounds=60):
    limit = np.log(2) / 2 * 1.01
    r = limit * np.cos(np.pi * (np.arange(4000) + 0.5) / 4000)
    value, scale, weights = (np.expm1(r) - r) / (r * r), r * r / np.exp(r), np.ones(4000)
    for _ in range(rounds):
        rows = (weights * scale)[:, None] * r[:, None] ** np.arange(degree + 1)
        solution, *_ = np.linalg.lstsq(rows, weights * scale * value, rcond=None)
        error = np.abs(rows @ solution / weights - scale * value)
        weights = weights * np.sqrt(error / error.max() + 1e-3)
    return error.max(), solution


for name, function, limit, numerator, denominator in [("erf", erf, 3.92, 5, 5), ("tanh", np.tanh, 9.02, 5, 4)]:
    error, p, q = rational(function, limit, numerator, denominator)
    print(f"{name}: relative error {error:.1e} up to {limit}")
    print("  P", " ".join(f"{c:.9e}" for c in p))
    print("  Q", " ".join(f"{c:.9e}" for c in q))
error, p = exponential(4)
print(f"exp: relative error {error:.1e}")
print("  P", " ".join(f"{c:.9e}" for c in p))
