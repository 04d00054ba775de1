"""Writes Tests/Goldens/finetuning/*.json: what PyTorch, transformers and NumPy make of fixed random problems.

    python finetuning_math.py

    schedule.json             transformers.get_linear_schedule_with_warmup
    cross_entropy.json        torch.nn.CrossEntropyLoss and autograd, in double precision
    clipping.json             torch.nn.utils.clip_grad_norm_
    averages.json             torch.optim.swa_utils.AveragedModel, and a corrected exponential average by its definition
    contrastive.json          Khosla et al. 2020, equation (2), by its definition and autograd, in double precision
    confident_learning.json   Northcutt et al. 2021, equations (1) to (3), by their definition in NumPy, and weights by agreement
    pseudo_labels.json        sharpening and entropies by their definition in NumPy

Every input is a float32, so that the tests start from the same bits.
"""

import json
import pathlib

import numpy as np
import torch
from transformers import get_linear_schedule_with_warmup

FOLDER = pathlib.Path(__file__).resolve().parents[1] / "finetuning"


def write(name, value):
    (FOLDER / name).write_text(json.dumps(value, separators=(",", ":")) + "\n")


def floats(array):
    """The shortest decimal texts that read back as the same float32."""
    return [float(np.format_float_positional(v, unique=True)) for v in np.asarray(array, dtype=np.float32).ravel()]


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def schedules():
    cases = []
    for total, warmup in [(10, 0), (10, 3), (7, 7), (1, 0), (1, 1), (235, 24)]:
        parameter = torch.nn.Parameter(torch.zeros(1))
        optimizer = torch.optim.SGD([parameter], lr=1.0)
        schedule = get_linear_schedule_with_warmup(optimizer, warmup, total)
        multipliers = []
        for _ in range(total + 3):
            multipliers.append(schedule.get_last_lr()[0])
            optimizer.step()
            schedule.step()
        cases.append({"total": total, "warmup": warmup, "multipliers": multipliers})
    write("schedule.json", {"cases": cases})


def cross_entropies():
    """Row weights are not torch's: they enter a row's loss and its part of the normalizer, so the reduction is done here."""
    rng = np.random.default_rng(31)
    rows, classes = 9, 6
    logits = (3 * rng.normal(size=(rows, classes))).astype(np.float32)
    logits[0] *= 30  # saturates the soft-max
    labels = rng.integers(0, classes, rows)
    # Shares that are float32 and add up to 1: torch takes them as they are.
    soft = softmax(2 * rng.normal(size=(rows, classes))).astype(np.float32)
    class_weights = rng.uniform(0.2, 3, classes).astype(np.float32)
    row_weights = rng.uniform(0.1, 2, rows).astype(np.float32)
    cases = []
    for kind in ("hard", "soft"):
        for weighted in (False, True):
            for smoothing in (0.0, 0.1):
                for by_row in (False, True):
                    z = torch.tensor(logits, dtype=torch.float64, requires_grad=True)
                    weight = torch.tensor(class_weights, dtype=torch.float64) if weighted else None
                    target = torch.tensor(labels) if kind == "hard" else torch.tensor(soft, dtype=torch.float64)
                    if by_row:
                        each = torch.nn.CrossEntropyLoss(weight=weight, label_smoothing=smoothing, reduction="none")(z, target)
                        r = torch.tensor(row_weights, dtype=torch.float64)
                        normalizer = (r * (weight[target] if kind == "hard" and weighted else 1)).sum()
                        loss = (r * each).sum() / normalizer
                    else:
                        loss = torch.nn.CrossEntropyLoss(weight=weight, label_smoothing=smoothing)(z, target)
                    loss.backward()
                    cases.append({
                        "soft": kind == "soft", "classWeighted": weighted, "smoothing": smoothing, "rowWeighted": by_row,
                        "loss": loss.item(), "dlogits": z.grad.flatten().tolist(),
                    })
    write("cross_entropy.json", {
        "classes": classes, "logits": floats(logits), "labels": labels.tolist(), "soft": floats(soft),
        "classWeights": floats(class_weights), "rowWeights": floats(row_weights), "cases": cases,
    })


def clippings():
    rng = np.random.default_rng(32)
    cases = []
    for scale, maximum in [(0.001, 1.0), (1.0, 1.0), (10.0, 1.0), (1.0, 0.3), (0.0, 1.0)]:
        arrays = [(scale * rng.normal(size=n)).astype(np.float32) for n in (5, 16, 27)]
        parameters = []
        for array in arrays:
            parameter = torch.nn.Parameter(torch.zeros(len(array), dtype=torch.float64))
            parameter.grad = torch.tensor(array, dtype=torch.float64)
            parameters.append(parameter)
        norm = torch.nn.utils.clip_grad_norm_(parameters, maximum)
        cases.append({
            "maxNorm": maximum, "gradients": [floats(a) for a in arrays], "norm": norm.item(),
            "clipped": [p.grad.tolist() for p in parameters],
        })
    write("clipping.json", {"cases": cases})


def averages():
    rng = np.random.default_rng(33)
    counts, updates, decay = [3, 5], 7, 0.8
    snapshots = [[rng.normal(size=n).astype(np.float32) for n in counts] for _ in range(updates)]

    class Weights(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.arrays = torch.nn.ParameterList([torch.zeros(n, dtype=torch.float64) for n in counts])

    def mean(chosen):
        module = Weights()
        averaged = torch.optim.swa_utils.AveragedModel(module)
        for snapshot in chosen:
            with torch.no_grad():
                for parameter, values in zip(module.arrays, snapshot):
                    parameter.copy_(torch.tensor(values))
            averaged.update_parameters(module)
        return [p.tolist() for p in averaged.module.arrays]

    def exponential(chosen):
        powers = decay ** np.arange(len(chosen) - 1, -1, -1)
        return [(sum(p * s[i].astype(np.float64) for p, s in zip(powers, chosen)) / powers.sum()).tolist() for i in range(len(counts))]

    write("averages.json", {
        "decay": decay, "snapshots": [[floats(a) for a in s] for s in snapshots],
        "exponential": [exponential(snapshots[: n + 1]) for n in range(updates)],
        "meanFrom2": mean(snapshots[2:]), "last3": mean(snapshots[-3:]), "meanOfAll": mean(snapshots),
    })


def contrastive():
    rng = np.random.default_rng(34)
    cases = []
    for labels, temperature in [
        ([0, 0, 1, 1, 2, 2, 0, 1], 0.1), ([0, 0, 1, 2, 2, 2], 0.3), ([3, 3], 0.07), ([0, 0, 0, 0, 0], 1.0),
    ]:
        x = rng.normal(size=(len(labels), 6))
        x = (x / np.linalg.norm(x, axis=1, keepdims=True)).astype(np.float32)
        z = torch.tensor(x, dtype=torch.float64, requires_grad=True)
        losses = []
        for i in range(len(labels)):
            others = [a for a in range(len(labels)) if a != i]
            positives = [p for p in others if labels[p] == labels[i]]
            if not positives:
                continue
            denominator = sum(torch.exp(z[i] @ z[a] / temperature) for a in others)
            losses.append(-sum(torch.log(torch.exp(z[i] @ z[p] / temperature) / denominator) for p in positives) / len(positives))
        loss = sum(losses) / len(losses)
        loss.backward()
        cases.append({
            "labels": labels, "temperature": temperature, "embeddings": floats(x), "loss": loss.item(),
            "dembeddings": z.grad.flatten().tolist(),
        })
    write("contrastive.json", {"cases": cases})


def confident_learning():
    rng = np.random.default_rng(35)
    cases = []
    for rows, classes, noise, empty in [(120, 6, 0.2, None), (40, 3, 0.4, None), (30, 4, 0.2, 2)]:
        true = rng.choice([c for c in range(classes) if c != empty], rows)
        given = np.where(rng.random(rows) < noise, rng.integers(0, classes, rows), true)
        if empty is not None:
            given = np.where(given == empty, 0, given)
        probabilities = softmax(2.5 * np.eye(classes)[true] + rng.normal(size=(rows, classes))).astype(np.float32)
        p = probabilities.astype(np.float64)
        own = p[np.arange(rows), given]
        thresholds = np.array([own[given == j].mean() if (given == j).any() else np.inf for j in range(classes)])
        confident_joint = np.zeros((classes, classes), dtype=int)
        seems = []
        for x in range(rows):
            passed = [l for l in range(classes) if p[x, l] >= thresholds[l]]
            j = max(passed, key=lambda l: p[x, l]) if passed else None
            if j is not None:
                confident_joint[given[x], j] += 1
            seems.append(int(j) if j is not None and j != given[x] else -1)
        joint = np.zeros((classes, classes))
        for i in range(classes):
            total = confident_joint[i].sum()
            joint[i] = confident_joint[i] / total * (given == i).sum() if total else np.eye(classes)[i] * (given == i).sum()
        joint /= joint.sum()
        others = p.copy()
        others[np.arange(rows), given] = -np.inf
        floor, exponent = 0.2, 1.5
        cases.append({
            "classes": classes, "probabilities": floats(probabilities), "labels": given.tolist(),
            "thresholds": [t if np.isfinite(t) else -1 for t in thresholds], "confidentJoint": confident_joint.tolist(),
            "joint": joint.tolist(), "seems": seems, "margins": (own - others.max(axis=1)).tolist(),
            "floor": floor, "exponent": exponent, "plainWeights": (floor + (1 - floor) * own**exponent).tolist(),
            "relativeWeights": (floor + (1 - floor) * np.minimum(1, own / thresholds[given]) ** exponent).tolist(),
        })
    write("confident_learning.json", {"cases": cases})


def pseudo_labels():
    rng = np.random.default_rng(36)
    classes, temperature = 4, 0.5
    probabilities = softmax(2 * rng.normal(size=(30, classes))).astype(np.float32)
    probabilities[3] = [0, 1, 0, 0]
    p = probabilities.astype(np.float64)
    powers = p ** (1 / temperature)
    entropies = -np.sum(np.where(p > 0, p * np.log(np.where(p > 0, p, 1)), 0), axis=1)
    write("pseudo_labels.json", {
        "classes": classes, "temperature": temperature, "probabilities": floats(probabilities),
        "sharpened": (powers / powers.sum(axis=1, keepdims=True)).tolist(), "entropies": entropies.tolist(),
    })


FOLDER.mkdir(exist_ok=True)
schedules()
cross_entropies()
clippings()
averages()
contrastive()
confident_learning()
pseudo_labels()
