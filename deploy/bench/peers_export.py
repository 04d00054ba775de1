"""Writes the encoder of a model folder as ONNX files, as users of ONNX Runtime would have them.

    peers_export.py --model DIR --out DIR

    float32.onnx              exported by torch.onnx
    float32-optimized.onnx    … with the fusions of onnxruntime.transformers.optimizer
    int8.onnx                 float32.onnx with quantize_dynamic: int8 weights per output channel
    int8-optimized.onnx       float32-optimized.onnx with the same

Inputs are `input_ids`, `attention_mask` and `token_type_ids`, [B, T] int64; outputs `embedding` [B, H], mean-pooled and of length 1, and
`logits` [B, C] where the folder has a dense head. Prints one JSON object: which files were written, with the fused operators of each,
and why others were not.
"""

import argparse
import collections
import json
import os
import warnings

import torch
from safetensors.torch import load_file
from transformers import AutoConfig, AutoModel


class SentenceModel(torch.nn.Module):
    """Token ids to what Picket's classifier computes of them: the embedding, and the logits where there is a head."""

    def __init__(self, folder, attention="sdpa"):
        super().__init__()
        self.encoder = AutoModel.from_pretrained(folder, add_pooling_layer=False, attn_implementation=attention).eval()
        self.head = None
        dense = os.path.join(folder, "3_Dense", "model.safetensors")
        if os.path.exists(dense):
            weights = load_file(dense)
            classes, hidden = weights["linear.weight"].shape
            self.head = torch.nn.Linear(hidden, classes)
            self.head.load_state_dict({"weight": weights["linear.weight"], "bias": weights["linear.bias"]})

    def forward(self, input_ids, attention_mask, token_type_ids):
        states = self.encoder(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(states.dtype)
        embedding = torch.nn.functional.normalize((states * mask).sum(1) / mask.sum(1), dim=-1)
        return (embedding,) if self.head is None else (embedding, self.head(embedding))


def export(folder, path):
    """With plain attention: that is the graph whose patterns the optimizer knows."""
    model = SentenceModel(folder, attention="eager").eval()
    example = torch.tensor([[101, 7592, 2088, 102]]).repeat(2, 1)
    names = ["input_ids", "attention_mask", "token_type_ids"]
    outputs = ["embedding"] if model.head is None else ["embedding", "logits"]
    axes = {name: {0: "batch", 1: "tokens"} for name in names} | {name: {0: "batch"} for name in outputs}
    with torch.inference_mode(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            model, (example, torch.ones_like(example), torch.zeros_like(example)), path, input_names=names, output_names=outputs,
            dynamic_axes=axes, opset_version=17, dynamo=False,
        )


def optimize(source, path, folder):
    from onnxruntime.transformers import optimizer

    config = AutoConfig.from_pretrained(folder)
    model = optimizer.optimize_model(
        source, model_type="bert", num_heads=config.num_attention_heads, hidden_size=config.hidden_size, opt_level=1, use_gpu=False
    )
    model.save_model_to_file(path)


def quantize(source, path):
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    # The fused operators have no shape inference of ONNX's, so the quantizer is told what flows between them.
    options = {"DefaultTensorType": onnx.TensorProto.FLOAT}
    quantize_dynamic(source, path, per_channel=True, weight_type=QuantType.QInt8, extra_options=options)


def operators(path):
    import onnx

    counts = collections.Counter(node.op_type for node in onnx.load(path, load_external_data=False).graph.node)
    telling = ["Attention", "QAttention", "SkipLayerNormalization", "BiasGelu", "FastGelu", "MatMul", "MatMulInteger", "DynamicQuantizeMatMul"]
    return {name: counts[name] for name in telling if counts[name]}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True)
    parser.add_argument("--out", required=True)
    options = parser.parse_args()

    def at(name):
        return os.path.join(options.out, name + ".onnx")

    steps = [
        ("float32", lambda: export(options.model, at("float32"))),
        ("float32-optimized", lambda: optimize(at("float32"), at("float32-optimized"), options.model)),
        ("int8", lambda: quantize(at("float32"), at("int8"))),
        ("int8-optimized", lambda: quantize(at("float32-optimized"), at("int8-optimized"))),
    ]
    written, failed = {}, {}
    for name, step in steps:
        try:
            step()
            written[name] = operators(at(name))
        except Exception as reason:  # Whatever a library throws: that part is named as left out, the others go on.
            failed[name] = f"{type(reason).__name__}: {str(reason).strip().splitlines()[0] if str(reason).strip() else 'no reason given'}"
    print(json.dumps({"written": written, "failed": failed, "torch": torch.__version__}))


if __name__ == "__main__":
    main()
