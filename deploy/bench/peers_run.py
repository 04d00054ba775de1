"""Runs Picket and other runtimes in turn over the same work and writes what came of it. Started by deploy/bench/peers."""

import argparse
import json
import os
import subprocess
import sys
import tempfile

import peers_load
import peers_report
from peers_sides import LeftOut, Side, environment, ratio, take_turns

HERE = os.path.dirname(os.path.abspath(__file__))
PEERS = {
    "ONNX Runtime int8": "onnx-int8",
    "ONNX Runtime int8, optimized": "onnx-int8-optimized",
    "ONNX Runtime float32": "onnx-float32",
    "ONNX Runtime float32, optimized": "onnx-float32-optimized",
    "OpenVINO float32": "openvino",
    "PyTorch float32": "pytorch",
}


def last_line(done):
    """Why a program failed: the line that says so, else its last."""
    lines = done.stderr.strip().splitlines()
    said = [line.removeprefix("Error: ") for line in lines if line.startswith("Error: ")]
    return (said or lines or [f"it ended with {done.returncode}"])[-1]


def bench(options, *arguments):
    return [f"{options.programs}/picket-bench", *arguments, "--model", options.model]


def picket_precisions(options, place, left_out):
    """Which of ours run here; each has then written what it makes of the token ids to a file of its own."""
    found = []
    for precision in options.precisions.split(","):
        command = bench(
            options, "latency", "--precision", precision, "--rounds", "1", "--passes", "1", "--write-inputs",
            f"{place}/inputs-{precision}.json", "--cells", ",".join(options.cells), "--json",
        )
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            left_out[f"picket {precision}"] = last_line(done)
        else:
            found.append(precision)
            options.machine = options.machine or json.loads(done.stdout)["machine"]
    return found


def own_differences(place, precision, reference):
    """How far one of our precisions is from another."""
    if precision == reference:
        return {}
    read = {}
    for name in (precision, reference):
        with open(f"{place}/inputs-{name}.json", encoding="utf-8") as file:
            read[name] = json.load(file)
    return {
        key: max(
            abs(a - b)
            for tokens, rows in read[precision][key].items()
            for row, other in zip(rows, read[reference][key][tokens])
            for a, b in zip(row, other)
        )
        for key in ["embeddings", "logits"]
        if key in read[precision]
    }


def started(name, command, has_facts, left_out):
    try:
        return Side(name, command, has_facts)
    except LeftOut as reason:
        left_out[name] = str(reason)
        return None


def encoders(options, place, precisions, exported, left_out):
    reference = "float32" if "float32" in precisions else precisions[0]
    sides = []
    for precision in precisions:
        command = bench(
            options, "latency", "--precision", precision, "--passes", str(options.passes), "--cells", ",".join(options.cells), "--paced")
        side = started(f"picket {precision}", command, False, left_out)
        if side:
            side.facts = {"differences": own_differences(place, precision, reference)}
            sides.append(side)
    for name, peer in PEERS.items():
        needed = "float32" if peer == "openvino" else peer.removeprefix("onnx-")
        if peer != "pytorch" and needed not in exported["written"]:
            left_out[name] = exported["failed"].get(needed, "its file was not written")
            continue
        command = [sys.executable, f"{HERE}/peers_encoders.py", "--peer", peer, "--model", options.model, "--onnx", place]
        command += ["--inputs", f"{place}/inputs-{reference}.json", "--cells", ",".join(options.cells), "--passes", str(options.passes)]
        sides.append(started(name, command, True, left_out))
    return take_turns(filter(None, sides), options.rounds, left_out)


def tokenizers(options, place, left_out):
    inputs = f"{place}/messages.json"
    sides = [
        started("picket", bench(options, "tokenize", "--paced", "--write-inputs", inputs), False, left_out),
    ]
    if sides[0]:
        sides[0].run()  # The file is written before the first round.
        sides[0].rounds.clear()
        command = [sys.executable, f"{HERE}/peers_tokenizers.py", "--model", options.model, "--inputs", inputs]
        sides.append(started("Hugging Face tokenizers", command, True, left_out))
    return take_turns(filter(None, sides), 5 * options.rounds, left_out)


def export(options, place):
    command = [sys.executable, f"{HERE}/peers_export.py", "--model", options.model, "--out", place]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment())
    if done.returncode:
        return {"written": {}, "failed": dict.fromkeys(["float32", "float32-optimized", "int8", "int8-optimized"], last_line(done))}
    return json.loads(done.stdout.strip().splitlines()[-1])


def faster_int8(options, sides):
    """The int8 file that took the least time for one message."""
    cell = "1x16" if "1x16" in options.cells else options.cells[0]
    found = {side.median(cell): PEERS[side.name] for side in sides if PEERS.get(side.name, "").startswith("onnx-int8")}
    return found[min(found)].removeprefix("onnx-") if found else None


def measure(options, place):
    left_out = {}
    precisions = picket_precisions(options, place, left_out)
    if not precisions:
        sys.exit("error: picket-bench cannot run: " + "; ".join(left_out.values()))
    exported = export(options, place)
    sides = encoders(options, place, precisions, exported, left_out)
    words = tokenizers(options, place, left_out)
    options.service_onnx = faster_int8(options, sides)
    services = []
    if options.load_rounds == 0:
        left_out["services under load"] = "--load-rounds 0"
    elif options.service_onnx:
        # Users would take the faster one, so the services have that.
        services = peers_load.run(options, place, precisions, left_out)
    else:
        left_out["services under load"] = "ONNX Runtime int8 did not run"
    ours = [side for side in sides if side.name.startswith("picket ")]
    own_words = [side for side in words if side.name == "picket"]
    own_services = [row for row in services if row["name"].startswith("picketd ")]
    return {
        "machine": options.machine, "model": options.model, "cells": options.cells, "rounds": options.rounds,
        "passes": options.passes, "connections": options.connections, "service_onnx": options.service_onnx,
        "versions": [side.facts["version"] for side in [*sides, *words] if "version" in side.facts],
        "exported": exported,
        "encoders": [
            {
                "name": side.name, "median_us": {cell: side.median(cell) for cell in options.cells},
                "differences": side.facts.get("differences", {}), "rounds": side.rounds,
            }
            for side in sides
        ],
        "ratios": {
            own.name: {side.name: {cell: ratio(side, own, cell) for cell in options.cells} for side in sides if side is not own}
            for own in ours
        },
        "tokenizers": [
            {
                "name": side.name, "median_us": {group: side.median(group) for group in side.rounds[0]},
                "differences": side.facts.get("differences", {}),
            }
            for side in words
        ],
        "tokenizer_ratios": {
            side.name: {group: ratio(side, own, group) for group in own.rounds[0]}
            for own in own_words for side in words if side is not own
        },
        "services": services,
        "service_ratios": {
            own["name"]: {
                row["name"]: own["answers_per_second"] / row["answers_per_second"]
                for row in services if row not in own_services and row["answers_per_second"]
            }
            for own in own_services if len(own_services) < len(services)
        },
        "left_out": left_out,
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--programs", default=".build/release")
    parser.add_argument("--precisions", default="int8,float32")
    parser.add_argument("--cells", default="1x8,1x16,1x32,1x50,32x16")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--passes", type=int, default=10)
    parser.add_argument("--load-rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--connections", type=int, default=64)
    options = parser.parse_args()
    options.cells = options.cells.split(",")
    options.machine = None
    options.model, options.programs = os.path.abspath(options.model), os.path.abspath(options.programs)
    for program in ["picket-bench", "picketd"]:
        if not os.access(f"{options.programs}/{program}", os.X_OK):
            sys.exit(f"error: there is no '{options.programs}/{program}'; build it: swift build -c release --product {program}")
    with tempfile.TemporaryDirectory() as place:
        report = measure(options, place)
    os.makedirs(options.out, exist_ok=True)
    contents = {
        "peers.json": json.dumps(report, indent=1) + "\n", "peers.md": peers_report.markdown(report), "peers.txt": peers_report.text(report),
    }
    if any(report["ratios"].values()):
        contents["peers.svg"] = peers_report.chart(report)
    for name, content in contents.items():
        with open(os.path.join(options.out, name), "w", encoding="utf-8") as file:
            file.write(content)
    print(contents["peers.txt"], end="")
    print(f"written to {options.out}: {', '.join(contents)}", file=sys.stderr)


if __name__ == "__main__":
    main()
