"""Writes Tests/Goldens/training/*.json: what scikit-learn, SciPy and NumPy make of fixed random problems.

    python probe.py

Every number in the files is a float32 or was computed from float32 inputs, so that the tests start from the same bits.
"""

import json
import pathlib

import numpy as np
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score, log_loss, precision_recall_fscore_support

FOLDER = pathlib.Path(__file__).resolve().parents[1] / "training"
CLASSES = 6
MASK = (1 << 64) - 1


def write(name, value):
    text = json.dumps(value, separators=(",", ":"))
    (FOLDER / name).write_text(text + "\n")


def floats(array):
    """The shortest decimal texts that read back as the same float32."""
    return [float(np.format_float_positional(v, unique=True)) for v in np.asarray(array, dtype=np.float32).ravel()]


def problem(rng, rows, dimension, shares, noise):
    """Unit vectors around one random direction a class."""
    y = np.concatenate([np.arange(CLASSES), rng.choice(CLASSES, rows - CLASSES, p=shares)])
    centers = rng.normal(size=(CLASSES, dimension))
    x = centers[y] + noise * rng.normal(size=(rows, dimension))
    return (x / np.linalg.norm(x, axis=1, keepdims=True)).astype(np.float32), y


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def regressions():
    rng = np.random.default_rng(20)
    x, y = problem(rng, 150, 20, [0.3, 0.2, 0.2, 0.15, 0.05, 0.1], 2.0)
    weights = rng.uniform(0.2, 2.0, len(y)).astype(np.float32)
    fits = []
    for strength in (0.1, 1.0, 30.0):
        for class_weight in (None, "balanced"):
            for row_weights in (None, weights):
                model = LogisticRegression(C=strength, class_weight=class_weight, tol=1e-10, max_iter=100_000)
                model.fit(x.astype(np.float64), y, sample_weight=None if row_weights is None else row_weights.astype(np.float64))
                fits.append({
                    "strength": strength, "balanced": class_weight is not None, "weighted": row_weights is not None,
                    "coef": model.coef_.ravel().round(8).tolist(), "intercept": model.intercept_.tolist(),
                    "probabilities": model.predict_proba(x.astype(np.float64)).ravel().round(8).tolist(),
                })
    write("regression.json", {
        "dimension": x.shape[1], "embeddings": floats(x), "labels": y.tolist(), "rowWeights": floats(weights), "fits": fits,
    })


def calibrations():
    rng = np.random.default_rng(21)
    cases = []
    for rows, scale in ((40, 0.2), (300, 1.0), (300, 6.0)):
        y = rng.integers(0, CLASSES, rows)
        z = (scale * (1.5 * np.eye(CLASSES)[y] + rng.normal(size=(rows, CLASSES)) + rng.normal(size=CLASSES))).astype(np.float32)
        targets = (1 - 1 / (rows + 1)) * np.eye(CLASSES)[y] + 1 / (rows + 1) / CLASSES

        def loss(beta, bias):
            return -(targets * np.log(softmax(beta * z.astype(np.float64) + bias))).sum(axis=1).mean()

        options = {"method": "BFGS", "options": {"gtol": 1e-11}}
        plain = minimize(lambda p: loss(np.exp(p[0]), 0), [0.0], **options)
        biased = minimize(lambda p: loss(np.exp(p[0]), p[1:]), [0.0] * (CLASSES + 1), **options)
        bias = biased.x[1:] - biased.x[1:].mean()
        temperature = float(np.exp(-plain.x[0]))
        cases.append({
            "logits": floats(z), "labels": y.tolist(), "temperature": temperature,
            "logLossBefore": log_loss(y, softmax(z.astype(np.float64)), labels=range(CLASSES)),
            "logLossAfter": log_loss(y, softmax(z.astype(np.float64) / temperature), labels=range(CLASSES)),
            "biasTemperature": float(np.exp(-biased.x[0])), "bias": bias.tolist(),
        })
    write("calibration.json", {"cases": cases})


def calibration_error(p, y, bins=15):
    confidence, right = p.max(axis=1), p.argmax(axis=1) == y
    edges = np.linspace(0, 1, bins + 1)
    error = 0.0
    for low, high in zip(edges[:-1], edges[1:]):
        inside = (confidence > low) & (confidence <= high)
        if inside.any():
            error += inside.mean() * abs(right[inside].mean() - confidence[inside].mean())
    return error


def numbers(seed):
    """SplitMix64, from its published definition."""
    state = seed
    while True:
        state = (state + 0x9E3779B97F4A7C15) & MASK
        z = state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        yield z ^ (z >> 31)


def draw(source, bound):
    """Lemire's unbiased draw in 0..<bound."""
    while True:
        product = next(source) * bound
        if product & MASK >= (1 << 64) % bound:
            return product >> 64


def intervals(y, predicted, seed, resamples=1000):
    source = numbers(seed)
    accuracies, macros, classes = [], [], [[] for _ in range(CLASSES)]
    for _ in range(resamples):
        rows = np.array([draw(source, len(y)) for _ in y])
        truth, guess = y[rows], predicted[rows]
        accuracies.append(accuracy_score(truth, guess))
        macros.append(f1_score(truth, guess, average="macro", zero_division=0))
        single = f1_score(truth, guess, average=None, labels=range(CLASSES), zero_division=0)
        for c in range(CLASSES):
            if c in truth or c in guess:
                classes[c].append(single[c])
    middle = lambda scores: np.percentile(scores, [2.5, 97.5]).tolist() if scores else [0.0, 0.0]
    return {"accuracy": middle(accuracies), "macro_f1": middle(macros), "f1": [middle(scores) for scores in classes]}


def metrics():
    rng = np.random.default_rng(22)
    cases = []
    # Every class; class 4 never predicted; class 4 neither label nor prediction; class 0 predicted without support.
    for rows, kind in ((200, "all"), (60, "unpredicted"), (50, "absent"), (40, "unsupported")):
        y = rng.integers(0, CLASSES, rows)
        z = 2.0 * np.eye(CLASSES)[y] + 1.5 * rng.normal(size=(rows, CLASSES))
        if kind != "all":
            z[:, 4] = -5
        if kind == "absent":
            y[y == 4] = 5
        if kind == "unsupported":
            y[y == 0] = 1
            z[:3, 0] = 9
        p = softmax(z).astype(np.float32)
        predicted = p.argmax(axis=1)
        each = precision_recall_fscore_support(y, predicted, labels=range(CLASSES), zero_division=0)
        macro = precision_recall_fscore_support(y, predicted, average="macro", zero_division=0)
        wide = p.astype(np.float64)
        cases.append({
            "kind": kind, "probabilities": floats(p), "labels": y.tolist(), "seed": 11, "accuracy": accuracy_score(y, predicted),
            "macro": [float(v) for v in macro[:3]], "precision": each[0].tolist(), "recall": each[1].tolist(), "f1": each[2].tolist(),
            "support": each[3].tolist(), "confusion": confusion_matrix(y, predicted, labels=range(CLASSES)).tolist(),
            "logLoss": log_loss(y, wide / wide.sum(axis=1, keepdims=True), labels=range(CLASSES)),
            "ece": calibration_error(wide, y), "intervals": intervals(y, predicted, 11),
        })
    write("metrics.json", {"cases": cases})


regressions()
calibrations()
metrics()
