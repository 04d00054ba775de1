"""Fine-tunes a sentence encoder with a linear head in PyTorch, as one would write it: the other side of deploy/bench/finetune.

    finetune_pytorch.py --base DIR --train ROWS.tsv --dev ROWS.tsv --out DIR --padding batch|longest

Rows are `text<TAB>label` under a header. Mean pooling over the last hidden states, dropout, a linear layer; AdamW with decay on matrices
only, linear warm-up over a tenth of the steps and linear decay to zero, gradients clipped at norm 1. Prints one JSON object on
standard output: the seconds of the training loop (tokenization included, imports and loading not), the loss at the end, the accuracy
on the dev rows.

`--padding batch` pads each batch to its longest row; `--padding longest` pads every batch to --max-length.
"""

import argparse
import json
import time

import torch
import transformers
from transformers import AutoConfig, AutoModel, AutoTokenizer, get_linear_schedule_with_warmup


class PooledClassifier(torch.nn.Module):
    def __init__(self, base, classes, dropout):
        super().__init__()
        config = AutoConfig.from_pretrained(base, hidden_dropout_prob=dropout, attention_probs_dropout_prob=dropout)
        self.encoder = AutoModel.from_pretrained(base, config=config)
        self.dropout = torch.nn.Dropout(dropout)
        self.linear = torch.nn.Linear(config.hidden_size, classes)

    def forward(self, input_ids, attention_mask):
        hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
        pooled = (hidden * mask).sum(1) / mask.sum(1)
        return self.linear(self.dropout(pooled))


def read_rows(path):
    with open(path, encoding="utf-8", newline="\n") as lines:
        next(lines)
        return [line.rstrip("\r\n").split("\t") for line in lines if line.strip()]


def padded(tokenizer, rows, width):
    batch = tokenizer.pad({"input_ids": rows}, padding="max_length" if width else True, max_length=width, return_tensors="pt")
    return batch["input_ids"], batch["attention_mask"]


def optimizer_of(model, learning_rate, weight_decay):
    plain = [p for p in model.parameters() if p.dim() < 2]
    matrices = [p for p in model.parameters() if p.dim() >= 2]
    groups = [{"params": matrices, "weight_decay": weight_decay}, {"params": plain, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=learning_rate)


def train(model, tokenizer, texts, labels, options, width):
    ids = tokenizer(texts, truncation=True, max_length=options.max_length)["input_ids"]
    optimizer = optimizer_of(model, options.learning_rate, options.weight_decay)
    steps = options.epochs * -(-len(ids) // options.batch_size)
    schedule = get_linear_schedule_with_warmup(optimizer, steps // 10, steps)
    model.train()
    loss = None
    for _ in range(options.epochs):
        order = torch.randperm(len(ids)).tolist()
        for first in range(0, len(order), options.batch_size):
            rows = order[first : first + options.batch_size]
            logits = model(*padded(tokenizer, [ids[row] for row in rows], width))
            loss = torch.nn.functional.cross_entropy(logits, labels[rows])
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad(set_to_none=True)
    return steps, loss.item()


def accuracy(model, tokenizer, texts, labels, options):
    ids = tokenizer(texts, truncation=True, max_length=options.max_length)["input_ids"]
    model.eval()
    right = 0
    with torch.inference_mode():
        for first in range(0, len(ids), 64):
            logits = model(*padded(tokenizer, ids[first : first + 64], None))
            right += int((logits.argmax(-1) == labels[first : first + 64]).sum())
    return right / len(ids)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", required=True)
    parser.add_argument("--train", required=True)
    parser.add_argument("--dev", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--padding", choices=["batch", "longest"], default="batch")
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--batch-size", type=int, default=16)
    parser.add_argument("--max-length", type=int, default=50)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--learning-rate", type=float, default=2e-5)
    parser.add_argument("--weight-decay", type=float, default=0.01)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()

    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    transformers.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()

    train_rows, dev_rows = read_rows(options.train), read_rows(options.dev)
    names = sorted({label for _, label in train_rows + dev_rows})
    train_labels = torch.tensor([names.index(label) for _, label in train_rows])
    dev_labels = torch.tensor([names.index(label) for _, label in dev_rows])
    tokenizer = AutoTokenizer.from_pretrained(options.base)
    model = PooledClassifier(options.base, len(names), options.dropout)

    begin = time.monotonic()
    width = options.max_length if options.padding == "longest" else None
    steps, loss = train(model, tokenizer, [text for text, _ in train_rows], train_labels, options, width)
    seconds = time.monotonic() - begin

    model.encoder.save_pretrained(options.out)
    torch.save(model.linear.state_dict(), options.out + "/linear.pt")
    result = {
        "training_seconds": seconds,
        "steps": steps,
        "loss": loss,
        "dev_accuracy": accuracy(model, tokenizer, [text for text, _ in dev_rows], dev_labels, options),
        "torch": torch.__version__,
        "transformers": transformers.__version__,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
