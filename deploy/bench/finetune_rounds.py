"""Runs both sides of deploy/bench/finetune in turn and prints their times. Started by that script, which finds the interpreter.

Needs nothing but the standard library; the PyTorch program runs in the interpreter that runs this.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
CLASSES = ["self-harm", "medical-advice", "legal-advice", "financial-advice", "emergency-situation", "not-harmful"]
BATCH, MAX_LENGTH, ROWS = 16, 50, 750
PYTORCH, PYTORCH_FULL, PICKET = "PyTorch, padded to each batch", "PyTorch, padded to max length", "Picket"


def read(path, text, label):
    """The rows of a TSV file by the positions of two columns, counted from 0; rows without a text are left out."""
    rows = []
    with open(path, encoding="utf-8", newline="\n") as lines:
        for number, line in enumerate(lines, 1):
            fields = line.rstrip("\r\n").split("\t")
            if number == 1 or fields == [""]:
                continue
            if len(fields) <= max(text, label):
                sys.exit(f"error: {path}:{number}: {len(fields)} columns")
            name = "not-harmful" if fields[label] == "discard" else fields[label]
            if name not in CLASSES:
                sys.exit(f"error: {path}:{number}: the label '{fields[label]}' is unknown")
            if fields[text].strip():
                rows.append((fields[text], name))
    return rows


def rows_of(data):
    """What is trained on, and a few rows to report on."""
    if data:
        train = read(f"{data}/bootstrap_labeled.tsv", 2, 3) + read(f"{data}/cluster-all.tsv", 1, 3)
        return train[:ROWS], read(f"{data}/dev_labeled.tsv", 2, 3)
    seed = os.path.join(HERE, "..", "..", "models", "seed")
    return read(f"{seed}/train.tsv", 1, 2)[:ROWS], read(f"{seed}/dev.tsv", 1, 2)[:150]


def write(path, rows):
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write("text\tlabel\n" + "".join(f"{text}\t{label}\n" for text, label in rows))


def measured(command, threads):
    """Runs a program; its wall time, its peak memory as the kernel counted it, and what it printed."""
    environment = dict(os.environ, OMP_NUM_THREADS=str(threads), TOKENIZERS_PARALLELISM="false", HF_HUB_OFFLINE="1")
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        begin = time.monotonic()
        child = subprocess.Popen(command, stdout=output, stderr=errors, stdin=subprocess.DEVNULL, env=environment)
        # wait4 gives the figures of this child alone; getrusage(RUSAGE_CHILDREN) has the largest of all so far.
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.monotonic() - begin
        child.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        printed = output.read().decode("utf-8", "replace")
        if child.returncode:
            reason = errors.read().decode("utf-8", "replace").strip().splitlines()[-3:]
            sys.exit(f"error: {' '.join(command[:3])} … ended with {child.returncode}: " + " | ".join(reason))
    return {"whole_seconds": seconds, "cpu_seconds": usage.ru_utime + usage.ru_stime, "peak_mib": usage.ru_maxrss / 1024}, printed


def pytorch(options, place, number, padding):
    command = [sys.executable, f"{HERE}/finetune_pytorch.py", "--base", options.base, "--train", f"{place}/train.tsv"]
    command += ["--dev", f"{place}/dev.tsv", "--out", f"{place}/pytorch-{padding}-{number}", "--padding", padding]
    figures, printed = measured(command + common(options), options.threads)
    answer = json.loads(printed.strip().splitlines()[-1])
    return dict(figures, training_seconds=answer["training_seconds"], details=answer)


def picket(options, place, number):
    command = [options.trainer, "train", "--recipe", "finetune", "--folds", "0", "--base", options.base, "--train", f"{place}/train.tsv"]
    command += ["--dev", f"{place}/dev.tsv", "--out", f"{place}/picket-{number}"] + common(options) + options.trainer_flags.split()
    figures, printed = measured(command, options.threads)
    found = re.search(r"trained \d+ steps in ([0-9.]+) s", printed)
    return dict(figures, training_seconds=float(found.group(1)) if found else None)


def common(options):
    return ["--epochs", str(options.epochs), "--batch-size", str(BATCH), "--max-length", str(MAX_LENGTH), "--threads", str(options.threads)]


def medians(rounds):
    def median(name):
        values = [round[name] for round in rounds if round[name] is not None]
        return statistics.median(values) if values else None

    return {name: median(name) for name in ["training_seconds", "whole_seconds", "cpu_seconds", "peak_mib"]}


def ratio(part, whole):
    return part / whole if part is not None and whole else None


def table(report):
    def cell(value, digits):
        return "–" if value is None else f"{value:.{digits}f}"

    width = max(len(name) for name in report["medians"])
    lines = [f"{'':{width}}  training s  whole s  processor s  peak MiB"]
    for name, row in report["medians"].items():
        lines.append(
            f"{name:{width}}  {cell(row['training_seconds'], 2):>10}  {cell(row['whole_seconds'], 2):>7}"
            f"  {cell(row['cpu_seconds'], 2):>11}  {cell(row['peak_mib'], 0):>8}"
        )
    for name, row in report["ratios"].items():
        lines.append(
            f"Picket / {name}: training {cell(row['training'], 2)}, whole command {cell(row['whole'], 2)}, "
            f"memory {cell(row['memory'], 2)}"
        )
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--base", required=True)
    parser.add_argument("--data")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--trainer", default=".build/release/picket-trainer")
    parser.add_argument("--trainer-flags", default="")
    parser.add_argument("--pytorch-only", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if not options.pytorch_only and not os.access(options.trainer, os.X_OK):
        sys.exit(f"error: there is no program '{options.trainer}'; build it: swift build -c release --product picket-trainer")

    # Two programs that share a core with a third measure the third.
    load = os.getloadavg()[0]
    if load > 0.5:
        print(f"warning: the machine is busy (load {load:.1f}); these times will not mean much", file=sys.stderr)
    train, dev = rows_of(options.data)
    sides = [(PYTORCH, lambda p, n: pytorch(options, p, n, "batch")), (PYTORCH_FULL, lambda p, n: pytorch(options, p, n, "longest"))]
    if not options.pytorch_only:
        sides.append((PICKET, lambda p, n: picket(options, p, n)))
    rounds = {name: [] for name, _ in sides}
    with tempfile.TemporaryDirectory() as place:
        write(f"{place}/train.tsv", train)
        write(f"{place}/dev.tsv", dev)
        for number in range(options.rounds):
            # Every other round the other way round, so that a machine that slows down does not favour one side.
            for name, run in sides if number % 2 == 0 else reversed(sides):
                result = run(place, number)
                rounds[name].append(result)
                training = result["training_seconds"]
                note = "" if training is None else f", training {training:.2f} s"
                print(
                    f"round {number + 1}: {name}: {result['whole_seconds']:.2f} s{note}, processor {result['cpu_seconds']:.2f} s, "
                    f"{result['peak_mib']:.0f} MiB",
                    file=sys.stderr,
                )

    report = {
        "rows": len(train), "epochs": options.epochs, "batch_size": BATCH, "max_length": MAX_LENGTH, "threads": options.threads,
        "load_at_start": load, "base": options.base, "rounds": rounds, "ratios": {},
        "medians": {name: medians(rounds[name]) for name, _ in sides},
    }
    if not options.pytorch_only:
        ours = report["medians"][PICKET]
        for name in [PYTORCH, PYTORCH_FULL]:
            theirs = report["medians"][name]
            report["ratios"][name] = {
                "training": ratio(ours["training_seconds"], theirs["training_seconds"]),
                "whole": ratio(ours["whole_seconds"], theirs["whole_seconds"]),
                "memory": ratio(ours["peak_mib"], theirs["peak_mib"]),
            }
    if options.json:
        print(json.dumps(report, indent=2))
    else:
        versions = rounds[PYTORCH][0]["details"]
        print(f"{len(train)} rows, epochs: {options.epochs}, batch {BATCH}, max length {MAX_LENGTH}, {options.threads} threads; medians of "
              f"{options.rounds}; torch {versions['torch']}, transformers {versions['transformers']}")
        print(table(report))


if __name__ == "__main__":
    main()
