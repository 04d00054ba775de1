"""Compares the logits of a bundle with a classification head with those that transformers computes from the same folder.

    python transformers_logits.py BUNDLE TEXTS.tsv PICKETCTL

TEXTS.tsv has the text in its second column. Prints the largest difference and fails above 1e-3.
"""

import json
import subprocess
import sys

import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer

bundle, table, picketctl = sys.argv[1:4]
texts = [line.split("\t")[1] for line in open(table, encoding="utf-8").read().split("\n")[1:] if line][:60]
ours = subprocess.run(
    [picketctl, "model", "predict", "--model", bundle, "--precision", "float32"], input="\n".join(texts), capture_output=True, text=True,
    check=True)
expected = [json.loads(line)["logits"] for line in ours.stdout.splitlines()]
model = AutoModelForSequenceClassification.from_pretrained(bundle).eval()
tokenizer = AutoTokenizer.from_pretrained(bundle)
largest = 0.0
for text, logits in zip(texts, expected, strict=True):
    with torch.no_grad():
        theirs = model(**tokenizer(text, return_tensors="pt", truncation=True, max_length=48)).logits[0]
    largest = max(largest, (theirs - torch.tensor(logits)).abs().max().item())
print(f"{len(texts)} texts, labels {list(model.config.id2label.values())}, largest difference {largest:.2e}")
sys.exit(0 if largest < 1e-3 else 1)
