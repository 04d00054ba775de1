"""Writes Tests/Goldens/finetuning/CASE: tiny random models of every family and head, and what PyTorch makes of one batch.

    python finetuning_models.py

    CASE/model/                 config.json and model.safetensors as transformers saves them
    CASE/head.safetensors       linear.weight [6, H], linear.bias [6], for the pooled cases
    CASE/batch.json             {"ids": [[...], ...], "labels": [...]}
    CASE/expected.safetensors   "logits" [B, 6], "loss" [1], "grad.NAME" for every parameter that the loss depends on
    CASE/trajectory.json        {"plain": [...]} losses of ten steps, {"layerwise": [...]} with rates that fall with depth, where it is there

Dropout is off; the loss is the mean cross-entropy; sequences run one at a time, so that no padding is involved.
"""

import json
import pathlib
import shutil

import torch
from safetensors.torch import save_file
from transformers import (
    BertConfig, BertForSequenceClassification, BertModel, DistilBertConfig, DistilBertForSequenceClassification, RobertaConfig,
    RobertaForSequenceClassification, get_linear_schedule_with_warmup,
)

folder = pathlib.Path(__file__).parent.parent / "finetuning"
LABELS = ["self-harm", "medical-advice", "legal-advice", "financial-advice", "emergency-situation", "not-harmful"]
NAMES = {"id2label": dict(enumerate(LABELS)), "label2id": {name: index for index, name in enumerate(LABELS)}}
SIZES = dict(vocab_size=48, attn_implementation="eager", initializer_range=0.3)
BERT = dict(
    hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=24, max_position_embeddings=24, hidden_dropout_prob=0.0,
    attention_probs_dropout_prob=0.0, **SIZES)
LAYERS = 2


class Pooled(torch.nn.Module):
    """A BERT, pooled, with one linear layer: what sentence-transformers puts together."""

    def __init__(self, pooling, normalize):
        super().__init__()
        self.bert = BertModel(BertConfig(**BERT), add_pooling_layer=False)
        self.linear = torch.nn.Linear(16, 6)
        torch.nn.init.normal_(self.linear.weight, std=0.8)
        self.pooling, self.normalize = pooling, normalize

    def forward(self, ids):
        states = self.bert(ids).last_hidden_state
        vector = states.mean(1) if self.pooling == "mean" else states[:, 0]
        return self.linear(torch.nn.functional.normalize(vector, dim=1) if self.normalize else vector)


class Classifier(torch.nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, ids):
        return self.model(ids).logits


def build(case):
    if case == "bert-pooled":
        return Pooled("mean", True)
    if case == "bert-cls-pooled":
        return Pooled("cls", False)
    if case == "bert-classifier":
        return Classifier(BertForSequenceClassification(BertConfig(**BERT, **NAMES, classifier_dropout=0.0)))
    if case == "roberta-classifier":
        config = RobertaConfig(**{**BERT, "max_position_embeddings": 26}, type_vocab_size=1, pad_token_id=1, layer_norm_eps=1e-5, **NAMES)
        return Classifier(RobertaForSequenceClassification(config))
    config = DistilBertConfig(
        dim=16, n_layers=LAYERS, n_heads=2, hidden_dim=24, max_position_embeddings=24, dropout=0.0, attention_dropout=0.0,
        seq_classif_dropout=0.0, **SIZES, **NAMES)
    return Classifier(DistilBertForSequenceClassification(config))


def parameters(module):
    """Pairs of the name in the files, and the parameter."""
    for name, parameter in module.named_parameters():
        yield name.removeprefix("bert.") if isinstance(module, Pooled) else name.removeprefix("model."), parameter


def place(name):
    """0 for the embeddings, 1… for the layers, LAYERS + 1 for the head."""
    if "embeddings" in name:
        return 0
    if "layer." in name:
        return 1 + int(name.split("layer.")[1].split(".")[0])
    return LAYERS + 1


def losses(module, batch, rows, reduction="mean"):
    logits = torch.cat([module(torch.tensor([batch["ids"][row]])) for row in rows])
    return logits, torch.nn.functional.cross_entropy(logits, torch.tensor([batch["labels"][row] for row in rows]))


def trajectory(module, batch, decay, head_factor, rate=1e-3, steps=10, size=4):
    groups = []
    for name, parameter in parameters(module):
        depth = place(name)
        factor = head_factor if depth == LAYERS + 1 else decay ** (LAYERS - depth)
        bare = name.endswith("bias") or "LayerNorm" in name or "layer_norm" in name
        groups.append({"params": [parameter], "lr": rate * factor, "weight_decay": 0.0 if bare else 0.01})
    optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.999), eps=1e-8)
    schedule = get_linear_schedule_with_warmup(optimizer, 2, steps)
    values = []
    count = len(batch["ids"])
    for step in range(steps):
        rows = [(step * size + offset) % count for offset in range(size)]
        _, loss = losses(module, batch, rows)
        values.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_([p for p in module.parameters() if p.grad is not None], 1.0)
        optimizer.step()
        schedule.step()
    return values


for number, case in enumerate(["bert-pooled", "bert-cls-pooled", "bert-classifier", "roberta-classifier", "distilbert-classifier"]):
    torch.manual_seed(30 + number)
    target = folder / case
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    module = build(case).eval()
    with torch.no_grad():
        for name, parameter in parameters(module):
            if name.endswith(".bias") or "LayerNorm" in name or "layer_norm" in name:
                parameter.add_(0.2 * torch.randn_like(parameter))
    inner = module.bert if isinstance(module, Pooled) else module.model
    inner.save_pretrained(target / "model")
    for extra in (target / "model").iterdir():
        if extra.name not in ("config.json", "model.safetensors"):
            extra.unlink()
    if isinstance(module, Pooled):
        save_file({"linear." + name: value.contiguous() for name, value in module.linear.state_dict().items()}, target / "head.safetensors")
    lengths = [1, 2, 3, 5, 8, 11, 16, 20]
    first = 0 if case.startswith("roberta") else 2
    batch = {
        "ids": [[first] + torch.randint(2, 48, (length - 1,)).tolist() for length in lengths],
        "labels": [5, 0, 1, 2, 3, 4, 0, 5],
    }
    (target / "batch.json").write_text(json.dumps(batch) + "\n")
    logits, loss = losses(module, batch, range(len(lengths)))
    loss.backward()
    expected = {"logits": logits.detach(), "loss": loss.detach().reshape(1)}
    for name, parameter in parameters(module):
        if parameter.grad is not None:
            expected["grad." + name] = parameter.grad.detach().clone()
    save_file({name: value.contiguous() for name, value in expected.items()}, target / "expected.safetensors")
    start = {name: value.clone() for name, value in module.state_dict().items()}
    record = {"plain": trajectory(module, batch, 1.0, 1.0)}
    if case in ("bert-pooled", "bert-classifier"):
        module.load_state_dict(start)
        record["layerwise"] = trajectory(module, batch, 0.8, 10.0)
    (target / "trajectory.json").write_text(json.dumps(record) + "\n")
for file in folder.rglob("*"):
    if file.is_file():
        file.chmod(0o644)
