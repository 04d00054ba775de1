"""One peer of picket-bench latency: another runtime over the same token ids, a round for each line of standard input.

    peers_encoders.py --peer NAME --model DIR --onnx DIR --inputs FILE --cells 1x16,32x16 --passes N

NAME is pytorch, openvino, or onnx-FILE for a file of peers_export.py. The first line that is printed has the peer's version and how far
its results are from those in FILE, which picket-bench wrote; each further line has the microseconds of a round's passes, by cell.
"""

import argparse
import json
import os
import sys
import time

import numpy

PATIENCE = 0.3  # Seconds that a cell may take of a round, as in picket-bench.


def feeds_of(rows):
    """What users pass: ids, and a mask of ones, since rows of one length need no padding."""
    ids = numpy.asarray(rows, dtype=numpy.int64)
    return {"input_ids": ids, "attention_mask": numpy.ones_like(ids), "token_type_ids": numpy.zeros_like(ids)}


def onnx_runner(options, name):
    import onnxruntime

    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = settings.inter_op_num_threads = 1
    path = os.path.join(options.onnx, name + ".onnx")
    session = onnxruntime.InferenceSession(path, settings, providers=["CPUExecutionProvider"])
    known = {entry.name for entry in session.get_inputs()}

    def prepare(feeds):
        feeds = {key: value for key, value in feeds.items() if key in known}
        return lambda: session.run(None, feeds)

    return prepare, "onnxruntime " + onnxruntime.__version__


def openvino_runner(options):
    import openvino

    settings = {"INFERENCE_NUM_THREADS": 1, "PERFORMANCE_HINT": "LATENCY", "INFERENCE_PRECISION_HINT": "f32"}
    compiled = openvino.Core().compile_model(os.path.join(options.onnx, "float32.onnx"), "CPU", settings)
    request = compiled.create_infer_request()
    known = {name for entry in compiled.inputs for name in entry.get_names()}

    def prepare(feeds):
        feeds = {key: value for key, value in feeds.items() if key in known}

        def run():
            request.infer(feeds)
            return [request.get_output_tensor(index).data.copy() for index in range(len(compiled.outputs))]

        return run

    return prepare, "openvino " + openvino.__version__.split("-")[0]


def pytorch_runner(options):
    import torch
    from peers_export import SentenceModel

    torch.set_num_threads(1)
    model = SentenceModel(options.model).eval()

    def prepare(feeds):
        tensors = {key: torch.from_numpy(value) for key, value in feeds.items()}

        def run():
            with torch.inference_mode():
                return [part.numpy() for part in model(**tensors)]

        return run

    return prepare, "torch " + torch.__version__


def runner(options):
    if options.peer == "pytorch":
        return pytorch_runner(options)
    if options.peer == "openvino":
        return openvino_runner(options)
    return onnx_runner(options, options.peer.removeprefix("onnx-"))


def differences(prepare, inputs):
    """The largest difference of any number of the embeddings, and of the logits, from picket-bench's."""
    largest = {}
    for tokens, rows in inputs["sequences"].items():
        for start in range(0, len(rows), 32):
            found = prepare(feeds_of(rows[start : start + 32]))()
            for name, values in zip(["embeddings", "logits"], found):
                if name in inputs:
                    expected = numpy.asarray(inputs[name][tokens][start : start + 32], dtype=numpy.float32)
                    largest[name] = max(largest.get(name, 0.0), float(numpy.abs(values - expected).max()))
    return largest


def timed(passes, limit):
    """One block of a cell: the first pass is not counted."""
    passes[0]()
    samples, begin = [], time.perf_counter()
    while len(samples) < limit and (not samples or time.perf_counter() - begin < PATIENCE):
        run = passes[(len(samples) + 1) % len(passes)]
        start = time.perf_counter()
        run()
        samples.append(round((time.perf_counter() - start) * 1e6, 3))
    return samples


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ["--peer", "--model", "--onnx", "--inputs", "--cells"]:
        parser.add_argument(name, required=True)
    parser.add_argument("--passes", type=int, required=True)
    options = parser.parse_args()
    with open(options.inputs, encoding="utf-8") as file:
        inputs = json.load(file)
    prepare, version = runner(options)
    cells = {}
    for cell in options.cells.split(","):
        batch, tokens = map(int, cell.split("x"))
        rows = inputs["sequences"][str(tokens)]
        groups = [rows[start : start + batch] for start in range(0, len(rows) - batch + 1, batch)]
        cells[cell] = [prepare(feeds_of(group)) for group in groups]
    print(json.dumps({"version": version, "differences": differences(prepare, inputs)}), flush=True)
    for _ in sys.stdin:
        print(json.dumps({cell: timed(passes, options.passes) for cell, passes in cells.items()}), flush=True)


if __name__ == "__main__":
    main()
