"""Writes Tests/Goldens/encoders/families: the states of every layer of the tiny classifiers in Tests/Goldens/finetuning.

    python encoder_families.py

    families/CASE.safetensors   "hidden.S.L" [T, H] for sequence S of the case's batch.json and layer L (0 are the embeddings)

Run finetuning_models.py first: the models and batches are its own.
"""

import json
import pathlib

import torch
from safetensors.torch import save_file
from transformers import AutoModelForSequenceClassification

goldens = pathlib.Path(__file__).parent.parent
target = goldens / "encoders" / "families"
target.mkdir(parents=True, exist_ok=True)
for case in ["bert-classifier", "roberta-classifier", "distilbert-classifier"]:
    source = goldens / "finetuning" / case
    model = AutoModelForSequenceClassification.from_pretrained(source / "model", attn_implementation="eager").eval()
    sequences = json.loads((source / "batch.json").read_text())["ids"]
    expected = {}
    for index, ids in enumerate(sequences):
        with torch.no_grad():
            states = model(torch.tensor([ids]), output_hidden_states=True).hidden_states
        for layer, state in enumerate(states):
            expected[f"hidden.{index}.{layer}"] = state[0].contiguous()
    save_file(expected, target / f"{case}.safetensors")
    (target / f"{case}.safetensors").chmod(0o644)
